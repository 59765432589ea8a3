package io.convstream.run;

import io.convstream.failure.UsageException;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes runs that have ended and that nothing else keeps.
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
}
