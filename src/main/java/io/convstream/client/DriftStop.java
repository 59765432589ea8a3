package io.convstream.client;

import io.convstream.console.Console;
import io.convstream.job.TrainJob;
import java.io.IOException;
import java.io.PrintWriter;
import org.apache.flink.api.common.JobStatus;

/** Stops a job with a savepoint once drift is detected, if its options say so: an operator cannot stop a job itself. */
final class DriftStop implements JobObserver {

    /** The job may end or fail during an attempt, which fails then. */
    private static final int MAX_FAILURES = 20;

    private final TrainJob job;
    private final JobHandle handle;
    private final PrintWriter out;
    private boolean stopped;
    private int failures;

    DriftStop(TrainJob job, JobHandle handle, PrintWriter out) {
        this.job = job;
        this.handle = handle;
        this.out = out;
    }

    @Override
    public void poll(JobStatus status) throws IOException, InterruptedException {
        if (stopped || !job.options().change().stopping()) {
            return;
        }
        try {
            if (!job.isStoppedByDrift(handle.accumulators())) {
                return;
            }
            if (failures == 0) {
                Console.printAbove(out, "Drift is detected: stopping with a savepoint (--on-drift stop).");
            }
            Console.printAbove(out, "Savepoint: " + handle.stop(job.run().savepoints(), false));
            stopped = true;
        } catch (IOException e) {
            if (++failures >= MAX_FAILURES) {
                throw e;
            }
        }
    }
}
