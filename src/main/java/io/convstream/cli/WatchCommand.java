package io.convstream.cli;

import io.convstream.cli.options.JobManagerArguments;
import io.convstream.client.JobWatch;
import io.convstream.client.RunningJob;
import io.convstream.cluster.RemoteFlink;
import io.convstream.console.ProgressLine;
import io.convstream.failure.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convstream watch}: prints the progress of a running job. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        description = {
            "Prints the progress of a running job.",
            "Ctrl-C ends watch, not the job. The job may run on a cluster or in 'convstream train': "
                    + "--jobmanager is then the address of its dashboard."
        })
final class WatchCommand implements Callable<Integer> {

    @Mixin
    private final JobManagerArguments jobManager = new JobManagerArguments();

    @Parameters(
            paramLabel = "JOB",
            arity = "0..1",
            description = "The job id, as submit and 'cluster status' print it. Default: the only running job.")
    private @Nullable JobID job;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec, "picocli sets it before it calls")
                .commandLine()
                .getOut();
        try (RemoteFlink flink = jobManager.connect()) {
            RunningJob running = JobManagerArguments.running(flink, job == null ? only(flink) : job);
            out.println("Job " + running.id() + ", run folder " + running.run().path());
            out.flush();
            return new JobWatch(flink, running, ProgressLine.isSupported(), out).run();
        }
    }

    private static JobID only(RemoteFlink flink) throws IOException, InterruptedException {
        List<JobID> running = flink.runningJobs();
        if (running.size() != 1) {
            throw new UsageException(
                    running.isEmpty()
                            ? "no job runs at " + flink.hostAndPort()
                            : "several jobs run at " + flink.hostAndPort() + ": name one of " + running);
        }
        return running.get(0);
    }
}
