package io.convstream.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class KolmogorovSmirnovTest {

    private static final int WINDOW = 1000;

    @Test
    void theDistanceIsThatOfTheDistributionFunctions() {
        // By hand: at 0.3 all of the first and a third of the second are not larger.
        assertThat(KolmogorovSmirnov.distance(new float[] {0.1f, 0.2f, 0.3f}, new float[] {0.9f, 0.3f, 0.5f}))
                .isEqualTo(2 / 3.0, within(1e-12));
        assertThat(KolmogorovSmirnov.distance(new float[] {1, 2, 2, 3}, new float[] {2, 3, 1, 2}))
                .isZero();
        assertThat(KolmogorovSmirnov.distance(new float[] {1}, new float[] {2, 3}))
                .isEqualTo(1);
    }

    @Test
    void theThresholdIsThatOfTheTables() {
        // 1.36 · √((n + m) / nm) for 5 %, 1.63 for 1 %, as in the tables for large samples.
        assertThat(KolmogorovSmirnov.threshold(100, 100, 0.05)).isEqualTo(1.358 * Math.sqrt(0.02), within(1e-4));
        assertThat(KolmogorovSmirnov.threshold(200, 50, 0.01)).isEqualTo(1.628 * Math.sqrt(0.025), within(1e-4));
    }

    @Test
    void anEmptySampleIsRefused() {
        assertThatThrownBy(() -> KolmogorovSmirnov.distance(new float[0], new float[1]))
                .hasMessage("samples of 0 and 1 values: each needs at least one");
    }

    @Test
    void aSteadyStreamOf200000ImagesRaisesNoFalseAlarm() {
        for (int seed = 1; seed <= 10; seed++) {
            var random = new Random(seed);
            assertThat(shifts(200_000, random::nextGaussian))
                    .describedAs("seed %s", seed)
                    .isZero();
        }
    }

    @Test
    void aShiftIsReportedOnceAndWithinTwoWindows() {
        for (int seed = 1; seed <= 10; seed++) {
            var random = new Random(seed);
            var detector = new ShiftDetector(WINDOW);
            for (int i = 0; i < 5 * WINDOW + 500; i++) {
                assertThat(detector.add((float) random.nextGaussian())).isNull();
            }
            int reported = 0;
            int delay = 0;
            for (int i = 0; i < 20 * WINDOW; i++) {
                ShiftDetector.Shift shift = detector.add((float) (random.nextGaussian() + 0.5));
                if (shift != null && reported++ == 0) {
                    delay = i;
                    assertThat(shift.now()).isGreaterThan(shift.before());
                }
            }
            assertThat(delay).isLessThan(2 * WINDOW);
            // The window in which it began may be the new reference; the next one then differs from that.
            assertThat(reported).isBetween(1, 2);
        }
    }

    private static int shifts(int images, DoubleSupplier values) {
        var detector = new ShiftDetector(WINDOW);
        int shifts = 0;
        for (int i = 0; i < images; i++) {
            shifts += detector.add((float) values.getAsDouble()) == null ? 0 : 1;
        }
        return shifts;
    }
}
