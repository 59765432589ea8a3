package io.convstream.train;

import org.apache.flink.metrics.MetricGroup;

/** Flink metrics of a worker that is not the first, described in docs/metrics.md. */
final class FollowingMetrics {

    private static final double WINDOW_NANOS = 5e9;

    private long waiting;
    private long computing;
    private long exchanging;
    private volatile double waitingShare;
    private volatile double computeShare;
    private volatile double exchangeShare;

    FollowingMetrics(MetricGroup operator, String model, int rank) {
        MetricGroup group =
                operator.addGroup("convstream").addGroup("model", model).addGroup("worker", String.valueOf(rank));
        group.gauge("computeShare", () -> computeShare);
        group.gauge("exchangeShare", () -> exchangeShare);
        group.gauge("waitingShare", () -> waitingShare);
    }

    /**
     * Adds a step.
     *
     * @param waited for the batch, in nanoseconds
     * @param step duration of the step
     * @param exchanged the part of it for exchanges with other workers
     */
    void update(long waited, long step, long exchanged) {
        waiting += waited;
        exchanging += exchanged;
        computing += step - exchanged;
        double total = (double) waiting + computing + exchanging;
        if (total >= WINDOW_NANOS) {
            waitingShare = waiting / total;
            computeShare = computing / total;
            exchangeShare = exchanging / total;
            waiting = 0;
            computing = 0;
            exchanging = 0;
        }
    }
}
