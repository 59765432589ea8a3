package io.convstream.run;

import io.convstream.failure.UsageException;
import io.convstream.storage.KeptCheckpoint;
import io.convstream.storage.StoragePath;

/**
 * The end of a run, before and after a resume.
 *
 * @param was the settings of the run
 * @param is the settings that it is resumed with
 */
public record HorizonChange(RunPlan was, RunPlan is) {

    /**
     * Refuses to resume a run that is complete without a later end.
     *
     * @param snapshot the checkpoint to resume from
     * @throws UsageException if the run is complete
     */
    public void requireRemaining(StoragePath snapshot) {
        if (KeptCheckpoint.isKept(snapshot) && !isLater()) {
            throw new UsageException("the run of " + snapshot + " is complete, after " + text(was)
                    + ": to continue it, give more " + (was.steps() == null ? "--epochs" : "--steps"));
        }
    }

    private boolean isLater() {
        if (was.epochs() != null && is.epochs() != null) {
            return is.epochs() > was.epochs();
        }
        return was.steps() == null || is.steps() == null || is.steps() > was.steps();
    }

    private static String text(RunPlan plan) {
        if (plan.steps() != null) {
            return plan.steps() + (plan.steps() == 1 ? " step" : " steps");
        }
        return plan.epochs() == null
                ? "no number of steps"
                : plan.epochs() + (plan.epochs() == 1 ? " epoch" : " epochs");
    }
}
