package io.convstream.run;

import io.convstream.failure.UsageException;
import io.convstream.run.Attempts.Attempt;
import io.convstream.run.Attempts.SubmittedJob;
import io.convstream.run.JobLookup.JobState;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds out whether a run is in use: by a process, which locks the folder, or by a job that the run was submitted as.
 *
 * @param jobs queried for the job
 * @param takeOver whether a job whose JobManager does not answer is considered ended
 */
public record RunUse(JobLookup jobs, boolean takeOver) {

    /** Returns the state of a run. */
    public RunState state(RunFolder run) throws IOException, InterruptedException {
        if (RunLock.owner(run).isPresent()) {
            return RunState.RUNNING;
        }
        Optional<Attempt> last = Attempts.of(run).last();
        if (last.isPresent() && last.get().outcome() != null) {
            return RunState.valueOf(last.get().outcome().name());
        }
        Optional<SubmittedJob> job = openJob(run);
        if (job.isEmpty()) {
            return RunState.INTERRUPTED;
        }
        return switch (jobs.find(job.get())) {
            case RUNNING -> RunState.RUNNING;
            case FINISHED -> RunState.FINISHED;
            case FAILED -> RunState.FAILED;
            case CANCELED -> RunState.CANCELED;
            case FORGOTTEN, GONE -> RunState.ENDED;
            case UNREACHABLE -> RunState.UNKNOWN;
        };
    }

    /**
     * Refuses a run that is in use.
     *
     * @throws UsageException naming the process or the job
     */
    void requireFree(RunFolder run) throws IOException {
        RunLock.requireFree(run);
        requireNoJob(run);
    }

    /**
     * Refuses a run whose job is running, or may be.
     *
     * @throws UsageException naming the job
     */
    public void requireNoJob(RunFolder run) throws IOException {
        Optional<SubmittedJob> found = openJob(run);
        if (found.isEmpty()) {
            return;
        }
        SubmittedJob job = found.get();
        JobState state;
        try {
            state = jobs.find(job);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + job.jobManager() + " was queried for job " + job.id(), e);
        }
        if (state == JobState.RUNNING) {
            throw new UsageException("run folder " + run.path() + " is in use by job " + job.id() + " on "
                    + job.jobManager() + ": stop it first ('convstream stop " + job.id() + " --jobmanager "
                    + job.jobManager() + "'), or choose another --run");
        }
        if (state == JobState.UNREACHABLE && !takeOver) {
            throw new UsageException("run folder " + run.path() + " may be in use by job " + job.id() + " on "
                    + job.jobManager() + " (submitted from " + job.host()
                    + "), which does not answer: start that JobManager again, add --take-over if the job has ended, or "
                    + "choose another --run");
        }
    }

    /** Returns the job of the last attempt, unless its end is recorded or the folder is a copy. */
    private static Optional<SubmittedJob> openJob(RunFolder run) throws IOException {
        Optional<Attempt> last = Attempts.of(run).last();
        if (last.isEmpty() || last.get().job() == null || last.get().outcome() != null || isCopy(run)) {
            return Optional.empty();
        }
        return Optional.of(Objects.requireNonNull(last.get().job()));
    }

    /** Returns whether a folder is a copy of a run that still exists elsewhere. */
    static boolean isCopy(RunFolder run) throws IOException {
        if (!run.description().exists()) {
            return false;
        }
        RunDescription description = RunDescription.read(run.description());
        RunFolder original = new RunFolder(StoragePath.parse(description.folder()));
        return !original.isSame(run)
                && original.description().exists()
                && RunDescription.read(original.description()).id().equals(description.id());
    }
}
