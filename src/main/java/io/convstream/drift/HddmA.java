package io.convstream.drift;

/**
 * HDDM-A, the test of moving averages for an increase: the mean of all values is compared with the mean up to the cut,
 * after which it was the lowest. Frías-Blanco et al., "Online and Non-Parametric Drift Detection Methods Based on
 * Hoeffding's Bounds", IEEE TKDE 2015. The bounds are those of Hoeffding, "Probability Inequalities for Sums of Bounded
 * Random Variables", JASA 1963. After DRIFT it starts anew.
 *
 * @param drift the significance level of DRIFT
 * @param warning the significance level of WARNING
 * @param count the number of values
 * @param sum the sum of all values
 * @param cutCount the number of values up to the cut
 * @param cutSum the sum of the values up to the cut
 * @param level the answer to the last value
 */
record HddmA(double drift, double warning, long count, double sum, long cutCount, double cutSum, Level level)
        implements DriftDetector {

    HddmA {
        if (!(drift > 0 && drift <= warning && warning < 1)) {
            throw new IllegalArgumentException("significance levels of HDDM-A are " + drift + " for drift and "
                    + warning + " for a warning: give 0 < drift <= warning < 1");
        }
    }

    HddmA(double drift, double warning) {
        this(drift, warning, 0, 0, 0, 0, Level.NONE);
    }

    @Override
    public HddmA add(double value) {
        if (level == Level.DRIFT) {
            return new HddmA(drift, warning).add(value);
        }
        long newCount = count + 1;
        double newSum = sum + value;
        boolean lowest = cutCount == 0 || upperBound(newSum, newCount) <= upperBound(cutSum, cutCount);
        return lowest
                ? new HddmA(drift, warning, newCount, newSum, newCount, newSum, Level.NONE)
                : new HddmA(drift, warning, newCount, newSum, cutCount, cutSum, level(newCount, newSum));
    }

    /** The upper end of the confidence interval of a mean, Hoeffding's theorem 1. */
    private double upperBound(double total, long values) {
        return total / values + Math.sqrt(Math.log(1 / drift) / (2.0 * values));
    }

    private Level level(long newCount, double newSum) {
        double increase = newSum / newCount - cutSum / cutCount;
        // Hoeffding's inequality 2.6 for the difference of two means, here of all values and of those up to the cut.
        // Its two-sided form, ln(2 / significance), is the one that gives the outputs published by River.
        double variance = (double) (newCount - cutCount) / (2.0 * newCount * cutCount);
        if (increase >= Math.sqrt(variance * Math.log(2 / drift))) {
            return Level.DRIFT;
        }
        return increase >= Math.sqrt(variance * Math.log(2 / warning)) ? Level.WARNING : Level.NONE;
    }

    @Override
    public double before() {
        return cutSum / cutCount;
    }

    @Override
    public double now() {
        return count == cutCount ? before() : (sum - cutSum) / (count - cutCount);
    }
}
