package io.convstream.console;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last values of something as a curve of a few letters: ▇▅▄▄▂▁. */
public final class Sparkline {

    private static final String LEVELS = "▁▂▃▄▅▆▇█";

    private final int width;
    private final Deque<Double> values = new ArrayDeque<>();

    /**
     * An empty curve.
     *
     * @param width how many values it shows
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

    /** From the least value, at the bottom, to the greatest. */
    @Override
    public String toString() {
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double greatest = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double range = greatest > least ? greatest - least : 1;
        var curve = new StringBuilder();
        for (double value : values) {
            curve.append(LEVELS.charAt((int) Math.round((value - least) / range * (LEVELS.length() - 1))));
        }
        return curve.toString();
    }
}
