package io.convstream.client;

import java.io.IOException;
import org.apache.flink.api.common.JobStatus;

/** An action that {@link JobMonitor} repeats while a job runs. */
interface JobObserver {

    void poll(JobStatus status) throws IOException, InterruptedException;
}
