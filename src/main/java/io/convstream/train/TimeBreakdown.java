package io.convstream.train;

/** What the time of a model's training goes by with, as shares of the last full window of some seconds. */
final class TimeBreakdown {

    private static final double WINDOW_SECONDS = 5;

    private double seconds;
    private double computing;
    private double copying;
    private volatile double computeShare;
    private volatile double copyingShare;

    /** Counts a step's time; returns whether that filled a window. */
    boolean add(StepTiming pace) {
        seconds += pace.seconds();
        computing += pace.computing();
        copying += pace.copying();
        if (seconds < WINDOW_SECONDS) {
            return false;
        }
        computeShare = Math.min(1, computing / seconds);
        copyingShare = Math.min(1 - computeShare, copying / seconds);
        seconds = 0;
        computing = 0;
        copying = 0;
        return true;
    }

    double computing() {
        return computeShare;
    }

    double copying() {
        return copyingShare;
    }

    double waiting() {
        return 1 - computeShare - copyingShare;
    }
}
