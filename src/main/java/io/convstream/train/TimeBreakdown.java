package io.convstream.train;

/** Shares of compute, exchange, checkpoint and input wait in the last complete window of 5 seconds or more. */
final class TimeBreakdown {

    private static final double WINDOW_SECONDS = 5;

    private double seconds;
    private double computeSeconds;
    private double exchangeSeconds;
    private double checkpointSeconds;
    private volatile double computeShare;
    private volatile double exchangeShare;
    private volatile double checkpointShare;

    /** Adds a step and returns whether it completed a window. */
    boolean add(StepTiming step) {
        seconds += step.seconds();
        computeSeconds += step.computeSeconds();
        exchangeSeconds += step.exchangeSeconds();
        checkpointSeconds += step.checkpointSeconds();
        if (seconds < WINDOW_SECONDS) {
            return false;
        }
        computeShare = Math.min(1, computeSeconds / seconds);
        exchangeShare = Math.min(1 - computeShare, exchangeSeconds / seconds);
        checkpointShare = Math.min(1 - computeShare - exchangeShare, checkpointSeconds / seconds);
        seconds = 0;
        computeSeconds = 0;
        exchangeSeconds = 0;
        checkpointSeconds = 0;
        return true;
    }

    double computeShare() {
        return computeShare;
    }

    double exchangeShare() {
        return exchangeShare;
    }

    double checkpointShare() {
        return checkpointShare;
    }

    double inputWaitShare() {
        return 1 - computeShare - exchangeShare - checkpointShare;
    }
}
