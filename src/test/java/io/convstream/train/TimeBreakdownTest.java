package io.convstream.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TimeBreakdownTest {

    private final TimeBreakdown breakdown = new TimeBreakdown();

    @Test
    void sharesAreThoseOfTheLastCompleteWindow() {
        assertThat(breakdown.add(new StepTiming("m", 2, 1, 0, 0.5, 0))).isFalse();
        assertThat(breakdown.add(new StepTiming("m", 4, 2, 0, 0.1, 0))).isTrue();
        assertThat(breakdown.computeShare()).isEqualTo(0.5);
        assertThat(breakdown.checkpointShare()).isCloseTo(0.1, within(1e-9));
        assertThat(breakdown.inputWaitShare()).isCloseTo(0.4, within(1e-9));
        assertThat(breakdown.add(new StepTiming("m", 1, 0, 0, 0, 0))).isFalse();
        assertThat(breakdown.computeShare()).isEqualTo(0.5);
        assertThat(breakdown.add(new StepTiming("m", 7, 8, 0, 0, 0))).isTrue();
        assertThat(breakdown.computeShare()).isEqualTo(1);
    }

    @Test
    void exchangesAreNeitherComputeNorWait() {
        breakdown.add(new StepTiming("m", 10, 6, 2, 1, 0));
        assertThat(breakdown.exchangeShare()).isEqualTo(0.2);
        assertThat(breakdown.checkpointShare()).isCloseTo(0.1, within(1e-9));
        assertThat(breakdown.inputWaitShare()).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void sharesSumToAtMostOne() {
        breakdown.add(new StepTiming("m", 5, 6, 0, 1, 0));
        assertThat(breakdown.computeShare()).isEqualTo(1);
        assertThat(breakdown.checkpointShare()).isZero();
        assertThat(breakdown.inputWaitShare()).isZero();
    }
}
