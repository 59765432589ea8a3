package io.convstream.run;

import io.convstream.failure.UsageException;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes runs that have ended and that nothing else keeps, and thins the others.
 *
 * @param keep the number of runs that are kept: those that were started last
 * @param olderThan runs that were started or resumed in this time are kept
 */
public record RunPruning(int keep, Duration olderThan, RunUse use) {

    /**
     * Returns the runs to remove, the one that was started last first. Runs that may be in use, and runs of another
     * version of convstream, are not among them.
     */
    public List<RunFolder> removable(StoragePath runs, Instant now) throws IOException, InterruptedException {
        List<RunFolder> removable = new ArrayList<>();
        List<RunFolder> all = Runs.in(runs);
        for (RunFolder run : all.subList(Math.min(keep, all.size()), all.size())) {
            boolean isOld = Runs.started(run).isBefore(now.minus(olderThan));
            if (isOld && isReadable(run) && use.state(run).isEnded()) {
                removable.add(run);
            }
        }
        return removable;
    }

    /** Returns the runs that are kept, and that have ended. Runs of another version of convstream are not among them. */
    public List<RunFolder> thinnable(StoragePath runs, List<RunFolder> removable)
            throws IOException, InterruptedException {
        List<RunFolder> thinnable = new ArrayList<>();
        for (RunFolder run : Runs.in(runs)) {
            if (!removable.contains(run) && isReadable(run) && use.state(run).isEnded()) {
                thinnable.add(run);
            }
        }
        return thinnable;
    }

    private static boolean isReadable(RunFolder run) {
        try {
            RunDescription.read(run.description());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Removes the files of a run that convstream and Flink have written, and the folder if nothing else is in it.
     *
     * @return a sentence for the user
     * @throws UsageException if the run has been started since
     */
    public String remove(RunFolder run, PrintWriter out) throws IOException {
        RunLock lock = RunLock.take(run, out);
        String deleted;
        try {
            use.requireNoJob(run);
            deleted = RunFiles.delete(run);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
        lock.delete();
        if (run.path().list().isEmpty()) {
            run.path().delete();
        }
        return deleted;
    }

    /**
     * Removes the checkpoints and models of a run that it can do without: all but the newest checkpoint, {@code
     * checkpoints/last}, the savepoints and the newest and best models.
     *
     * @param dryRun whether nothing is removed
     * @return a sentence for the user; empty if there is nothing to remove
     * @throws UsageException if the run has been started since
     */
    public Optional<String> thin(RunFolder run, boolean dryRun, PrintWriter out) throws IOException {
        RunThinning planned = RunThinning.of(run);
        if (dryRun || planned.isEmpty()) {
            return planned.isEmpty() ? Optional.empty() : Optional.of(planned.sentence("Would delete"));
        }
        try (RunLock lock = RunLock.take(run, out)) {
            use.requireNoJob(run);
            RunThinning thinning = RunThinning.of(run); // read again, now that the run is locked
            lock.requireHeld();
            thinning.delete();
            return Optional.of(thinning.sentence("Deleted"));
        }
    }
}
