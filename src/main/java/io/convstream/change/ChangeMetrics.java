package io.convstream.change;

import io.convstream.drift.Level;
import java.util.BitSet;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Flink metrics of the change detection of one model, described in docs/metrics.md. No gauge is ever NaN. */
public final class ChangeMetrics {

    private final MetricGroup group;
    private final ChangeOptions options;
    private final Counter driftWarnings;
    private final Counter drifts;
    private volatile Monitor last;
    private boolean registered;
    private final BitSet registeredClasses = new BitSet();

    public ChangeMetrics(MetricGroup operator, String model, ChangeOptions options, Monitor first) {
        this.options = options;
        group = operator.addGroup("convstream").addGroup("model", model);
        driftWarnings = group.counter("driftWarnings");
        drifts = group.counter("drifts");
        last = first;
    }

    public void update(Monitor.Observation observation) {
        last = observation.monitor();
        if (!registered && last.windowPrecision().count() > 0) {
            registered = true;
            group.gauge("prequentialPrecision", () -> last.precision().mean());
            group.gauge("prequentialLoss", () -> last.loss().mean());
            group.gauge("windowPrecision", () -> last.windowPrecision().mean());
            group.gauge("windowLoss", () -> last.windowLoss().mean());
        }
        for (int label = 0; label < last.classes().size(); label++) {
            if (!registeredClasses.get(label) && !last.classes().get(label).isEmpty()) {
                registeredClasses.set(label);
                register(label);
            }
        }
        if (observation.alarm() != null) {
            (observation.alarm().level() == Level.DRIFT ? drifts : driftWarnings).inc();
        }
    }

    private void register(int label) {
        MetricGroup ofClass = group.addGroup("class", options.name(label));
        ofClass.gauge(
                "prequentialRecall", () -> last.classes().get(label).fading().mean());
        ofClass.gauge("windowRecall", () -> last.classes().get(label).window().mean());
    }
}
