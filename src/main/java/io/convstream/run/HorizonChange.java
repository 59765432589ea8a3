package io.convstream.run;

import io.convstream.failure.UsageException;
import io.convstream.storage.KeptCheckpoint;
import io.convstream.storage.StoragePath;
import java.io.PrintWriter;
import java.util.stream.IntStream;

/**
 * The end of a run, before and after a resume.
 *
 * @param was the settings of the run
 * @param is the settings that it is resumed with
 */
public record HorizonChange(RunPlan was, RunPlan is) {

    /** The class of schedules whose learning rates depend on the number of steps, in a network's JSON. */
    private static final String PLANNED_SCHEDULE = "MapSchedule";

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

    /** Prints a changed end, and whether learning rates depend on it. */
    public void print(PrintWriter out) {
        if (text(was).equals(text(is))) {
            return;
        }
        boolean planned = IntStream.range(
                        0, Math.min(was.models().size(), is.models().size()))
                .anyMatch(
                        model -> isPlanned(was.models().get(model), is.models().get(model)));
        out.println("The run now ends after " + text(is) + " (was " + text(was) + ")."
                + (planned
                        ? " Its learning rates are planned anew for that end, so the parameters differ from those of a run"
                                + " that had this end from the start."
                        : ""));
    }

    private static boolean isPlanned(RunPlan.Model was, RunPlan.Model is) {
        return !is.network().equals(was.network()) && is.network().contains(PLANNED_SCHEDULE);
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
