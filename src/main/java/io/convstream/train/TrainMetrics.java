package io.convstream.train;

import io.convstream.network.ModelSummary;
import io.convstream.network.ModelSummary.LayerSummary;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * What Flink's dashboard and reporters show of one model; docs/metrics.md tells what each means. A gauge is registered
 * with its first value, so none is ever NaN: one would poison the sums of Flink's aggregates.
 */
final class TrainMetrics {

    /** Steps that the times of a batch are told of. */
    private static final int WINDOW = 1_000;

    private static final double MICROS = 1e6;

    private final MetricGroup group;
    private final Counter steps;
    private final Counter images;
    private final Histogram batchMicros = new DescriptiveStatisticsHistogram(WINDOW);
    private final TimeBreakdown shares = new TimeBreakdown();
    private boolean sharesShown;
    private volatile boolean failed;
    private volatile @Nullable TrainStep lastStep;
    private volatile @Nullable StepTiming lastPace;
    private volatile @Nullable ModelSummary lastSummary;
    private volatile double averageImagesPerSecond;
    private double seconds;

    TrainMetrics(MetricGroup operator, String model) {
        group = operator.addGroup("convstream").addGroup("model", model);
        steps = group.counter("steps");
        images = group.counter("images");
        group.gauge("failed", () -> failed ? 1 : 0);
    }

    void show(TrainStep step) {
        boolean first = lastStep == null;
        lastStep = step;
        steps.inc();
        images.inc(step.batchSize());
        if (first) {
            group.gauge("loss", () -> shown(lastStep).loss());
            group.gauge("emaLoss", () -> shown(lastStep).emaLoss());
            group.gauge("crossEntropy", () -> shown(lastStep).crossEntropy());
            group.gauge("regularizationLoss", () -> shown(lastStep).regularizationLoss());
            group.gauge("gradientNorm", () -> shown(lastStep).gradientNorm());
            group.gauge("learningRate", () -> shown(lastStep).learningRate());
            group.gauge("precision", () -> shown(lastStep).precision());
            group.gauge("imagesPerSecond", () -> shown(lastStep).imagesPerSecond());
            group.gauge("step", () -> shown(lastStep).step());
            group.gauge("epoch", () -> shown(lastStep).epoch());
        }
    }

    void show(StepTiming pace) {
        boolean first = lastPace == null;
        lastPace = pace;
        batchMicros.update(Math.round(pace.seconds() * MICROS));
        seconds += pace.seconds();
        averageImagesPerSecond = images.getCount() / seconds;
        if (first) {
            group.histogram("stepMicroseconds", batchMicros);
            group.gauge("averageImagesPerSecond", () -> averageImagesPerSecond);
            group.gauge("reorderBufferFill", () -> shown(lastPace).waiting());
        }
        if (shares.add(pace) && !sharesShown) {
            sharesShown = true;
            group.gauge("computeShare", shares::computing);
            group.gauge("checkpointShare", shares::copying);
            group.gauge("inputWaitShare", shares::waiting);
        }
    }

    void show(ModelSummary summary) {
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

    void showFailure() {
        failed = true;
    }

    private LayerSummary layer(int index) {
        return shown(lastSummary).layers().get(index);
    }

    private static <T> T shown(@Nullable T last) {
        if (last == null) {
            throw new IllegalStateException("no gauge is registered before its first value");
        }
        return last;
    }
}
