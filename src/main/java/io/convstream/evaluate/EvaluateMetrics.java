package io.convstream.evaluate;

import org.apache.flink.metrics.MetricGroup;

/** What Flink's dashboard and reporters show of one model's evaluations; no gauge before the first, so none is NaN. */
final class EvaluateMetrics {

    private final MetricGroup group;
    private boolean registered;
    private volatile double newest;
    private volatile double averaged;
    private volatile double best;
    private volatile double loss;
    private volatile double seconds;
    private volatile long step;
    private volatile long skipped;

    EvaluateMetrics(MetricGroup operator, String model) {
        group = operator.addGroup("convstream").addGroup("model", model);
    }

    void show(Evaluation evaluation) {
        newest = evaluation.newest().precision();
        averaged = evaluation.averaged().precision();
        best = Math.max(best, evaluation.bestPrecision());
        loss = evaluation.newest().loss();
        seconds = evaluation.seconds();
        step = evaluation.step();
        skipped = evaluation.skipped();
        if (!registered) {
            registered = true;
            group.gauge("precisionNewest", () -> newest);
            group.gauge("precisionAveraged", () -> averaged);
            group.gauge("precisionBest", () -> best);
            group.gauge("heldOutLoss", () -> loss);
            group.gauge("evaluationSeconds", () -> seconds);
            group.gauge("evaluatedStep", () -> step);
            group.gauge("skippedSnapshots", () -> skipped);
        }
    }
}
