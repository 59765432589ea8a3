package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramBuilderTest {

    /** Values of all magnitudes and both signs; a quarter is zero. */
    private static float[] values() {
        var random = new Random(1);
        var values = new float[4_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 4 == 0 ? 0 : (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 6));
        }
        return values;
    }

    @Test
    void everyValueIsInTheBucketOfItsLimits() {
        float[] values = values();
        var builder = new HistogramBuilder();
        builder.add(values, values.length, false);
        Histogram histogram = builder.histogram();
        assertThat(histogram.limits()).isSorted();
        double begin = Double.NEGATIVE_INFINITY;
        for (int bucket = 0; bucket < histogram.limits().length; bucket++) {
            double from = begin;
            double end = histogram.limits()[bucket];
            long inside = count(values, from, end);
            assertThat(histogram.counts()[bucket])
                    .describedAs("%s to %s", from, end)
                    .isEqualTo((double) inside);
            begin = end;
        }
        assertThat(Arrays.stream(histogram.counts()).sum()).isEqualTo(values.length);
    }

    @Test
    void aBucketIsAtMostAnEighthOfItsPowerOfTwoWide() {
        var builder = new HistogramBuilder();
        builder.add(new float[] {1.3f, -1.3f}, 2, false);
        assertThat(builder.histogram().limits()).containsExactly(-1.25, 1.25, 1.375);
        assertThat(builder.histogram().counts()).containsExactly(1, 0, 1);
    }

    @Test
    void sumsAndSparsityAreThoseOfTheValues() {
        float[] values = values();
        var builder = new HistogramBuilder();
        builder.add(values, values.length, false);
        Histogram histogram = builder.histogram();
        assertThat(builder.sparsity()).isEqualTo(0.25);
        assertThat(histogram.count()).isEqualTo(values.length);
        double sum = 0;
        double sumSquares = 0;
        for (float value : values) {
            sum += value;
            sumSquares += (double) value * value;
        }
        assertThat(histogram.sum()).isEqualTo(sum);
        assertThat(histogram.sumSquares()).isEqualTo(sumSquares);
        assertThat(histogram.min()).isLessThan(-100).isEqualTo(min(values));
    }

    @Test
    void partsAddUpToTheWhole() {
        float[] values = values();
        var whole = new HistogramBuilder();
        whole.add(values, values.length, true);
        var first = new HistogramBuilder();
        first.add(values, 1_000, true);
        var second = new HistogramBuilder();
        second.add(Arrays.copyOfRange(values, 1_000, values.length), values.length - 1_000, true);
        first.add(second);
        assertThat(first.histogram())
                .usingRecursiveComparison()
                .ignoringFields("sum", "sumSquares")
                .isEqualTo(whole.histogram());
        assertThat(first.histogram().sum()).isCloseTo(whole.histogram().sum(), within(1e-6));
        assertThat(whole.histogram().min()).isZero();
    }

    private static long count(float[] values, double from, double end) {
        long count = 0;
        for (float value : values) {
            count += value >= from && value < end ? 1 : 0;
        }
        return count;
    }

    private static double min(float[] values) {
        double min = Double.POSITIVE_INFINITY;
        for (float value : values) {
            min = Math.min(min, value);
        }
        return min;
    }
}
