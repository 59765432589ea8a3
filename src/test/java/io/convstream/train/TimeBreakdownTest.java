package io.convstream.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TimeBreakdownTest {

    private final TimeBreakdown shares = new TimeBreakdown();

    @Test
    void theyAreThoseOfTheLastFullWindow() {
        assertThat(shares.add(new StepTiming("m", 2, 1, 0.5, 0))).isFalse();
        assertThat(shares.add(new StepTiming("m", 4, 2, 0.1, 0))).isTrue();
        assertThat(shares.computing()).isEqualTo(0.5);
        assertThat(shares.copying()).isCloseTo(0.1, within(1e-9));
        assertThat(shares.waiting()).isCloseTo(0.4, within(1e-9));
        assertThat(shares.add(new StepTiming("m", 1, 0, 0, 0))).isFalse();
        assertThat(shares.computing()).isEqualTo(0.5);
        assertThat(shares.add(new StepTiming("m", 7, 8, 0, 0))).isTrue();
        assertThat(shares.computing()).isEqualTo(1);
    }

    @Test
    void theyAreNeverMoreThanTheWhole() {
        shares.add(new StepTiming("m", 5, 6, 1, 0));
        assertThat(shares.computing()).isEqualTo(1);
        assertThat(shares.copying()).isZero();
        assertThat(shares.waiting()).isZero();
    }
}
