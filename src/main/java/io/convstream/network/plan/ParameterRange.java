package io.convstream.network.plan;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A stretch of the flat vector of parameters.
 *
 * @param from its first index
 * @param to the index behind its last
 */
public record ParameterRange(int from, int to) {

    /** As many floats as a cache line holds: two threads must not write to one line. */
    private static final int LINE = 16;

    /** Cuts a vector into so many nearly equal ranges, or fewer where it is short. */
    public static List<ParameterRange> split(int size, int parts) {
        int count = Math.max(1, Math.min(parts, size / LINE));
        return IntStream.range(0, count)
                .mapToObj(part -> new ParameterRange(start(size, part, count), start(size, part + 1, count)))
                .toList();
    }

    private static int start(int size, int part, int count) {
        return part == count ? size : (int) ((long) size * part / count / LINE * LINE);
    }

    public int size() {
        return to - from;
    }

    /** What lies in both; of no size where nothing does. */
    public ParameterRange intersect(ParameterRange other) {
        int first = Math.max(from, other.from);
        return new ParameterRange(first, Math.max(first, Math.min(to, other.to)));
    }
}
