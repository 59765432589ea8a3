package io.convstream.client;

import io.convstream.job.TrainJob;
import java.io.IOException;
import org.apache.flink.api.common.JobStatus;

/** Takes the last checkpoint of a run as soon as its source has no more records; otherwise the next periodic one is it. */
final class LastCheckpoint implements JobObserver {

    private final JobHandle handle;
    private boolean taken;

    LastCheckpoint(JobHandle handle) {
        this.handle = handle;
    }

    @Override
    public void poll(JobStatus status) throws InterruptedException {
        if (taken || status != JobStatus.RUNNING) {
            return;
        }
        try {
            if (TrainJob.isHeld(handle.accumulators())) {
                handle.checkpoint();
                taken = true;
            }
        } catch (IOException e) {
            // A periodic checkpoint may run, or the job has ended; the next poll retries.
        }
    }
}
