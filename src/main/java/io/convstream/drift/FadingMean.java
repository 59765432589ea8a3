package io.convstream.drift;

/**
 * A weighted mean in which values fade. Gama, Sebastião and Rodrigues, "On Evaluating Stream Learning Algorithms", Machine
 * Learning 2013: the prequential estimate with fading factors, S(i) / N(i).
 *
 * @param factor the factor by which a value's weight fades with each later value; 1: not at all
 * @param sum the paper's S: S(i) = weight * value + factor * S(i - 1)
 * @param weight the paper's N: N(i) = weight + factor * N(i - 1)
 */
public record FadingMean(double factor, double sum, double weight) {

    public FadingMean {
        if (!(factor > 0 && factor <= 1)) {
            throw new IllegalArgumentException("a fading factor is " + factor + ", not above 0 and at most 1");
        }
    }

    public FadingMean(double factor) {
        this(factor, 0, 0);
    }

    /** Returns the mean with one more value. */
    public FadingMean add(double value, double valueWeight) {
        return new FadingMean(factor, valueWeight * value + factor * sum, valueWeight + factor * weight);
    }

    /** Returns the mean; NaN if there is no value. */
    public double mean() {
        return sum / weight;
    }
}
