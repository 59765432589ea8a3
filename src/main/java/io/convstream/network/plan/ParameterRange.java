package io.convstream.network.plan;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Range of indices of the flat parameter vector.
 *
 * @param from first index, inclusive
 * @param to last index, exclusive
 */
public record ParameterRange(int from, int to) {

    /** Floats per cache line. Ranges of two threads must not share one (false sharing). */
    private static final int CACHE_LINE = 16;

    /** Splits a vector into nearly equal ranges; fewer than {@code parts} if it is short. */
    public static List<ParameterRange> split(int size, int parts) {
        int count = Math.max(1, Math.min(parts, size / CACHE_LINE));
        return IntStream.range(0, count)
                .mapToObj(part -> new ParameterRange(start(size, part, count), start(size, part + 1, count)))
                .toList();
    }

    private static int start(int size, int part, int count) {
        return part == count ? size : (int) ((long) size * part / count / CACHE_LINE * CACHE_LINE);
    }

    /** Number of indices. */
    public int size() {
        return to - from;
    }

    /** The common indices; of size 0 if there are none. */
    public ParameterRange intersect(ParameterRange other) {
        int first = Math.max(from, other.from);
        return new ParameterRange(first, Math.max(first, Math.min(to, other.to)));
    }
}
