package io.convstream.client;

import io.convstream.client.JobMonitor.Outcome;
import io.convstream.cluster.RemoteFlink;
import io.convstream.job.TrainJob;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.JobID;

/** Follows a job that was submitted to a cluster until it ends. Ctrl-C detaches; the job keeps running. */
public final class AttachedExecution {

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final TrainJob job;
    private final RunCompletion completion;
    private final RemoteFlink flink;
    private final JobID id;
    private final PrintWriter out;

    /**
     * Attaches to a job.
     *
     * @param completion the job, and what follows it
     */
    public AttachedExecution(RunCompletion completion, RemoteFlink flink, JobID id) {
        this.job = completion.job();
        this.completion = completion;
        this.flink = flink;
        this.id = id;
        this.out = completion.out();
    }

    /** Follows the job and returns the exit code. */
    public int run() throws Exception {
        var handle = new RemoteJob(flink, id);
        var resumption = new ResumptionNotice(job, handle, out);
        var monitor = new JobMonitor(
                handle,
                List.of(
                        resumption,
                        new ProgressLog(handle, job.logEvery(), out),
                        new LastCheckpoint(handle),
                        new DriftStop(job, handle, out),
                        new JobDrainer(job, handle, out)),
                completion.resumeHint(),
                out);
        if (monitor.run(new UserInterrupt(), POLL_INTERVAL, JobMonitor.UNLIMITED) == Outcome.INTERRUPTED) {
            out.println("Detached; the job keeps running. To stop it with a savepoint: convstream stop " + id
                    + " --jobmanager " + flink.hostAndPort());
            return 0;
        }
        resumption.print();
        return completion.complete(handle.result(), false);
    }
}
