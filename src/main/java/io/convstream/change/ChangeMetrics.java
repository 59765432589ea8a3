package io.convstream.change;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Flink metrics of the change detection of one model, described in docs/metrics.md. No gauge is ever NaN. */
final class ChangeMetrics {

    private final MetricGroup group;
    private final Counter driftWarnings;
    private final Counter drifts;
    private volatile Monitor last;
    private boolean registered;

    ChangeMetrics(MetricGroup operator, String model, Monitor first) {
        group = operator.addGroup("convstream").addGroup("model", model);
        driftWarnings = group.counter("driftWarnings");
        drifts = group.counter("drifts");
        last = first;
    }

    void update(Monitor.Observation observation) {
        last = observation.monitor();
        if (!registered && last.windowPrecision().count() > 0) {
            registered = true;
            group.gauge("prequentialPrecision", () -> last.precision().mean());
            group.gauge("prequentialLoss", () -> last.loss().mean());
            group.gauge("windowPrecision", () -> last.windowPrecision().mean());
            group.gauge("windowLoss", () -> last.windowLoss().mean());
        }
        if (observation.event() != null) {
            (observation.event().level() == Level.DRIFT ? drifts : driftWarnings).inc();
        }
    }
}
