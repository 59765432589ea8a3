package io.convstream.cli;

import io.convstream.network.Networks;
import io.convstream.publish.EventFiles;
import io.convstream.report.Report;
import io.convstream.train.Train;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.util.ExceptionUtils;

/**
 * What is left to do once a job has ended: its events become one file, and what came of it is told.
 *
 * @param resumeCommand what to tell a person where it can go on
 * @param reported whether the run's page is written
 */
record RunEnd(TrainJob job, String resumeCommand, boolean reported, PrintWriter out) {

    private static final int MEGABYTE = 1 << 20;

    /**
     * Joins the events.
     *
     * @throws Exception what the job failed with, if it failed
     */
    void join(JobResult result) throws Exception {
        EventFiles.join(job.run().eventParts(), RunFolder.PARTS, job.run().eventFile());
        if (result.getSerializedThrowable().isPresent()) {
            throw failure(result.getSerializedThrowable()
                    .get()
                    .deserializeError(getClass().getClassLoader()));
        }
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

    /**
     * Tells what came of the run; returns the exit code.
     *
     * @param counted by the job's operators
     */
    int tell(Map<String, Object> counted) throws IOException {
        RunSummary.of(job.run()).print(out, job.evaluatedOn());
        report();
        if (counted.get(Train.FAILURES) instanceof List<?> failures && !failures.isEmpty()) {
            throw new IllegalStateException(
                    String.join("; ", failures.stream().map(String::valueOf).toList()));
        }
        return 0;
    }

    /** Writes the page. The run itself is complete: whatever a report fails with, memory included, does not fail it. */
    void report() {
        if (!reported) {
            return;
        }
        RunFolder run = job.run();
        try {
            Report.of(List.of(ReportCommand.reported(run, run.name())), Networks.defaultTowers())
                    .writePage(run.report());
            out.println("Report:  " + run.report());
        } catch (IOException | RuntimeException | OutOfMemoryError | LinkageError e) {
            out.println("No report: " + Failure.of(e).sentence() + " (try convstream report " + run.path() + ")");
        }
        out.flush();
    }
}
