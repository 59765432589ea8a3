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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convstream savepoint}: takes a savepoint of a running job. */
@Command(
        name = "savepoint",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description = {
            "Takes a savepoint of a job on a cluster.",
            "The savepoint is in the job's run folder; 'submit --resume SAVEPOINT' starts from it. The "
                    + "job keeps running."
        })
final class SavepointCommand implements Callable<Integer> {

    @Mixin
    private final JobManagerArguments jobManager = new JobManagerArguments();

    @Parameters(paramLabel = "JOB", description = "The job id, as submit and 'cluster status' print it.")
    private @Nullable JobID job;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        JobID id = Objects.requireNonNull(job, "picocli requires it");
        try (RemoteFlink flink = jobManager.connect()) {
            RunningJob running = JobManagerArguments.running(flink, id);
            String savepoint = flink.savepoint(id, running.run().savepoints().uri());
            Objects.requireNonNull(spec, "picocli sets it before it calls")
                    .commandLine()
                    .getOut()
                    .println("Savepoint: " + savepoint);
            return 0;
        }
    }
}
