package io.convstream.client;

import io.convstream.failure.Failure;
import io.convstream.job.TrainJob;
import io.convstream.network.Networks;
import io.convstream.report.Report;
import io.convstream.report.ReportedRun;
import io.convstream.run.Attempts;
import io.convstream.run.ResumeCommand;
import io.convstream.run.RunFolder;
import io.convstream.run.RunStart;
import io.convstream.run.RunSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.jspecify.annotations.Nullable;

/**
 * Completes a run after its job has ended: writes the report, prints the summary.
 *
 * @param start the start of the run, which holds the lock on its folder
 * @param arguments the command line that started the run, beginning with the command's name
 * @param reported the run as shown in its report; null: no report is written
 */
public record RunCompletion(
        TrainJob job,
        RunStart start,
        List<String> arguments,
        @Nullable ReportedRun reported,
        PrintWriter out) {

    /** Returns the command to resume the run from its newest checkpoint. */
    public String resumeCommand() {
        return ResumeCommand.of(arguments, job.run());
    }

    ResumeHint resumeHint() {
        return new ResumeHint(job.run(), resumeCommand(), out);
    }

    /**
     * Completes the run and returns the exit code.
     *
     * @param stopped whether this process has stopped the job, and printed how to resume it
     * @throws Exception the job's failure, or that it was cancelled, after printing how to resume
     */
    int complete(JobResult result, boolean stopped) throws Exception {
        JobOutcome outcome = new JobOutcome(result, job.run());
        Optional<Exception> failure = outcome.failure();
        requireFolder(failure);
        record(outcome.recorded(stopped));
        if (failure.isPresent()) {
            throwIfDiverged(outcome);
            resumeHint().print();
            throw failure.get();
        }
        if (stopped) {
            adviseIfDiverged(outcome);
            writeReport();
        } else if (outcome.isStopped()) {
            out.println("The job was stopped with a savepoint.");
            resumeHint().print();
            adviseIfDiverged(outcome);
            writeReport();
        } else {
            RunSummary.of(job.run()).print(out, job.evaluatedOn());
            writeReport();
            throwIfDiverged(outcome);
        }
        return 0;
    }

    /** Records how the attempt has ended; that it cannot be written does not matter beside the outcome itself. */
    void record(Attempts.Outcome outcome) {
        try {
            Attempts.ended(job.run(), job.identity(), outcome);
        } catch (IOException e) {
            out.println("Warning: " + Failure.of(e).sentence());
        }
    }

    private void requireFolder(Optional<Exception> failure) throws IOException {
        RunFolder run = job.run();
        if (!run.path().isFolder()) {
            var gone =
                    new IOException("run folder " + run.path() + " is gone: it was moved or deleted while the job ran");
            if (failure.isEmpty()) {
                throw gone;
            }
            failure.get().addSuppressed(gone);
        }
    }

    private void throwIfDiverged(JobOutcome outcome) throws Exception {
        Optional<Divergence> diverged = adviseIfDiverged(outcome);
        if (diverged.isPresent()) {
            throw diverged.get().exception();
        }
    }

    private Optional<Divergence> adviseIfDiverged(JobOutcome outcome) throws Exception {
        Optional<Divergence> diverged = outcome.divergence();
        if (diverged.isPresent()) {
            diverged.get().printAdvice(job.run(), arguments, job.options().skipped(), out);
        }
        return diverged;
    }

    /** Writes the report. The run is complete without it, so a failure, memory included, does not fail the run. */
    private void writeReport() {
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
