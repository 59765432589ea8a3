package io.convstream.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.drift.DetectorType;
import io.convstream.train.ClassifiedBatch;
import io.convstream.train.TrainStep;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

/** The metrics of a model's change detection, with precision 0.9 until step 199, then 0.2. */
final class ChangeMetricsTest {

    private static final ChangeOptions OPTIONS = new ChangeOptions(DetectorType.ADWIN, List.of("cat", "dog"), false);

    private final Registered registered = new Registered();

    /** Collects the registered metrics of all groups. */
    private static final class Registered extends UnregisteredMetricsGroup {

        private final Map<String, Gauge<?>> gauges = new HashMap<>();
        private final Map<String, Counter> counters = new HashMap<>();
        private final Set<String> classes = new HashSet<>();

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            gauges.put(name, gauge);
            return gauge;
        }

        @Override
        public Counter counter(String name) {
            return counters.computeIfAbsent(name, any -> new SimpleCounter());
        }

        @Override
        public MetricGroup addGroup(String name) {
            return this;
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            classes.add(value);
            return this;
        }
    }

    @Test
    void estimatesAndDriftsAreMetrics() {
        var monitor = new Monitor(DetectorType.ADWIN);
        var metrics = new ChangeMetrics(registered, "m", OPTIONS, monitor);
        for (int step = 0; step < 300; step++) {
            Monitor.Observation observation = monitor.add(step(step, step < 200 ? 0.9 : 0.2));
            metrics.update(observation);
            monitor = observation.monitor();
        }
        assertThat(gauge("windowPrecision")).isBetween(0.1999, 0.2001);
        assertThat(gauge("prequentialPrecision")).isBetween(0.2, 0.5);
        assertThat(gauge("prequentialLoss")).isBetween(1.4999, 1.5001);
        assertThat(gauge("windowLoss")).isBetween(1.4999, 1.5001);
        assertThat(gauge("windowRecall")).isBetween(0.1999, 0.2001);
        assertThat(gauge("prequentialRecall")).isBetween(0.2, 0.5);
        assertThat(registered.classes).containsExactlyInAnyOrder("m", "cat"); // no image of a dog
        assertThat(count("drifts")).isEqualTo(1);
        assertThat(count("driftWarnings")).isZero();
    }

    @Test
    void countersAreThereBeforeTheFirstDriftAndNoGaugeWithoutAValue() {
        var monitor = new Monitor(DetectorType.HDDM_A);
        var metrics = new ChangeMetrics(registered, "m", OPTIONS, monitor);
        metrics.update(monitor.add(step(0, Double.NaN)));
        assertThat(registered.counters).containsOnlyKeys("drifts", "driftWarnings");
        assertThat(registered.gauges).isEmpty();
    }

    @Test
    void manyClassesHaveNoMetricsOfTheirOwn() {
        int classes = Monitor.MAX_CLASSES + 1;
        var monitor = new Monitor(DetectorType.NONE);
        var metrics = new ChangeMetrics(registered, "m", OPTIONS, monitor);
        metrics.update(monitor.add(step(0, 0.5, new int[classes], new int[classes])));
        assertThat(registered.gauges).containsKey("windowPrecision").doesNotContainKey("windowRecall");
    }

    private double gauge(String name) {
        return (double)
                Objects.requireNonNull(registered.gauges.get(name), name).getValue();
    }

    private long count(String name) {
        return Objects.requireNonNull(registered.counters.get(name), name).getCount();
    }

    private static ClassifiedBatch step(long step, double precision) {
        return step(step, precision, new int[] {10, 0}, new int[] {(int) Math.round(10 * precision), 0});
    }

    private static ClassifiedBatch step(long step, double precision, int[] images, int[] correct) {
        var trained = new TrainStep(
                "m", step, 0, step + 1, 1, Instant.EPOCH, 0.1, 2, 1.5, 0.5, 2, 1.5, 0.5, 1, precision, 100);
        return new ClassifiedBatch(trained, images, correct);
    }
}
