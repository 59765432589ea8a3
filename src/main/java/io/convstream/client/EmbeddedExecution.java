package io.convstream.client;

import io.convstream.client.JobMonitor.Outcome;
import io.convstream.console.Console;
import io.convstream.job.TrainJob;
import io.convstream.run.Attempts;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs a training job on an embedded Flink until it ends. Ctrl-C stops it with a savepoint. */
public final class EmbeddedExecution {

    /** The system property that holds the log file's path. */
    private static final String LOG_FILE = "convstream.log";

    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private final TrainJob job;
    private final RunCompletion completion;
    private final InetAddress address;
    private final int port;
    private final PrintWriter out;

    /**
     * A run that has not started.
     *
     * @param completion the job, and what follows it
     * @param address the dashboard's listen address
     * @param port the dashboard's port; if it is in use, one of the next hundred
     */
    public EmbeddedExecution(RunCompletion completion, InetAddress address, int port) {
        this.job = completion.job();
        this.completion = completion;
        this.address = address;
        this.port = port;
        this.out = completion.out();
    }

    /** Runs the job and returns the exit code. */
    public int run() throws Exception {
        try {
            return runToEnd();
        } catch (Exception e) {
            completion.record(Attempts.Outcome.FAILED); // unless another outcome is recorded
            throw e;
        }
    }

    private int runToEnd() throws Exception {
        var interrupt = new UserInterrupt();
        System.setProperty(LOG_FILE, job.run().log().toString());
        Configuration configuration = job.configuration(completion.resumeCommand());
        try (EmbeddedFlink flink = new EmbeddedFlink(configuration, job.slots(), address, port)) {
            out.println("Flink dashboard: " + flink.dashboard());
            out.flush();
            EmbeddedJob handle = flink.submit(
                    job.graph(StreamExecutionEnvironment.getExecutionEnvironment(configuration), job.sinks(true)));
            var resumption = new ResumptionNotice(job, handle, out);
            var monitor = new JobMonitor(
                    handle,
                    List.of(
                            status -> completion.start().requireLocked(),
                            new RestartNotice(handle, out),
                            new LastCheckpoint(handle),
                            new DriftStop(job, handle, out),
                            new JobDrainer(job, handle, out),
                            resumption),
                    completion.resumeHint(),
                    out);
            boolean stopped =
                    monitor.run(interrupt, POLL_INTERVAL, JobMonitor.UNLIMITED) == Outcome.INTERRUPTED && stop(handle);
            resumption.print();
            return completion.complete(handle.result(), stopped);
        }
    }

    /** Returns whether there is a savepoint; false if the job has ended by itself. */
    private boolean stop(JobHandle handle) throws IOException, InterruptedException {
        Console.printAbove(
                out,
                "Stopping with a savepoint … (Ctrl-C again ends the run at once; it can then be resumed from its last "
                        + "checkpoint)");
        try {
            String savepoint = handle.stop(job.run().savepoints(), false);
            out.println("Savepoint: " + savepoint);
            out.println("To resume: " + completion.resumeCommand());
            return true;
        } catch (IOException e) {
            if (handle.status().isGloballyTerminalState()) {
                return false;
            }
            completion.resumeHint().print();
            throw e;
        }
    }
}
