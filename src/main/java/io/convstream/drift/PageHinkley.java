package io.convstream.drift;

/**
 * The Page-Hinkley test for an increase: the sum of the values' deviations from their mean, less a tolerance, is compared
 * with its minimum. Page, "Continuous Inspection Schemes", Biometrika 1954; the sum fades, as in Gama et al., "A Survey on
 * Concept Drift Adaptation", ACM Computing Surveys 2014. After DRIFT it starts anew.
 *
 * @param delta the tolerated increase of the mean
 * @param lambda the threshold
 * @param alpha the factor by which the sum fades with each value; 1: not at all
 * @param count the number of values
 * @param sum the sum of all values
 * @param deviation the faded sum of deviations
 * @param minimum the minimum of the deviation
 * @param recent the mean of the most recent values, about 20
 * @param level the answer to the last value
 */
record PageHinkley(
        double delta,
        double lambda,
        double alpha,
        long count,
        double sum,
        double deviation,
        double minimum,
        FadingMean recent,
        Level level)
        implements DriftDetector {

    private static final double RECENT = 0.95;

    PageHinkley {
        if (!(delta >= 0 && lambda > 0 && alpha > 0 && alpha <= 1)) {
            throw new IllegalArgumentException("delta, lambda and alpha of Page-Hinkley are " + delta + ", " + lambda
                    + " and " + alpha + ": give delta >= 0, lambda > 0 and alpha from 0 to 1");
        }
    }

    PageHinkley(double delta, double lambda, double alpha) {
        this(delta, lambda, alpha, 0, 0, 0, Double.MAX_VALUE, new FadingMean(RECENT), Level.NONE);
    }

    @Override
    public PageHinkley add(double value) {
        if (level == Level.DRIFT) {
            return new PageHinkley(delta, lambda, alpha).add(value);
        }
        long newCount = count + 1;
        double newSum = sum + value;
        double newDeviation = alpha * deviation + value - newSum / newCount - delta;
        double newMinimum = Math.min(newDeviation, minimum);
        return new PageHinkley(
                delta,
                lambda,
                alpha,
                newCount,
                newSum,
                newDeviation,
                newMinimum,
                recent.add(value, 1),
                newDeviation - newMinimum > lambda ? Level.DRIFT : Level.NONE);
    }

    /** Returns the mean of all values, with which the test compares each. */
    @Override
    public double before() {
        return sum / count;
    }

    @Override
    public double now() {
        return recent.mean();
    }
}
