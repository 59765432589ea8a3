package io.convstream.report;

import static io.convstream.report.Steps.START;
import static io.convstream.report.Steps.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.train.TrainStep;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Minutes of training at times and steps. */
final class TrainingClockTest {

    @Test
    void theDurationOfTheFirstStepCounts() {
        assertThat(clock(Steps.consecutive(120)).minutes(START.plusSeconds(60))).isCloseTo(1, within(1e-9));
    }

    @Test
    void downtimeBeforeARestartDoesNotCount() {
        var clock = clock(List.of(step(0, 500, 1), step(1, 1_000, 1), step(2, 3_600_000, 1)));
        assertThat(clock.minutes(START.plusMillis(3_600_000))).isCloseTo(1.5 / 60, within(1e-9));
        assertThat(clock.minutes(START.plusMillis(1_000))).isCloseTo(1.0 / 60, within(1e-9));
        assertThat(clock.restarts())
                .singleElement()
                .satisfies(moment -> assertThat(moment.step()).isEqualTo(2));
    }

    @Test
    void momentsAreFoundByStepsDoneAndByTime() {
        var clock = clock(Steps.consecutive(120));
        assertThat(clock.afterSteps(60).minutes()).isCloseTo(0.5, within(1e-9));
        assertThat(clock.afterSteps(0).minutes()).isZero();
        assertThat(clock.at(START.plusMillis(30_100)).step()).isEqualTo(59);
    }

    @Test
    void aLongTrainingIsMeasuredPrecisely() {
        int steps = 100_000;
        var clock = clock(Steps.consecutive(steps));
        for (int count = 1; count <= steps; count += 777) {
            assertThat(clock.afterSteps(count).minutes()).isCloseTo(count / 120.0, within(1e-9));
            assertThat(clock.minutes(START.plusMillis(count * 500L))).isCloseTo(count / 120.0, within(1e-9));
        }
    }

    @Test
    void withoutStepsThereAreZeroMinutes() {
        var clock = clock(List.of());
        assertThat(clock.minutes(START)).isZero();
        assertThat(clock.restarts()).isEmpty();
    }

    private static TrainingClock clock(List<TrainStep> steps) {
        var clock = new TrainingClock();
        steps.forEach(clock::add);
        return clock;
    }
}
