package io.convstream.client;

import io.convstream.client.JobMonitor.Outcome;
import io.convstream.cluster.RemoteFlink;
import io.convstream.console.Console;
import io.convstream.failure.Failure;
import io.convstream.job.ServeJob;
import io.convstream.run.Attempts;
import io.convstream.run.ServiceStart;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * Runs a serving job, in this process or on a cluster.
 *
 * @param resumeCommand the command that starts the service again
 */
public record ServeExecution(ServeJob job, ServiceStart start, String resumeCommand, PrintWriter out) {

    /** The system property that holds the log file's path. */
    private static final String LOG_FILE = "convstream.log";

    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    /**
     * Runs the job on an embedded Flink until Ctrl-C stops it with a savepoint, and returns the exit code.
     *
     * @param address the dashboard's listen address
     * @param port the dashboard's port; if it is in use, one of the next hundred
     */
    public int runEmbedded(InetAddress address, int port) throws Exception {
        var interrupt = new UserInterrupt();
        System.setProperty(LOG_FILE, job.run().log().toString());
        Configuration configuration = job.configuration(resumeCommand);
        try (EmbeddedFlink flink = new EmbeddedFlink(configuration, job.slots(), address, port)) {
            out.println("Flink dashboard: " + flink.dashboard());
            out.flush();
            EmbeddedJob handle =
                    flink.submit(job.graph(StreamExecutionEnvironment.getExecutionEnvironment(configuration), true));
            var monitor = new JobMonitor(
                    handle,
                    List.of(status -> start.requireLocked(), new RestartNotice(handle, out)),
                    new ResumeHint(job.run(), resumeCommand, out),
                    out);
            if (monitor.run(interrupt, POLL_INTERVAL, JobMonitor.UNLIMITED) == Outcome.INTERRUPTED) {
                stop(handle);
            }
            return end(handle.result());
        } catch (Exception e) {
            record(Attempts.Outcome.FAILED);
            throw e;
        }
    }

    private void stop(JobHandle handle) throws IOException, InterruptedException {
        Console.printAbove(
                out,
                "Stopping with a savepoint … (Ctrl-C again ends the service at once; it then continues from its last"
                        + " checkpoint)");
        String savepoint = handle.stop(job.run().savepoints(), false);
        out.println("Savepoint: " + savepoint);
        out.println("To continue: " + resumeCommand);
        out.flush();
    }

    private int end(JobResult result) throws Exception {
        Optional<Exception> failure = new JobOutcome(result, job.run()).failure();
        if (failure.isPresent()) {
            new ResumeHint(job.run(), resumeCommand, out).print();
            throw failure.get();
        }
        record(Attempts.Outcome.STOPPED);
        return 0;
    }

    /**
     * Submits the job to a cluster.
     *
     * @param jar the jar of this program, whose classes the cluster needs
     */
    public JobID submit(RemoteFlink flink, Path jar) throws IOException, InterruptedException {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(job.configuration(resumeCommand));
        StreamGraph graph = job.graph(env, false);
        JobID id = new Submission(flink, jar, out).submit(graph, job.slots(), job.run(), job.identity());
        out.println("The service keeps running. To stop it with a savepoint: convstream stop " + id + " --jobmanager "
                + flink.hostAndPort());
        out.flush();
        return id;
    }

    /** Records how the attempt has ended; that it cannot be written does not matter beside the outcome itself. */
    private void record(Attempts.Outcome outcome) {
        try {
            Attempts.ended(job.run(), job.identity(), outcome);
        } catch (IOException e) {
            out.println("Warning: " + Failure.of(e).sentence());
        }
    }
}
