package io.convstream.cli;

import io.convstream.run.Attempts;
import io.convstream.run.Attempts.SubmittedJob;
import io.convstream.run.RunFolder;
import io.convstream.run.RunIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.JobListener;
import org.jspecify.annotations.Nullable;

/** Records the job of a run that Flink's own client submits, at the address in Flink's configuration. */
record SubmissionRecord(RunFolder run, RunIdentity identity, ReadableConfig flink) implements JobListener {

    @Override
    public void onJobSubmitted(@Nullable JobClient job, @Nullable Throwable failure) {
        if (job == null) {
            return;
        }
        String host = flink.getOptional(RestOptions.ADDRESS)
                .or(() -> flink.getOptional(JobManagerOptions.ADDRESS))
                .orElse("localhost");
        try {
            Attempts.submitted(
                    run,
                    identity,
                    new SubmittedJob(
                            job.getJobID().toString(),
                            host + ":" + flink.get(RestOptions.PORT),
                            !flink.get(HighAvailabilityOptions.HA_MODE).equalsIgnoreCase("none")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does nothing: the JobManager knows how the job ends. */
    @Override
    public void onJobExecuted(@Nullable JobExecutionResult result, @Nullable Throwable failure) {}
}
