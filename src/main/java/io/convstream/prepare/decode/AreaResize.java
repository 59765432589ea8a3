package io.convstream.prepare.decode;

import io.convstream.image.ImageShape;
import java.util.Arrays;

/**
 * Makes images of the job's size of images of another size: each value is the mean of the area that it covers.
 * Integers only, so that every machine gives the same bytes.
 */
final class AreaResize {

    private final int rows;
    private final int columns;
    private final ImageShape shape;
    private final Share[] down;
    private final Share[] across;
    private final int[] line;
    private final double areaInverse;

    /**
     * What one target pixel takes of the source pixels along one direction, in a unit in which both have whole lengths:
     * a line of m source pixels and n target pixels is m · n long.
     */
    private record Share(int from, int[] lengths) {

        static Share[] all(int source, int target) {
            var shares = new Share[target];
            for (int to = 0; to < target; to++) {
                int first = to * source / target;
                int end = ((to + 1) * source + target - 1) / target;
                var lengths = new int[end - first];
                for (int from = first; from < end; from++) {
                    lengths[from - first] =
                            Math.min((from + 1) * target, (to + 1) * source) - Math.max(from * target, to * source);
                }
                shares[to] = new Share(first, lengths);
            }
            return shares;
        }
    }

    /** From images of {@code [rows, columns, channels]}, with the channels of the shape that they get. */
    AreaResize(int rows, int columns, ImageShape shape) {
        this.rows = rows;
        this.columns = columns;
        this.shape = shape;
        down = Share.all(rows, shape.height());
        across = Share.all(columns, shape.width());
        line = new int[columns * shape.channels()];
        areaInverse = 1.0 / ((double) rows * columns);
    }

    /** Fills {@code target} with {@code [height, width, channels]} of the shape. */
    void scale(byte[] image, byte[] target) {
        int out = 0;
        for (Share share : down) {
            flatten(image, share);
            out = narrow(target, out);
        }
    }

    /** One row of the target, as wide as the image: sums of values times lengths. */
    private void flatten(byte[] image, Share share) {
        Arrays.fill(line, 0);
        int index = share.from() * line.length;
        for (int length : share.lengths()) {
            for (int i = 0; i < line.length; i++) {
                line[i] += (image[index++] & 0xFF) * length;
            }
        }
    }

    /**
     * The same row, as wide as the target; halves are rounded up. There is no integer division, which is slow: a sum and a
     * half, over the area, is never so close to a whole number that the rounding of the inverse matters.
     */
    private int narrow(byte[] target, int start) {
        int channels = shape.channels();
        long half = (long) rows * columns / 2;
        int out = start;
        for (Share share : across) {
            int first = share.from() * channels;
            for (int channel = 0; channel < channels; channel++) {
                long sum = half;
                int index = first + channel;
                for (int length : share.lengths()) {
                    sum += (long) line[index] * length;
                    index += channels;
                }
                target[out++] = (byte) ((sum + 0.5) * areaInverse);
            }
        }
        return out;
    }
}
