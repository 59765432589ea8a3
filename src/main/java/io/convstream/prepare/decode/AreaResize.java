package io.convstream.prepare.decode;

import io.convstream.image.ImageShape;
import java.util.Arrays;

/**
 * Area resampling of an image: each target value is the mean of the source area that it covers. Sums are integers, so
 * that every machine computes the same bytes. Not thread-safe.
 */
final class AreaResize {

    private final int rows;
    private final int columns;
    private final ImageShape shape;
    private final Overlap[] vertical;
    private final Overlap[] horizontal;
    private final int[] rowSums;
    private final double areaInverse;

    /**
     * Overlaps of one target pixel with source pixels along one axis. Lengths are integers: an axis of m source and n
     * target pixels has length m · n.
     *
     * @param first the first source pixel that overlaps
     * @param lengths the overlap with this and each following source pixel
     */
    private record Overlap(int first, int[] lengths) {

        static Overlap[] all(int source, int target) {
            var overlaps = new Overlap[target];
            for (int to = 0; to < target; to++) {
                int first = to * source / target;
                int end = ((to + 1) * source + target - 1) / target;
                var lengths = new int[end - first];
                for (int from = first; from < end; from++) {
                    lengths[from - first] =
                            Math.min((from + 1) * target, (to + 1) * source) - Math.max(from * target, to * source);
                }
                overlaps[to] = new Overlap(first, lengths);
            }
            return overlaps;
        }
    }

    /** Resizes images of {@code [rows, columns, channels]} to {@code shape}, which has the same channels. */
    AreaResize(int rows, int columns, ImageShape shape) {
        this.rows = rows;
        this.columns = columns;
        this.shape = shape;
        vertical = Overlap.all(rows, shape.height());
        horizontal = Overlap.all(columns, shape.width());
        rowSums = new int[columns * shape.channels()];
        areaInverse = 1.0 / ((double) rows * columns);
    }

    /** Fills {@code target} with {@code [height, width, channels]}. */
    void resize(byte[] image, byte[] target) {
        int out = 0;
        for (Overlap overlap : vertical) {
            sumRows(image, overlap);
            out = resizeRow(target, out);
        }
    }

    /** Sums the source rows of one target row, weighted by their lengths, at source width. */
    private void sumRows(byte[] image, Overlap overlap) {
        Arrays.fill(rowSums, 0);
        int index = overlap.first() * rowSums.length;
        for (int length : overlap.lengths()) {
            for (int i = 0; i < rowSums.length; i++) {
                rowSums[i] += (image[index++] & 0xFF) * length;
            }
        }
    }

    /**
     * Resizes that row to target width and divides by the area, rounding half up. Integer division is slow; multiplying
     * (sum + 0.5) by the inverse gives the same result, since it is never close enough to an integer for rounding to
     * matter.
     */
    private int resizeRow(byte[] target, int start) {
        int channels = shape.channels();
        long half = (long) rows * columns / 2;
        int out = start;
        for (Overlap overlap : horizontal) {
            int first = overlap.first() * channels;
            for (int channel = 0; channel < channels; channel++) {
                long sum = half;
                int index = first + channel;
                for (int length : overlap.lengths()) {
                    sum += (long) rowSums[index] * length;
                    index += channels;
                }
                target[out++] = (byte) ((sum + 0.5) * areaInverse);
            }
        }
        return out;
    }
}
