package io.convstream.prepare;

import io.convstream.image.PictureShape;
import java.util.Arrays;

/**
 * Makes pictures of the job's size of pictures of another size: each value is the mean of the area that it covers.
 * Integers only, so that every machine gives the same bytes.
 */
final class Scaling {

    private final int rows;
    private final int columns;
    private final PictureShape shape;
    private final Share[] down;
    private final Share[] across;
    private final int[] line;
    private final long[] sums;

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

    /** From pictures of {@code [rows, columns, channels]}, with the channels of the shape that they get. */
    Scaling(int rows, int columns, PictureShape shape) {
        this.rows = rows;
        this.columns = columns;
        this.shape = shape;
        down = Share.all(rows, shape.height());
        across = Share.all(columns, shape.width());
        line = new int[shape.width() * shape.channels()];
        sums = new long[line.length];
    }

    /** Fills {@code target} with {@code [height, width, channels]} of the shape. */
    void scale(byte[] picture, byte[] target) {
        long area = (long) rows * columns;
        int out = 0;
        for (Share share : down) {
            Arrays.fill(sums, 0);
            for (int i = 0; i < share.lengths().length; i++) {
                narrow(picture, share.from() + i);
                for (int j = 0; j < line.length; j++) {
                    sums[j] += (long) line[j] * share.lengths()[i];
                }
            }
            for (long sum : sums) {
                target[out++] = (byte) ((sum + area / 2) / area);
            }
        }
    }

    /** One row of the picture, as wide as the target: sums of values times lengths. */
    private void narrow(byte[] picture, int row) {
        int channels = shape.channels();
        int out = 0;
        for (Share share : across) {
            int start = (row * columns + share.from()) * channels;
            for (int channel = 0; channel < channels; channel++) {
                int sum = 0;
                int index = start + channel;
                for (int length : share.lengths()) {
                    sum += (picture[index] & 0xFF) * length;
                    index += channels;
                }
                line[out++] = sum;
            }
        }
    }
}
