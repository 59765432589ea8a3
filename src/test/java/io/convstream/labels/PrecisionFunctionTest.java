package io.convstream.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.ServedVersions;
import io.convstream.drift.DetectorType;
import io.convstream.drift.Level;
import io.convstream.event.PrecisionEvent;
import io.convstream.rollout.ServedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harness closes with any exception.
final class PrecisionFunctionTest {

    private static final int BATCH = 20;

    private final LabelOptions options = new LabelOptions(
            List.of(new ServedModel("m", List.of("cat", "dog"), ServedVersions.FRAMING)),
            Duration.ofHours(1),
            BATCH,
            DetectorType.ADWIN);
    private final Random random = new Random(5);

    @Test
    void anEventHasTheEstimatesOfAllLabels() throws Exception {
        try (var harness = harness()) {
            harness.open();
            for (int i = 0; i < 2 * BATCH + 1; i++) {
                add(harness, i, i % 4 != 0, i % 2);
            }
            List<PrecisionEvent> events = harness.extractOutputValues();
            assertThat(events).extracting(PrecisionEvent::labels).containsExactly(20L, 40L);
            PrecisionEvent last = events.get(1);
            assertThat(last.windowPrecision()).isEqualTo(0.75, within(1e-9));
            assertThat(last.precision()).isEqualTo(0.75, within(1e-9));
            assertThat(last.windowLoss()).isEqualTo(0.5, within(1e-9));
            assertThat(last.step()).isEqualTo(39L);
            assertThat(last.level()).isEqualTo(Level.NONE);
            assertThat(last.before()).isNull();
            assertThat(last.classes())
                    .extracting(one -> one.name() + one.window())
                    .containsExactly("cat0.5", "dog1.0");
            assertThat(last.time().toEpochMilli()).isEqualTo(39);
        }
    }

    @Test
    void aRestartCountsEachLabelOnce() throws Exception {
        List<PrecisionEvent> undisturbed = events(-1);
        assertThat(events(1_003)).usingRecursiveComparison().isEqualTo(undisturbed);
        assertThat(undisturbed.stream().filter(event -> event.level() == Level.DRIFT))
                .singleElement()
                .satisfies(drift -> {
                    assertThat(drift.labels()).isBetween(2_000L, 3_500L);
                    assertThat(drift.before()).isEqualTo(0.9, within(0.05));
                    assertThat(drift.now()).isEqualTo(0.4, within(0.15));
                });
    }

    /** Precision is 0.9, and 0.4 from label 2,000 on. */
    private List<PrecisionEvent> events(int restart) throws Exception {
        random.setSeed(7);
        List<PrecisionEvent> events = new ArrayList<>();
        OperatorSubtaskState saved = null;
        int label = 0;
        for (int until : new int[] {Math.max(0, restart), 4_000}) {
            try (var harness = harness()) {
                if (saved != null) {
                    harness.initializeState(saved);
                }
                harness.open();
                for (; label < until; label++) {
                    add(harness, label, random.nextDouble() < (label < 2_000 ? 0.9 : 0.4), label % 2);
                }
                saved = harness.snapshot(1, 0);
                events.addAll(harness.extractOutputValues());
            }
        }
        return events;
    }

    private KeyedOneInputStreamOperatorTestHarness<String, LabeledAnswer, PrecisionEvent> harness() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new PrecisionFunction(options)), LabeledAnswer::model, Types.STRING);
    }

    private static void add(
            KeyedOneInputStreamOperatorTestHarness<String, LabeledAnswer, PrecisionEvent> harness,
            int number,
            boolean correct,
            int label)
            throws Exception {
        harness.processElement(new StreamRecord<>(new LabeledAnswer("m", number, 2, label, correct, 0.5, number)));
    }
}
