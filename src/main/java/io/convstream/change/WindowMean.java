package io.convstream.change;

/**
 * A weighted mean of the most recent values. Gama, Sebastião and Rodrigues, "On Evaluating Stream Learning Algorithms",
 * Machine Learning 2013: the prequential estimate over a sliding window.
 *
 * @param values the values in a ring
 * @param weights their weights
 * @param count the number of values so far; the next one is put at its remainder
 */
record WindowMean(double[] values, double[] weights, long count) {

    WindowMean {
        if (values.length == 0 || values.length != weights.length) {
            throw new IllegalArgumentException("a window has " + values.length + " values and " + weights.length
                    + " weights: give as many of both, and at least 1");
        }
    }

    WindowMean(int length) {
        this(new double[length], new double[length], 0);
    }

    /** Returns the mean with one more value, without the oldest if the window is full. */
    WindowMean add(double value, double weight) {
        double[] newValues = values.clone();
        double[] newWeights = weights.clone();
        int next = (int) (count % values.length);
        newValues[next] = value;
        newWeights[next] = weight;
        return new WindowMean(newValues, newWeights, count + 1);
    }

    /** Returns the mean, summed anew so that rounding does not accumulate; NaN if there is no value. */
    double mean() {
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weights[i] * values[i];
            weight += weights[i];
        }
        return sum / weight;
    }
}
