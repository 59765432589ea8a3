package io.convstream.change;

import java.util.Arrays;

/**
 * The two-sample Kolmogorov-Smirnov test: whether a current window has the distribution of a reference window. It needs no
 * labels. Smirnov, "Table for Estimating the Goodness of Fit of Empirical Distributions", Annals of Mathematical
 * Statistics 1948.
 *
 * @param statistic the largest distance of both empirical distribution functions, 0 to 1
 * @param pValue the two-sided p-value of the limit for large samples
 */
record KolmogorovSmirnov(double statistic, double pValue) {

    /** Below it, the series of the theta function's other form converges faster. */
    private static final double SMALL = 1;

    private static final double NEGLIGIBLE = 1e-17;

    /**
     * Compares two samples, in any order.
     *
     * @throws IllegalArgumentException if a sample is empty or holds NaN
     */
    static KolmogorovSmirnov test(double[] reference, double[] current) {
        double[] first = sorted(reference, "reference");
        double[] second = sorted(current, "current");
        double statistic = 0;
        int i = 0;
        int j = 0;
        while (i < first.length && j < second.length) {
            double value = Math.min(first[i], second[j]);
            while (i < first.length && first[i] <= value) {
                i++;
            }
            while (j < second.length && second[j] <= value) {
                j++;
            }
            statistic = Math.max(statistic, Math.abs((double) i / first.length - (double) j / second.length));
        }
        double size = (double) first.length * second.length / (first.length + second.length);
        return new KolmogorovSmirnov(statistic, exceedance(Math.sqrt(size) * statistic));
    }

    private static double[] sorted(double[] sample, String name) {
        if (sample.length == 0 || Arrays.stream(sample).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException(
                    "the " + name + " window is empty or holds NaN: give at least one number");
        }
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /** Returns the probability that Kolmogorov's limit distribution exceeds a value. */
    static double exceedance(double value) {
        if (value <= 0) {
            return 1;
        }
        return value < SMALL ? 1 - distribution(value) : tail(value);
    }

    /** Kolmogorov's series 2 sum (-1)^(k-1) exp(-2 k^2 x^2), as in Smirnov's table. */
    private static double tail(double value) {
        double sum = 0;
        double sign = 1;
        for (int k = 1; ; k++) {
            double term = Math.exp(-2.0 * k * k * value * value);
            if (term < NEGLIGIBLE) {
                return Math.max(0, Math.min(1, 2 * (sum + sign * term)));
            }
            sum += sign * term;
            sign = -sign;
        }
    }

    /**
     * The same distribution, sqrt(2 pi) / x sum exp(-(2k-1)^2 pi^2 / (8 x^2)). Feller, "On the Kolmogorov-Smirnov Limit
     * Theorems for Empirical Distributions", Annals of Mathematical Statistics 1948.
     */
    private static double distribution(double value) {
        double sum = 0;
        for (int k = 1; ; k += 2) {
            double term = Math.exp(-(double) k * k * Math.PI * Math.PI / (8 * value * value));
            if (term < NEGLIGIBLE) {
                return Math.sqrt(2 * Math.PI) / value * sum;
            }
            sum += term;
        }
    }
}
