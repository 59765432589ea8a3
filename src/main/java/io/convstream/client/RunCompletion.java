package io.convstream.client;

import io.convstream.event.EventFiles;
import io.convstream.failure.Failure;
import io.convstream.job.TrainJob;
import io.convstream.network.Networks;
import io.convstream.report.Report;
import io.convstream.report.ReportedRun;
import io.convstream.run.ResumeCommand;
import io.convstream.run.RunFolder;
import io.convstream.run.RunSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.jspecify.annotations.Nullable;

/**
 * What is left to do once a job has ended: its events become one file, and what came of it is told.
 *
 * @param arguments those that the run was started with, the command's name first
 * @param reported the run as its report shows it; null: no report is written
 */
public record RunCompletion(
        TrainJob job, List<String> arguments, @Nullable ReportedRun reported, PrintWriter out) {

    /** What to tell a person where it can go on. */
    public String resumeCommand() {
        return ResumeCommand.of(arguments, job.run());
    }

    /**
     * Joins the events.
     *
     * @throws Exception what the job failed with, or that it was cancelled, once it is printed how to resume it
     */
    void join(JobResult result) throws Exception {
        Optional<Exception> failure = RunFailure.of(result, job.run());
        try {
            if (!Files.isDirectory(job.run().path())) {
                throw new IOException(
                        "run folder " + job.run().path() + " is gone: it was moved or deleted while the job ran");
            }
            if (Files.isDirectory(job.run().eventParts()) || failure.isEmpty()) { // a job that failed early has none
                EventFiles.join(
                        job.run().eventParts(), RunFolder.PARTS, job.run().eventFile());
            }
        } catch (IOException e) {
            if (failure.isEmpty()) {
                throw e;
            }
            failure.get().addSuppressed(e);
        }
        if (failure.isPresent()) {
            throwIfDiverged(result);
            RunFailure.printResume(job.run(), resumeCommand(), out);
            throw failure.get();
        }
    }

    /** Deletes the savepoint that a job was drained with: a run that has reached its end keeps none. */
    void forget(String savepoint) throws IOException {
        var path = new org.apache.flink.core.fs.Path(savepoint);
        path.getFileSystem().delete(path, true);
    }

    /** Prints what came of a run that did not fail; returns the exit code. */
    int tell(JobResult result) throws Exception {
        if (RunFailure.isStopped(result)) {
            out.println("The job was stopped with a savepoint.");
            RunFailure.printResume(job.run(), resumeCommand(), out);
            report();
            return 0;
        }
        RunSummary.of(job.run()).print(out, job.evaluatedOn());
        report();
        throwIfDiverged(result);
        return 0;
    }

    private void throwIfDiverged(JobResult result) throws Exception {
        Optional<Divergence> diverged = Divergence.of(result);
        if (diverged.isPresent()) {
            List<String> lower = diverged.get().withLowerRate(arguments);
            diverged.get().printAdvice(job.run(), before -> ResumeCommand.of(lower, before), out);
            throw diverged.get().exception();
        }
    }

    /** Writes the page. The run itself is complete: whatever a report fails with, memory included, does not fail it. */
    void report() {
        if (reported == null) {
            return;
        }
        RunFolder run = job.run();
        try {
            Report.of(List.of(reported), Networks.defaultTowers()).writePage(run.report());
            out.println("Report:  " + run.report());
        } catch (IOException | RuntimeException | OutOfMemoryError | LinkageError e) {
            out.println("No report: " + Failure.of(e).sentence() + " (try convstream report " + run.path() + ")");
        }
        out.flush();
    }
}
