package io.convstream.drift;

import org.jspecify.annotations.Nullable;

/**
 * Detects that the distribution of a value has shifted: compares each window of values with a reference, the first window. After a
 * shift the window that showed it is the reference, so that one shift is reported once. Not thread-safe.
 */
public final class ShiftDetector {

    /**
     * The probability that two windows of one distribution are reported: one false alarm in 100,000 windows. The threshold for windows
     * of 1,000 values is 0.11.
     */
    static final double ALPHA = 1e-5;

    private final float[] reference;
    private final float[] current;
    private int references;
    private int values;
    private double distance;

    /**
     * A window that differs from the reference.
     *
     * @param distance see {@link KolmogorovSmirnov#distance}
     * @param before the mean of the reference
     * @param now the mean of the window
     */
    public record Shift(double distance, double before, double now) {}

    /** @param window the number of values of a window, at least 1 */
    public ShiftDetector(int window) {
        this(new float[window], 0, new float[window], 0);
    }

    /**
     * A detector in the middle of its windows.
     *
     * @param references the number of values of the reference that are known
     * @param values the number of values of the current window
     */
    public ShiftDetector(float[] reference, int references, float[] current, int values) {
        this.reference = reference;
        this.references = references;
        this.current = current;
        this.values = values;
    }

    /** Adds a value; returns a shift if it completes a window that differs from the reference. */
    @Nullable
    public Shift add(float value) {
        if (references < reference.length) {
            reference[references++] = value;
            return null;
        }
        current[values++] = value;
        if (values < current.length) {
            return null;
        }
        values = 0;
        distance = KolmogorovSmirnov.distance(reference, current);
        if (distance <= threshold()) {
            return null;
        }
        var shift = new Shift(distance, mean(reference), mean(current));
        System.arraycopy(current, 0, reference, 0, reference.length);
        return shift;
    }

    /** Returns the distance above which a window is reported. */
    public double threshold() {
        return KolmogorovSmirnov.threshold(reference.length, current.length, ALPHA);
    }

    /** Returns the distance of the last window from the reference; 0 if there is none yet. */
    public double distance() {
        return distance;
    }

    /** Forgets all values. */
    public void restart() {
        references = 0;
        values = 0;
        distance = 0;
    }

    public float[] reference() {
        return reference.clone();
    }

    public int references() {
        return references;
    }

    public float[] current() {
        return current.clone();
    }

    public int values() {
        return values;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
