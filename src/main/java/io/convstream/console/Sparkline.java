package io.convstream.console;

import java.util.ArrayDeque;
import java.util.Deque;

/** A curve of the last values in block characters: ▇▅▄▄▂▁. */
public final class Sparkline {

    private static final String LEVELS = "▁▂▃▄▅▆▇█";

    private final int width;
    private final Deque<Double> values = new ArrayDeque<>();

    /**
     * Creates an empty curve.
     *
     * @param width the maximum number of values
     */
    public Sparkline(int width) {
        this.width = width;
    }

    public void add(double value) {
        values.add(value);
        if (values.size() > width) {
            values.remove();
        }
    }

    /** Returns the curve, scaled from the lowest to the highest value. */
    @Override
    public String toString() {
        double lowest = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double highest = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double range = highest > lowest ? highest - lowest : 1;
        var curve = new StringBuilder();
        for (double value : values) {
            curve.append(LEVELS.charAt((int) Math.round((value - lowest) / range * (LEVELS.length() - 1))));
        }
        return curve.toString();
    }
}
