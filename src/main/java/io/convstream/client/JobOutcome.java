package io.convstream.client;

import io.convstream.failure.Reason;
import io.convstream.run.Attempts.Outcome;
import io.convstream.run.RunFailedException;
import io.convstream.run.RunFolder;
import io.convstream.train.Train;
import io.convstream.train.TrainFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.SerializedThrowable;
import org.jspecify.annotations.Nullable;

/** How a job has ended. */
record JobOutcome(JobResult result, RunFolder run) {

    private static final int MEGABYTE = 1 << 20;

    /** Returns the job's failure, or that it was cancelled; empty if it finished or was stopped. */
    Optional<Exception> failure() throws IOException {
        Optional<SerializedThrowable> thrown = result.getSerializedThrowable();
        if (thrown.isPresent()) {
            return Optional.of(failure(thrown.get().deserializeError(JobOutcome.class.getClassLoader())));
        }
        return result.getJobStatus()
                        .filter(status -> status == JobStatus.CANCELED)
                        .isPresent()
                ? Optional.of(new RunFailedException("The job was cancelled."))
                : Optional.empty();
    }

    private Exception failure(Throwable cause) throws IOException {
        Optional<OutOfMemoryError> memory = ExceptionUtils.findThrowable(cause, OutOfMemoryError.class);
        if (memory.isPresent()) {
            return new RunFailedException(Reason.of(memory.get()), cause);
        }
        // Flink's message for a checkpoint that cannot be written contains no cause.
        boolean checkpoint = ExceptionUtils.findThrowableWithMessage(cause, "checkpoint tolerable failure")
                .isPresent();
        return checkpoint
                ? new RunFailedException(
                        "A checkpoint could not be written to " + run.checkpoints() + space() + ", then resume.", cause)
                : new ExecutionException(cause);
    }

    private String space() throws IOException {
        return run.path().isLocal()
                ? ", which has "
                        + Files.getFileStore(run.path().local()).getUsableSpace() / MEGABYTE
                        + " MB left: free some space"
                : ": check that it can be reached and written";
    }

    /** Returns the models whose training has diverged; empty if there are none. */
    Optional<Divergence> divergence() throws IOException, ClassNotFoundException {
        return accumulator(Train.FAILURES) instanceof List<?> list && !list.isEmpty()
                ? Optional.of(new Divergence(list.stream()
                        .map(TrainFailure.class::cast)
                        .sorted(Comparator.comparing(TrainFailure::time))
                        .toList()))
                : Optional.empty();
    }

    /** Returns whether the job was stopped with a savepoint: Flink reports FINISHED, but its input has not ended. */
    boolean isStopped() throws IOException, ClassNotFoundException {
        return accumulator(Train.ENDED_INPUTS) instanceof Long count && count == 0;
    }

    /**
     * Returns the outcome to record.
     *
     * @param stopped whether this process has stopped the job
     */
    Outcome recorded(boolean stopped) throws IOException, ClassNotFoundException {
        if (divergence().isPresent()) {
            return Outcome.DIVERGED;
        }
        if (result.getJobStatus().filter(JobStatus.CANCELED::equals).isPresent()) {
            return Outcome.CANCELED;
        }
        if (result.getSerializedThrowable().isPresent()) {
            return Outcome.FAILED;
        }
        return stopped || isStopped() ? Outcome.STOPPED : Outcome.FINISHED;
    }

    private @Nullable Object accumulator(String name) throws IOException, ClassNotFoundException {
        var value = result.getAccumulatorResults().get(name);
        return value == null
                ? null
                : value.deserializeValue(JobOutcome.class.getClassLoader()).getUnchecked();
    }
}
