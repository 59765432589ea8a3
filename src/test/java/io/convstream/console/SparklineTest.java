package io.convstream.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SparklineTest {

    private final Sparkline curve = new Sparkline(4);

    @Test
    void isScaledFromTheLowestToTheHighestValue() {
        curve.add(5);
        curve.add(8.5);
        curve.add(1.5);
        assertThat(curve).hasToString("▅█▁");
    }

    @Test
    void discardsTheOldestValues() {
        for (double value : new double[] {100, 0, 1, 2, 7}) {
            curve.add(value);
        }
        assertThat(curve).hasToString("▁▂▃█");
    }

    @Test
    void aConstantIsFlatAndNoValueGivesAnEmptyCurve() {
        assertThat(curve).hasToString("");
        curve.add(2);
        curve.add(2);
        assertThat(curve).hasToString("▁▁");
    }
}
