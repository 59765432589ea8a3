package io.convstream.cli;

import io.convstream.ingest.ShuffleFunction;
import io.convstream.publish.EarlyStop;
import io.convstream.publish.EventFiles;
import io.convstream.train.Train;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.util.ExceptionUtils;
import org.jline.utils.Signals;

/** Runs a job on an embedded Flink and watches it to its end: Ctrl-C and early stopping end it with a savepoint. */
final class Training {

    private static final long WATCH_MILLIS = 500;
    private static final int MEGABYTE = 1 << 20;

    private final TrainJob job;
    private final String resumeCommand;
    private final PrintWriter out;
    private final AtomicBoolean interrupted = new AtomicBoolean();

    /**
     * A run about to start.
     *
     * @param resumeCommand what to tell a person who stops it
     */
    Training(TrainJob job, String resumeCommand, PrintWriter out) {
        this.job = job;
        this.resumeCommand = resumeCommand;
        this.out = out;
    }

    /** Runs it; returns the exit code. */
    int run() throws Exception {
        listen();
        try (EmbeddedFlink flink = new EmbeddedFlink(job.configuration(), job.slots())) {
            out.println("Flink dashboard: " + flink.dashboard());
            out.flush();
            JobID id = flink.submit(job.graph());
            boolean stopped = watch(flink, id);
            JobResult result = flink.await(id);
            EventFiles.join(job.run().eventParts(), RunFolder.PARTS, job.run().eventFile());
            if (result.getSerializedThrowable().isPresent()) {
                throw failure(result.getSerializedThrowable()
                        .get()
                        .deserializeError(getClass().getClassLoader()));
            }
            Map<String, Object> counted = flink.accumulators(id);
            return stopped ? 0 : end(counted);
        }
    }

    /** To be repeated: the progress bar's terminal gives signals their defaults back when it opens. */
    private void listen() {
        Signals.register("INT", this::interrupt);
        Signals.register("TERM", this::interrupt);
    }

    /** Flink says of a checkpoint that cannot be written only that it failed. */
    private Exception failure(Throwable cause) throws IOException {
        boolean checkpoint = ExceptionUtils.findThrowableWithMessage(cause, "checkpoint tolerable failure")
                .isPresent();
        return checkpoint
                ? new IOException(
                        "a checkpoint could not be written to " + job.run().checkpoints() + ", which has "
                                + Files.getFileStore(job.run().path()).getUsableSpace() / MEGABYTE
                                + " MB left: make room, then " + resumeCommand)
                : new ExecutionException(cause);
    }

    /** The first Ctrl-C takes a savepoint, the second ends everything at once. */
    private void interrupt() {
        if (interrupted.getAndSet(true)) {
            Runtime.getRuntime().halt(130);
        }
    }

    /** Returns whether the run was stopped and waits to be resumed. */
    private boolean watch(EmbeddedFlink flink, JobID id) throws Exception {
        while (!flink.status(id).isGloballyTerminalState()) {
            if (interrupted.get()) {
                return stop(flink, id);
            }
            if (job.endless() && isRaised(flink, id, ShuffleFunction.ENOUGH)) {
                flink.stop(id, job.run().savepoints(), true);
                return false;
            }
            if (job.stopAfter() > 0 && isRaised(flink, id, EarlyStop.FLAG)) {
                out.println("No model has become better for a while (--stop-after): ending the run.");
                out.flush();
                flink.stop(id, job.run().savepoints(), true);
                return false;
            }
            Thread.sleep(WATCH_MILLIS);
            listen();
        }
        return false;
    }

    /** An operator cannot end a job: it raises a flag, which is an accumulator above 0. */
    private static boolean isRaised(EmbeddedFlink flink, JobID id, String flag) throws Exception {
        return flink.accumulators(id).get(flag) instanceof Long count && count > 0;
    }

    private boolean stop(EmbeddedFlink flink, JobID id) throws Exception {
        out.println("Stopping with a savepoint …");
        out.flush();
        try {
            String savepoint = flink.stop(id, job.run().savepoints(), false);
            out.println("Savepoint: " + savepoint);
            out.println("To go on: " + resumeCommand);
            return true;
        } catch (ExecutionException e) {
            if (flink.status(id) == JobStatus.FINISHED) {
                return false; // it ended by itself in the meantime
            }
            throw e;
        }
    }

    private int end(Map<String, Object> counted) throws Exception {
        RunSummary.of(job.run()).print(out);
        if (counted.get(Train.FAILURES) instanceof List<?> failures && !failures.isEmpty()) {
            throw new IllegalStateException(
                    String.join("; ", failures.stream().map(String::valueOf).toList()));
        }
        return 0;
    }
}
