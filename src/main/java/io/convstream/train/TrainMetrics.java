package io.convstream.train;

import io.convstream.network.ModelSummary;
import io.convstream.network.ModelSummary.LayerSummary;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Flink metrics of one model's training, described in docs/metrics.md. A gauge is registered with its first value and
 * is therefore never NaN, which would make Flink's sums NaN.
 */
final class TrainMetrics {

    /** Steps in the histogram. */
    private static final int HISTOGRAM_STEPS = 1_000;

    private static final double MICROS = 1e6;

    private final MetricGroup group;
    private final Counter steps;
    private final Counter images;
    private final Histogram stepMicros = new DescriptiveStatisticsHistogram(HISTOGRAM_STEPS);
    private final TimeBreakdown breakdown = new TimeBreakdown();
    private boolean breakdownRegistered;
    private volatile boolean failed;
    private volatile @Nullable TrainStep lastStep;
    private volatile @Nullable StepTiming lastTiming;
    private volatile @Nullable ModelSummary lastSummary;
    private volatile double averageImagesPerSecond;
    private double seconds;

    TrainMetrics(MetricGroup operator, String model) {
        group = operator.addGroup("convstream").addGroup("model", model);
        steps = group.counter("steps");
        images = group.counter("images");
        group.gauge("failed", () -> failed ? 1 : 0);
    }

    void update(TrainStep step) {
        boolean first = lastStep == null;
        lastStep = step;
        steps.inc();
        images.inc(step.batchSize());
        if (first) {
            group.gauge("loss", () -> last(lastStep).loss());
            group.gauge("emaLoss", () -> last(lastStep).emaLoss());
            group.gauge("crossEntropy", () -> last(lastStep).crossEntropy());
            group.gauge("regularizationLoss", () -> last(lastStep).regularizationLoss());
            group.gauge("gradientNorm", () -> last(lastStep).gradientNorm());
            group.gauge("learningRate", () -> last(lastStep).learningRate());
            group.gauge("precision", () -> last(lastStep).precision());
            group.gauge("imagesPerSecond", () -> last(lastStep).imagesPerSecond());
            group.gauge("step", () -> last(lastStep).step());
            group.gauge("epoch", () -> last(lastStep).epoch());
        }
    }

    void update(StepTiming timing) {
        boolean first = lastTiming == null;
        lastTiming = timing;
        stepMicros.update(Math.round(timing.seconds() * MICROS));
        seconds += timing.seconds();
        averageImagesPerSecond = images.getCount() / seconds;
        if (first) {
            group.histogram("stepMicroseconds", stepMicros);
            group.gauge("averageImagesPerSecond", () -> averageImagesPerSecond);
            group.gauge("reorderBufferFill", () -> last(lastTiming).reorderBufferFill());
        }
        if (breakdown.add(timing) && !breakdownRegistered) {
            breakdownRegistered = true;
            group.gauge("computeShare", breakdown::computeShare);
            group.gauge("exchangeShare", breakdown::exchangeShare);
            group.gauge("checkpointShare", breakdown::checkpointShare);
            group.gauge("inputWaitShare", breakdown::inputWaitShare);
        }
    }

    void update(ModelSummary summary) {
        boolean first = lastSummary == null;
        lastSummary = summary;
        if (first) {
            for (int i = 0; i < summary.layers().size(); i++) {
                int layer = i;
                MetricGroup own = group.addGroup("layer", layer(layer).name());
                own.gauge("sparsity", () -> layer(layer).sparsity());
                own.gauge("updateRatio", () -> layer(layer).updateRatio());
            }
        }
    }

    void setFailed() {
        failed = true;
    }

    private LayerSummary layer(int index) {
        return last(lastSummary).layers().get(index);
    }

    private static <T> T last(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("no gauge is registered before its first value");
        }
        return value;
    }
}
