package io.convstream.evaluate;

import org.apache.flink.metrics.MetricGroup;

/**
 * Flink metrics of one model's evaluations, described in docs/metrics.md. Gauges are registered with the first
 * evaluation and are therefore never NaN.
 */
final class EvaluateMetrics {

    private final MetricGroup group;
    private boolean registered;
    private volatile double newest;
    private volatile double ema;
    private volatile double best;
    private volatile double loss;
    private volatile double seconds;
    private volatile long step;
    private volatile long skipped;
    private volatile long newestStep;

    EvaluateMetrics(MetricGroup operator, String model) {
        group = operator.addGroup("convstream").addGroup("model", model);
    }

    /** Records the arrival of a snapshot, evaluated later or skipped. */
    void snapshotArrived(long snapshotStep) {
        newestStep = snapshotStep;
    }

    void update(Evaluation evaluation, double bestPrecision) {
        newest = evaluation.newest().precision();
        ema = evaluation.ema().precision();
        best = bestPrecision;
        loss = evaluation.newest().loss();
        seconds = evaluation.seconds();
        step = evaluation.step();
        skipped = evaluation.skippedSnapshots();
        if (!registered) {
            registered = true;
            group.gauge("precisionNewest", () -> newest);
            group.gauge("precisionEma", () -> ema);
            group.gauge("precisionBest", () -> best);
            group.gauge("heldOutLoss", () -> loss);
            group.gauge("evaluationSeconds", () -> seconds);
            group.gauge("evaluatedStep", () -> step);
            group.gauge("evaluationLag", () -> Math.max(0, newestStep - step));
            group.gauge("skippedSnapshots", () -> skipped);
        }
    }
}
