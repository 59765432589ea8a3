package io.convstream.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SparklineTest {

    private final Sparkline curve = new Sparkline(4);

    @Test
    void goes_from_the_least_value_at_the_bottom_to_the_greatest_at_the_top() {
        curve.add(5);
        curve.add(8.5);
        curve.add(1.5);
        assertThat(curve).hasToString("▅█▁");
    }

    @Test
    void forgets_what_does_not_fit() {
        for (double value : new double[] {100, 0, 1, 2, 7}) {
            curve.add(value);
        }
        assertThat(curve).hasToString("▁▂▃█");
    }

    @Test
    void a_constant_is_flat_and_nothing_is_empty() {
        assertThat(curve).hasToString("");
        curve.add(2);
        curve.add(2);
        assertThat(curve).hasToString("▁▁");
    }
}
