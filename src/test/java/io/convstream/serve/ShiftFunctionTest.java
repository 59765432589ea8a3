package io.convstream.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.event.ShiftEvent;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harness closes with any exception.
class ShiftFunctionTest {

    private static final int WINDOW = 500;

    private final Random random = new Random(1);
    private int images;

    @Test
    void aDarkerStreamIsReportedOnceAlsoThroughARestart() throws Exception {
        OperatorSubtaskState saved;
        try (var harness = harness()) {
            harness.open();
            add(harness, 3 * WINDOW, "a", 0, 0.8f);
            assertThat(harness.extractOutputValues()).isEmpty();
            add(harness, WINDOW - 1, "a", -50, 0.8f);
            assertThat(harness.extractOutputValues()).isEmpty();
            saved = harness.snapshot(1, 0);
        }
        try (var harness = harness()) {
            harness.initializeState(saved);
            harness.open();
            add(harness, 3 * WINDOW, "a", -50, 0.8f);
            assertThat(harness.extractOutputValues()).singleElement().satisfies(event -> {
                assertThat(event.feature()).isEqualTo("brightness");
                assertThat(event.before()).isBetween(115.0, 125.0);
                assertThat(event.now()).isBetween(65.0, 75.0);
                assertThat(event.time().toEpochMilli()).isEqualTo(4 * WINDOW - 1);
            });
        }
    }

    @Test
    void anotherVersionIsNoShiftOfTheConfidence() throws Exception {
        try (var harness = harness()) {
            harness.open();
            add(harness, 2 * WINDOW, "a", 0, 0.5f);
            add(harness, 4 * WINDOW, "b", 0, 0.9f);
            assertThat(harness.extractOutputValues()).isEmpty();
            add(harness, 2 * WINDOW, "b", 0, 0.6f);
            assertThat(harness.extractOutputValues())
                    .extracting(ShiftEvent::feature)
                    .containsExactly("confidence");
        }
    }

    private OneInputStreamOperatorTestHarness<Observation, ShiftEvent> harness() throws Exception {
        return new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new ShiftFunction(WINDOW)));
    }

    private void add(
            OneInputStreamOperatorTestHarness<Observation, ShiftEvent> harness,
            int count,
            String version,
            float darker,
            float confidence)
            throws Exception {
        for (int i = 0; i < count; i++) {
            harness.processElement(new StreamRecord<>(new Observation(
                    "m",
                    version,
                    images++,
                    confidence + 0.05f * (float) random.nextGaussian(),
                    120 + darker + 20 * (float) random.nextGaussian(),
                    50 + 10 * (float) random.nextGaussian())));
        }
    }
}
