package io.convstream.drift;

/**
 * A weighted mean of the most recent values. Gama, Sebastião and Rodrigues, "On Evaluating Stream Learning Algorithms",
 * Machine Learning 2013: the prequential estimate over a sliding window.
 *
 * @param values the values in a ring
 * @param weights their weights
 * @param count the number of values so far; the next one is put at its remainder
 */
public record WindowMean(double[] values, double[] weights, long count) {

    public WindowMean {
        if (values.length == 0 || values.length != weights.length) {
            throw new IllegalArgumentException("a window has " + values.length + " values and " + weights.length
                    + " weights: give as many of both, and at least 1");
        }
    }

    public WindowMean(int length) {
        this(new double[length], new double[length], 0);
    }

    /** Returns the mean with one more value, without the oldest if the window is full. */
    public WindowMean add(double value, double weight) {
        double[] newValues = values.clone();
        double[] newWeights = weights.clone();
        int next = (int) (count % values.length);
        newValues[next] = value;
        newWeights[next] = weight;
        return new WindowMean(newValues, newWeights, count + 1);
    }

    /** Returns the mean, summed anew so that rounding does not accumulate; NaN if there is no value. */
    public double mean() {
        return newest(values.length);
    }

    /** Returns the mean of the newest values, of all if there are fewer; NaN if there is none. */
    public double newest(int limit) {
        double sum = 0;
        double weight = 0;
        for (long at = Math.max(0, count - Math.min(limit, values.length)); at < count; at++) {
            int i = (int) (at % values.length);
            sum += weights[i] * values[i];
            weight += weights[i];
        }
        return sum / weight;
    }
}
