package io.convstream.client;

import io.convstream.console.Console;
import io.convstream.job.TrainJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.fs.Path;

/** Drains a job once all its steps are done or early stopping applies: operators cannot end a job themselves. */
final class JobDrainer implements JobObserver {

    /** The job may end during an attempt, which fails then. */
    private static final int MAX_FAILURES = 20;

    private final TrainJob job;
    private final JobHandle handle;
    private final PrintWriter out;
    private boolean printed;
    /** Whether a savepoint has been taken, from which the run can be continued. */
    private boolean isResumable;

    private int failures;

    JobDrainer(TrainJob job, JobHandle handle, PrintWriter out) {
        this.job = job;
        this.handle = handle;
        this.out = out;
    }

    @Override
    public void poll(JobStatus status) throws IOException, InterruptedException {
        if (!job.mayBeDrained()) {
            return;
        }
        Path savepoint;
        try {
            Map<String, Object> accumulators = handle.accumulators();
            Optional<String> reason = job.drainReason(accumulators);
            if (reason.isEmpty()) {
                return;
            }
            if (!printed) {
                Console.printAbove(out, reason.get());
                printed = true;
            }
            if (!isResumable && !TrainJob.isLastCheckpointKept(accumulators)) {
                Console.printAbove(
                        out, "Savepoint: " + handle.savepoint(job.run().savepoints()));
                isResumable = true;
            }
            savepoint = new Path(handle.stop(job.run().savepoints(), true));
        } catch (IOException e) {
            if (++failures >= MAX_FAILURES) {
                throw e;
            }
            return;
        }
        savepoint.getFileSystem().delete(savepoint, true); // after the end, from which no run continues
    }
}
