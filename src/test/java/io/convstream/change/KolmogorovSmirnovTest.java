package io.convstream.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The test of two samples. Expected values were computed with {@code scipy.special.kolmogorov} of SciPy 1.17. */
final class KolmogorovSmirnovTest {

    private static final double[] REFERENCE = {1, 1, 2, 2, 3, 3, 3, 4};
    private static final double[] CURRENT = {5, 2, 3, 3, 4, 4, 4, 5, 5, 5};

    @ParameterizedTest
    @CsvSource({
        "0.3,  0.9999906941986655",
        "0.5,  0.9639452436648751",
        "0.9,  0.3927307079406543",
        "1.0,  0.26999967167735456",
        "1.36, 0.049485876755377876",
        "1.63, 0.009846364888486529",
        "2.0,  0.0006709252557796953",
        "4.0,  2.532833109818835e-14",
    })
    void theLimitDistributionIsExact(double value, double expected) {
        assertThat(KolmogorovSmirnov.exceedance(value)).isEqualTo(expected, within(1e-12 * expected));
    }

    @Test
    void samplesWithTiesAreCompared() {
        KolmogorovSmirnov test = KolmogorovSmirnov.test(REFERENCE, CURRENT);
        // At 3, 7 of 8 values against 3 of 10.
        assertThat(test.statistic()).isEqualTo(0.575, within(1e-15));
        assertThat(test.pValue()).isEqualTo(0.10583331093738671, within(1e-14));
        assertThat(KolmogorovSmirnov.test(CURRENT, REFERENCE)).isEqualTo(test);
    }

    @Test
    void aSampleDoesNotDifferFromItself() {
        assertThat(KolmogorovSmirnov.test(REFERENCE, REFERENCE)).isEqualTo(new KolmogorovSmirnov(0, 1));
    }

    @Test
    void theLevelIsKeptAndAShiftIsFound() {
        int repetitions = 1_000;
        var random = new SplittableRandom(1);
        long alarms = IntStream.range(0, repetitions)
                .filter(i -> KolmogorovSmirnov.test(
                                        random.doubles(200).toArray(),
                                        random.doubles(200).toArray())
                                .pValue()
                        < 0.05)
                .count();
        // 50 are expected; the limit for large samples gives fewer for 200. Three standard deviations: 21.
        assertThat(alarms).isBetween(20L, 71L);
        double shifted = KolmogorovSmirnov.test(
                        random.doubles(200).toArray(),
                        random.doubles(200).map(value -> value + 0.25).toArray())
                .pValue();
        assertThat(shifted).isLessThan(0.001);
    }

    @Test
    void anEmptyWindowIsRefused() {
        assertThatThrownBy(() -> KolmogorovSmirnov.test(REFERENCE, new double[0]))
                .hasMessageContaining("the current window is empty");
        assertThatThrownBy(() -> KolmogorovSmirnov.test(new double[] {Double.NaN}, CURRENT))
                .hasMessageContaining("the reference window");
    }
}
