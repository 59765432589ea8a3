package io.convstream.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.event.Events;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EventFormatterTest {

    private final EventFormatter lines = new EventFormatter(10, false, ZoneOffset.UTC);

    @Test
    void formatsAStepLikeTheTutorial() {
        assertThat(lines.step(Events.step(10, Events.START, 4.68)))
                .hasValue("2026-11-24 14:03:11: step 10, loss = 4.68 (533.8 examples/sec; 0.240 sec/batch)");
    }

    @Test
    void computesTheSpeedSinceTheLastLine() {
        assertThat(lines.step(Events.step(0, Events.START, 4.68))).isPresent();
        for (int step = 1; step < 10; step++) {
            assertThat(lines.step(Events.step(step, Events.START.plusMillis(200L * step), 4)))
                    .isEmpty();
        }
        assertThat(lines.step(Events.step(10, Events.START.plusSeconds(2), 4.5)))
                .hasValue("2026-11-24 14:03:13: step 10, loss = 4.50 (640.0 examples/sec; 0.200 sec/batch)");
    }

    @Test
    void computesTheSpeedOfOneStepIfStepsRepeatAfterAFailure() {
        assertThat(lines.step(Events.step(20, Events.START, 4))).isPresent();
        assertThat(lines.step(Events.step(10, Events.START.plusSeconds(9), 4)).orElseThrow())
                .endsWith("(533.8 examples/sec; 0.240 sec/batch)");
    }

    @Test
    void prefixesTheModelNameIfThereAreSeveral() {
        assertThat(new EventFormatter(10, true, ZoneOffset.UTC).evaluation(Events.evaluation()))
                .isEqualTo("tutorial 2026-11-24 14:03:11: precision @ 1 = 0.860 (newest 0.852, EMA 0.860)"
                        + " at step 1170, checkpoint 3");
    }

    @Test
    void formatsADriftWithThePrecisionBeforeAndNow() {
        assertThat(lines.change(Events.change(1170)))
                .isEqualTo("2026-11-24 14:03:11: drift (page-hinkley): precision@1 of the batches was 0.800, is 0.500"
                        + " at step 1170; recall of class cat was 0.900, is 0.250");
    }

    @Test
    void refusesAnIntervalBelowOneStep() {
        assertThatThrownBy(() -> new EventFormatter(0, false, ZoneOffset.UTC)).hasMessageContaining("every 0 steps");
    }
}
