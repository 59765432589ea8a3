package io.convstream.network;

import io.convstream.network.engine.FloatSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a {@link Histogram} of float values with eight buckets per power of two, indexed by a float's leading bits.
 */
final class HistogramBuilder {

    /** Leaves sign, exponent and the first three bits of the fraction. */
    private static final int SHIFT = 20;

    private static final int NEGATIVE = 1 << (Integer.SIZE - 1 - SHIFT);

    /** Size of a builder as {@link #write} writes it. */
    static final int BYTES = 2 * NEGATIVE * Integer.BYTES + 6 * Long.BYTES;

    private final int[] buckets = new int[2 * NEGATIVE];
    private long count;
    private long zeros;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double sum;
    private double sumSquares;

    /** Adds all values. */
    static HistogramBuilder of(FloatSource values, boolean rectified) {
        return of(values, 0, values.length(), rectified);
    }

    /**
     * Adds a range of values.
     *
     * @param from index of the first value
     * @param rectified whether negative values count as zero
     */
    static HistogramBuilder of(FloatSource source, long from, long count, boolean rectified) {
        var builder = new HistogramBuilder();
        source.read(from, count, (values, length) -> builder.add(values, length, rectified));
        return builder;
    }

    /** Adds the first {@code length} values. */
    void add(float[] values, int length, boolean rectified) {
        float floor = rectified ? 0 : Float.NEGATIVE_INFINITY;
        for (int i = 0; i < length; i++) {
            float value = Math.max(values[i], floor);
            buckets[Float.floatToRawIntBits(value) >>> SHIFT]++;
            zeros += value == 0 ? 1 : 0;
            min = Math.min(min, value);
            max = Math.max(max, value);
            sum += value;
            sumSquares += (double) value * value;
        }
        count += length;
    }

    /** Adds all values of another builder. */
    void add(HistogramBuilder other) {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] += other.buckets[i];
        }
        count += other.count;
        zeros += other.zeros;
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
        sum += other.sum;
        sumSquares += other.sumSquares;
    }

    void write(ByteBuffer target) {
        for (int bucket : buckets) {
            target.putInt(bucket);
        }
        target.putLong(count)
                .putLong(zeros)
                .putDouble(min)
                .putDouble(max)
                .putDouble(sum)
                .putDouble(sumSquares);
    }

    static HistogramBuilder read(ByteBuffer source) {
        var builder = new HistogramBuilder();
        for (int i = 0; i < builder.buckets.length; i++) {
            builder.buckets[i] = source.getInt();
        }
        builder.count = source.getLong();
        builder.zeros = source.getLong();
        builder.min = source.getDouble();
        builder.max = source.getDouble();
        builder.sum = source.getDouble();
        builder.sumSquares = source.getDouble();
        return builder;
    }

    /** Fraction of values that are zero, 0 to 1. */
    double sparsity() {
        return (double) zeros / count;
    }

    double sumSquares() {
        return sumSquares;
    }

    /** The histogram so far; adjacent empty buckets are merged. */
    Histogram histogram() {
        List<Double> limits = new ArrayList<>();
        List<Double> counts = new ArrayList<>();
        double end = Double.NaN;
        for (int rank = 0; rank < buckets.length; rank++) {
            int bucket = rank < NEGATIVE ? buckets.length - 1 - rank : rank - NEGATIVE;
            if (buckets[bucket] > 0) {
                if (lowerLimit(bucket) > end) {
                    limits.add(lowerLimit(bucket));
                    counts.add(0.0);
                }
                end = upperLimit(bucket);
                limits.add(end);
                counts.add((double) buckets[bucket]);
            }
        }
        return new Histogram(count, min, max, sum, sumSquares, array(limits), array(counts));
    }

    private static double lowerLimit(int bucket) {
        return bucket < NEGATIVE ? magnitude(bucket) : -magnitude(bucket - NEGATIVE + 1);
    }

    private static double upperLimit(int bucket) {
        return bucket < NEGATIVE ? magnitude(bucket + 1) : -magnitude(bucket - NEGATIVE);
    }

    private static double magnitude(int bucket) {
        return Float.intBitsToFloat(bucket << SHIFT);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
