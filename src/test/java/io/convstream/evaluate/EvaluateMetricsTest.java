package io.convstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.snapshot.EvaluationTrigger;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class EvaluateMetricsTest {

    private final Gauges gauges = new Gauges();
    private final EvaluateMetrics metrics = new EvaluateMetrics(gauges, "m");

    /** Collects the registered gauges of all groups. */
    private static final class Gauges extends UnregisteredMetricsGroup {

        private final Map<String, Gauge<?>> all = new HashMap<>();

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            all.put(name, gauge);
            return gauge;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return this;
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return this;
        }
    }

    private static Evaluation evaluation(long step, double newest, double ema) {
        return new Evaluation(
                "m",
                EvaluationTrigger.STEPS,
                0,
                step,
                0,
                step,
                Instant.EPOCH,
                new Score(newest, 0.5, 10, new double[0], new int[0]),
                new Score(ema, 0.5, 10, new double[0], new int[0]),
                "",
                1,
                2);
    }

    private Object gauge(String name) {
        return Objects.requireNonNull(gauges.all.get(name), name).getValue();
    }

    @Test
    void noGaugeIsRegisteredBeforeTheFirstEvaluation() {
        metrics.snapshotArrived(100);
        assertThat(gauges.all).isEmpty();
    }

    @Test
    void theLagIsTheDistanceToTheNewestSnapshot() {
        metrics.snapshotArrived(100);
        metrics.snapshotArrived(150);
        metrics.update(evaluation(100, 0.5, 0.6), 0.7);
        assertThat(gauge("evaluationLag")).isEqualTo(50L);
        metrics.update(evaluation(150, 0.5, 0.6), 0.7);
        assertThat(gauge("evaluationLag")).isEqualTo(0L);
        metrics.snapshotArrived(300);
        assertThat(gauge("evaluationLag")).isEqualTo(150L);
    }

    @Test
    void theBestPrecisionIsThatOfAllEvaluations() {
        metrics.update(evaluation(100, 0.5, 0.6), 0.7);
        assertThat(gauge("precisionNewest")).isEqualTo(0.5);
        assertThat(gauge("precisionEma")).isEqualTo(0.6);
        assertThat(gauge("precisionBest")).isEqualTo(0.7);
        assertThat(gauge("skippedSnapshots")).isEqualTo(2L);
    }
}
