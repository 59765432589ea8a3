package io.convstream.cli;

import io.convstream.cli.options.JobManagerArguments;
import io.convstream.client.RunningJob;
import io.convstream.cluster.RemoteFlink;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convstream savepoint}: takes a savepoint of a running job; its subcommands read savepoints. */
@Command(
        name = "savepoint",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        customSynopsis = {
            "convstream savepoint [--jobmanager=HOST:PORT] JOB",
            "       convstream savepoint inspect [--json] PATH",
            "       convstream savepoint diff [--json] PATH PATH"
        },
        subcommands = {SavepointInspectCommand.class, SavepointDiffCommand.class},
        description = {
            "Takes a savepoint of a job on a cluster.",
            "The savepoint is in the job's run folder; 'submit --resume SAVEPOINT' starts from it. The "
                    + "job keeps running.",
            "'inspect' and 'diff' read checkpoints and savepoints without a cluster."
        })
final class SavepointCommand implements Callable<Integer> {

    @Mixin
    private final JobManagerArguments jobManager = new JobManagerArguments();

    @Parameters(
            paramLabel = "JOB",
            arity = "0..1",
            description = "The job id, as submit and 'cluster status' print it.")
    private @Nullable JobID job;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec, "picocli sets it before it calls");
        JobID id = job;
        if (id == null) { // picocli would also require it for a subcommand
            throw new ParameterException(command.commandLine(), "Missing required parameter: 'JOB'");
        }
        try (RemoteFlink flink = jobManager.connect()) {
            RunningJob running = JobManagerArguments.running(flink, id);
            String savepoint = flink.savepoint(id, running.run().savepoints().uri());
            command.commandLine().getOut().println("Savepoint: " + savepoint);
            return 0;
        }
    }
}
