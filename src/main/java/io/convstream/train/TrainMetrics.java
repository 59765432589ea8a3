package io.convstream.train;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * What Flink's dashboard and reporters show of one model. A gauge is registered with the first step, so none is ever
 * NaN: one would poison the sums of Flink's aggregates.
 */
final class TrainMetrics {

    private final MetricGroup group;
    private final Counter steps;
    private final Counter images;
    private @Nullable TrainStep last;

    TrainMetrics(MetricGroup operator, String model) {
        group = operator.addGroup("convstream").addGroup("model", model);
        steps = group.counter("steps");
        images = group.counter("images");
    }

    void show(TrainStep step) {
        boolean first = last == null;
        last = step;
        steps.inc();
        images.inc(step.batch());
        if (first) {
            group.gauge("loss", () -> shown().loss());
            group.gauge("averagedLoss", () -> shown().averagedLoss());
            group.gauge("learningRate", () -> shown().learningRate());
            group.gauge("precision", () -> shown().precision());
            group.gauge("imagesPerSecond", () -> shown().imagesPerSecond());
            group.gauge("step", () -> shown().step());
            group.gauge("epoch", () -> shown().epoch());
        }
    }

    private TrainStep shown() {
        if (last == null) {
            throw new IllegalStateException("no gauge is registered before the first step");
        }
        return last;
    }
}
