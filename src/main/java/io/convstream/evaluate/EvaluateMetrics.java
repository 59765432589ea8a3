package io.convstream.evaluate;

import org.apache.flink.metrics.MetricGroup;

/**
 * What Flink's dashboard and reporters show of one model's evaluations; docs/metrics.md tells what each means. There is no
 * gauge before the first evaluation, so none is NaN.
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

    /** A snapshot has come, whether it will be evaluated or give way. */
    void arrived(long ofStep) {
        newestStep = ofStep;
    }

    void show(Evaluation evaluation, double bestPrecision) {
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
