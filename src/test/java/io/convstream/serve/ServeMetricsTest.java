package io.convstream.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.ServedVersions;
import io.convstream.rollout.ServedModel;
import io.convstream.rollout.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class ServeMetricsTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| (?:model|reason|model, feature)? ?\\|");

    private final Registered registered = new Registered();
    private final ServeMetrics metrics =
            new ServeMetrics(registered, List.of(new ServedModel("m", List.of("a", "b"), ServedVersions.FRAMING)));

    @Test
    void aSwapIsCountedAndACanaryIsNone() {
        answer(1, false);
        answer(2, true);
        answer(1, false);
        answer(2, false);
        assertThat(count("answers")).isEqualTo(4);
        assertThat(count("candidateAnswers")).isEqualTo(1);
        assertThat(count("swaps")).isEqualTo(1);
        assertThat(Objects.requireNonNull(registered.gauges.get("servedStep")).getValue())
                .isEqualTo(2L);
        assertThat(count("comparedImages")).isEqualTo(12);
        assertThat(count("disagreements")).isEqualTo(4);
    }

    @Test
    void theDocumentationListsTheMetrics() throws IOException {
        answer(1, false);
        new ModelShifts("m", 30).register(registered);
        Set<String> documented = ROW.matcher(Files.readString(Path.of("docs/serving.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).containsAll(registered.names); // MonitoringITCase looks for others
    }

    private long count(String name) {
        return Objects.requireNonNull(registered.counters.get(name)).getCount();
    }

    private void answer(int step, boolean candidate) {
        var prediction = new Prediction(
                "m",
                new Version(step, null, "hash" + step, 0),
                candidate,
                "images",
                0,
                0,
                0,
                0,
                new String[] {"a"},
                new float[] {1},
                null,
                new byte[0]);
        metrics.answered(
                new ServeResult(List.of(), List.of(prediction), new float[1][1], new int[] {3}, new int[] {1}));
    }

    /** Collects the registered metrics of all groups. */
    private static final class Registered extends UnregisteredMetricsGroup {

        private final Set<String> names = new TreeSet<>();
        private final Map<String, Gauge<?>> gauges = new HashMap<>();
        private final Map<String, Counter> counters = new HashMap<>();

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            names.add(name);
            gauges.put(name, gauge);
            return gauge;
        }

        @Override
        public <M extends Meter> M meter(String name, M meter) {
            names.add(name);
            return meter;
        }

        @Override
        public <H extends Histogram> H histogram(String name, H histogram) {
            names.add(name);
            return histogram;
        }

        @Override
        public <C extends Counter> C counter(String name, C counter) {
            names.add(name);
            return counter;
        }

        @Override
        public Counter counter(String name) {
            names.add(name);
            return counters.computeIfAbsent(name, any -> new SimpleCounter());
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
}
