package io.convstream.network;

import io.convstream.network.nd4j.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Counts values for a {@link Histogram}: eight buckets for each power of two, found in a float's first bits. */
public final class HistogramBuilder {

    /** What is left of a float's bits: its sign, its exponent and three bits of its fraction. */
    private static final int SHIFT = 20;

    private static final int NEGATIVE = 1 << (Integer.SIZE - 1 - SHIFT);

    private final int[] buckets = new int[2 * NEGATIVE];
    private long count;
    private long zeros;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double sum;
    private double sumSquares;

    /** Counts a whole array. */
    public static HistogramBuilder of(INDArray array, boolean rectified) {
        return of(array, 0, array.length(), rectified);
    }

    /**
     * Counts a stretch of an array that is no view.
     *
     * @param rectified whether values below zero count as zero
     */
    public static HistogramBuilder of(INDArray array, long from, long count, boolean rectified) {
        var tally = new HistogramBuilder();
        NativeMemory.read(array, from, count, (values, length) -> tally.add(values, length, rectified));
        return tally;
    }

    public void add(float[] values, int length, boolean rectified) {
        float least = rectified ? 0 : Float.NEGATIVE_INFINITY;
        for (int i = 0; i < length; i++) {
            float value = Math.max(values[i], least);
            buckets[Float.floatToRawIntBits(value) >>> SHIFT]++;
            zeros += value == 0 ? 1 : 0;
            min = Math.min(min, value);
            max = Math.max(max, value);
            sum += value;
            sumSquares += (double) value * value;
        }
        count += length;
    }

    public void add(HistogramBuilder other) {
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

    /** The share of values that are zero, 0 to 1. */
    double sparsity() {
        return (double) zeros / count;
    }

    double sumSquares() {
        return sumSquares;
    }

    /** Buckets in order; empty ones side by side are one. */
    Histogram histogram() {
        List<Double> limits = new ArrayList<>();
        List<Double> counts = new ArrayList<>();
        double end = Double.NaN;
        for (int place = 0; place < buckets.length; place++) {
            int bucket = place < NEGATIVE ? buckets.length - 1 - place : place - NEGATIVE;
            if (buckets[bucket] > 0) {
                if (lower(bucket) > end) {
                    limits.add(lower(bucket));
                    counts.add(0.0);
                }
                end = upper(bucket);
                limits.add(end);
                counts.add((double) buckets[bucket]);
            }
        }
        return new Histogram(count, min, max, sum, sumSquares, array(limits), array(counts));
    }

    private static double lower(int bucket) {
        return bucket < NEGATIVE ? edge(bucket) : -edge(bucket - NEGATIVE + 1);
    }

    private static double upper(int bucket) {
        return bucket < NEGATIVE ? edge(bucket + 1) : -edge(bucket - NEGATIVE);
    }

    private static double edge(int bucket) {
        return Float.intBitsToFloat(bucket << SHIFT);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
