package io.convstream.drift;

import java.util.Arrays;

/**
 * The two-sample Kolmogorov-Smirnov test: whether two samples are of one distribution. Smirnov, "Table for Estimating the
 * Goodness of Fit of Empirical Distributions", Annals of Mathematical Statistics 1948.
 */
public final class KolmogorovSmirnov {

    private KolmogorovSmirnov() {}

    /**
     * Returns the largest difference between the empirical distribution functions of two samples, 0 to 1.
     *
     * @throws IllegalArgumentException if one of them is empty
     */
    public static double distance(float[] first, float[] second) {
        if (first.length == 0 || second.length == 0) {
            throw new IllegalArgumentException(
                    "samples of " + first.length + " and " + second.length + " values: each needs at least one");
        }
        float[] a = sorted(first);
        float[] b = sorted(second);
        double distance = 0;
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            float value = Math.min(a[i], b[j]);
            while (i < a.length && a[i] <= value) {
                i++;
            }
            while (j < b.length && b[j] <= value) {
                j++;
            }
            distance = Math.max(distance, Math.abs((double) i / a.length - (double) j / b.length));
        }
        return distance;
    }

    /**
     * Returns the distance that samples of one distribution exceed with a probability, for large samples.
     *
     * @param alpha that probability, above 0 and below 1
     */
    public static double threshold(int first, int second, double alpha) {
        return Math.sqrt(-Math.log(alpha / 2) / 2 * (first + second) / ((double) first * second));
    }

    private static float[] sorted(float[] values) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
