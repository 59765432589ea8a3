package io.convstream.serve;

import io.convstream.prepare.decode.BadRecordReason;
import io.convstream.rollout.ServedModel;
import io.convstream.rollout.Version;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.MeterView;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.jspecify.annotations.Nullable;

/** Flink metrics of a serving subtask, described in docs/serving.md. */
final class ServeMetrics {

    /** The number of values that a histogram covers. */
    private static final int WINDOW = 5_000;

    private static final double MILLIS = 1000;

    private final OfModel[] models;
    private final Meter images;
    private final Histogram latency;
    private final Histogram batchImages;
    private final Counter imagesWithoutKey;
    private final Map<BadRecordReason, Counter> deadLetters = new EnumMap<>(BadRecordReason.class);
    private volatile int waiting;

    ServeMetrics(MetricGroup operator, List<ServedModel> served) {
        MetricGroup group = operator.addGroup("convstream");
        images = group.meter("imagesPerSecond", new MeterView(10));
        latency = group.histogram("latencyMillis", new DescriptiveStatisticsHistogram(WINDOW));
        batchImages = group.histogram("batchImages", new DescriptiveStatisticsHistogram(WINDOW));
        imagesWithoutKey = group.counter("imagesWithoutKey");
        group.gauge("waitingImages", () -> waiting);
        for (BadRecordReason reason : BadRecordReason.values()) {
            deadLetters.put(reason, group.addGroup("reason", reason.name()).counter("deadLetters"));
        }
        models = served.stream()
                .map(model -> new OfModel(group.addGroup("model", model.name())))
                .toArray(OfModel[]::new);
    }

    /** The metrics of one model. Gauges are registered with the first answer. */
    private static final class OfModel {

        private final MetricGroup group;
        private final Counter answers;
        private final Counter candidateAnswers;
        private final Counter compared;
        private final Counter disagreements;
        private final Counter swaps;
        private volatile @Nullable Version version;

        OfModel(MetricGroup group) {
            this.group = group;
            answers = group.counter("answers");
            candidateAnswers = group.counter("candidateAnswers");
            compared = group.counter("comparedImages");
            disagreements = group.counter("disagreements");
            swaps = group.counter("swaps");
        }

        void answered(Prediction prediction) {
            answers.inc();
            if (prediction.candidate()) {
                candidateAnswers.inc();
                return;
            }
            Version before = version;
            if (prediction.version().equals(before)) {
                return;
            }
            version = prediction.version();
            if (before == null) {
                group.gauge("servedStep", () -> Objects.requireNonNull(version).step());
                group.gauge(
                        "servedAgeSeconds",
                        () -> (System.currentTimeMillis()
                                        - Objects.requireNonNull(version).announced())
                                / MILLIS);
            } else {
                swaps.inc();
            }
        }
    }

    void answered(ServeResult result) {
        images.markEvent(result.batch().size());
        batchImages.update(result.batch().size());
        long now = System.currentTimeMillis();
        for (int i = 0; i < result.predictions().size(); i++) {
            Prediction prediction = result.predictions().get(i);
            if (i % models.length == 0) {
                latency.update(Math.max(0, now - prediction.timestamp()));
            }
            models[i % models.length].answered(prediction);
        }
        for (int model = 0; model < models.length; model++) {
            models[model].compared.inc(result.compared()[model]);
            models[model].disagreements.inc(result.disagreements()[model]);
        }
    }

    void rejected(BadRecordReason reason) {
        Objects.requireNonNull(deadLetters.get(reason)).inc();
    }

    /** An image that no label can be joined with. */
    void withoutKey() {
        imagesWithoutKey.inc();
    }

    void setWaiting(int images) {
        waiting = images;
    }
}
