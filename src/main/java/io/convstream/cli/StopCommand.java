package io.convstream.cli;

import io.convstream.cli.options.JobManagerArguments;
import io.convstream.client.RunningJob;
import io.convstream.cluster.RemoteFlink;
import io.convstream.run.Attempts;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convstream stop}: stops a job with a savepoint. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description = {
            "Stops a job on a cluster with a savepoint.",
            "The savepoint is in the job's run folder. Prints the command to resume."
        })
final class StopCommand implements Callable<Integer> {

    @Mixin
    private final JobManagerArguments jobManager = new JobManagerArguments();

    @Parameters(paramLabel = "JOB", description = "The job id, as submit and 'cluster status' print it.")
    private @Nullable JobID job;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        JobID id = Objects.requireNonNull(job, "picocli requires it");
        PrintWriter out = Objects.requireNonNull(spec, "picocli sets it before it calls")
                .commandLine()
                .getOut();
        try (RemoteFlink flink = jobManager.connect()) {
            RunningJob running = JobManagerArguments.running(flink, id);
            out.println(
                    "Savepoint: " + flink.stop(id, running.run().savepoints().uri(), false));
            Attempts.ended(running.run(), id.toString(), Attempts.Outcome.STOPPED);
            out.println("To resume: " + running.resumeCommand());
            return 0;
        }
    }
}
