package io.convstream.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SparklineTest {

    private final Sparkline curve = new Sparkline(4);

    @Test
    void is_scaled_from_the_lowest_to_the_highest_value() {
        curve.add(5);
        curve.add(8.5);
        curve.add(1.5);
        assertThat(curve).hasToString("▅█▁");
    }

    @Test
    void discards_the_oldest_values() {
        for (double value : new double[] {100, 0, 1, 2, 7}) {
            curve.add(value);
        }
        assertThat(curve).hasToString("▁▂▃█");
    }

    @Test
    void a_constant_is_flat_and_no_value_gives_an_empty_curve() {
        assertThat(curve).hasToString("");
        curve.add(2);
        curve.add(2);
        assertThat(curve).hasToString("▁▁");
    }
}
