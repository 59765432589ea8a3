package io.convstream.client;

import io.convstream.failure.Reason;
import io.convstream.run.RunFailedException;
import io.convstream.run.RunFolder;
import io.convstream.train.Train;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.SerializedThrowable;
import org.jspecify.annotations.Nullable;

/** Why a job did not reach its end, and how to resume it. */
final class RunFailure {

    private static final int MEGABYTE = 1 << 20;

    private RunFailure() {}

    /** What a job failed with, or that it was cancelled; none if it reached its end. */
    static Optional<Exception> of(JobResult result, RunFolder run) throws IOException {
        Optional<SerializedThrowable> thrown = result.getSerializedThrowable();
        if (thrown.isPresent()) {
            return Optional.of(failure(thrown.get().deserializeError(RunFailure.class.getClassLoader()), run));
        }
        return result.getJobStatus()
                        .filter(status -> status == JobStatus.CANCELED)
                        .isPresent()
                ? Optional.of(new RunFailedException("The job was cancelled."))
                : Optional.empty();
    }

    /** Whether somebody stopped the job with a savepoint: Flink calls it finished, but its input has not ended. */
    static boolean isStopped(JobResult result) throws IOException, ClassNotFoundException {
        return counted(result, Train.ENDED_INPUTS) instanceof Long count && count == 0;
    }

    /** What the operators of a job that has ended counted under a name; null if they counted nothing. */
    static @Nullable Object counted(JobResult result, String name) throws IOException, ClassNotFoundException {
        var counted = result.getAccumulatorResults().get(name);
        return counted == null
                ? null
                : counted.deserializeValue(RunFailure.class.getClassLoader()).getUnchecked();
    }

    private static Exception failure(Throwable cause, RunFolder run) throws IOException {
        Optional<OutOfMemoryError> memory = ExceptionUtils.findThrowable(cause, OutOfMemoryError.class);
        if (memory.isPresent()) {
            return new RunFailedException(Reason.of(memory.get()), cause);
        }
        // Flink says of a checkpoint that cannot be written only that it failed.
        boolean checkpoint = ExceptionUtils.findThrowableWithMessage(cause, "checkpoint tolerable failure")
                .isPresent();
        return checkpoint
                ? new RunFailedException(
                        "A checkpoint could not be written to " + run.checkpoints() + ", which has "
                                + Files.getFileStore(run.path()).getUsableSpace() / MEGABYTE
                                + " MB left: make room, then resume.",
                        cause)
                : new ExecutionException(cause);
    }

    /** Prints how to resume, if there is something to resume from. */
    static void printResume(RunFolder run, String resumeCommand, PrintWriter out) throws IOException {
        if (!Files.isDirectory(run.path())) { // on another machine
            out.println("To resume from its last checkpoint, if it has one: " + resumeCommand);
        } else if (run.newestSnapshot(Instant.now()).isPresent()) {
            out.println("To resume from the last checkpoint: " + resumeCommand);
        } else {
            out.println("There is no checkpoint to resume from.");
        }
        out.flush();
    }
}
