package io.convstream.prepare;

import io.convstream.image.PictureShape;

/**
 * Makes a picture of the job's size of one of another size: each value is the mean of the area that it covers. Integers
 * only, so that every machine gives the same bytes.
 */
final class Scaling {

    private final byte[] picture;
    private final int rows;
    private final int columns;
    private final PictureShape shape;

    /** @param picture {@code [rows, columns, channels]} with the shape's channels */
    Scaling(byte[] picture, int rows, int columns, PictureShape shape) {
        this.picture = picture;
        this.rows = rows;
        this.columns = columns;
        this.shape = shape;
    }

    /** Fills {@code target} with {@code [height, width, channels]} of the shape. */
    void into(byte[] target) {
        int out = 0;
        for (int row = 0; row < shape.height(); row++) {
            for (int column = 0; column < shape.width(); column++) {
                for (int channel = 0; channel < shape.channels(); channel++) {
                    target[out++] = mean(row, column, channel);
                }
            }
        }
    }

    private byte mean(int row, int column, int channel) {
        long sum = 0;
        for (int y = row * rows / shape.height(); y < ceil((row + 1) * rows, shape.height()); y++) {
            long high = overlap(y, shape.height(), row, rows);
            for (int x = column * columns / shape.width(); x < ceil((column + 1) * columns, shape.width()); x++) {
                int value = picture[(y * columns + x) * shape.channels() + channel] & 0xFF;
                sum += value * high * overlap(x, shape.width(), column, columns);
            }
        }
        long area = (long) rows * columns;
        return (byte) ((sum + area / 2) / area);
    }

    /**
     * What source pixel {@code from} and target pixel {@code to} share, in a unit in which both have whole lengths: a
     * line of m source pixels and n target pixels is m · n long.
     */
    private static long overlap(long from, int fromLength, long to, int toLength) {
        return Math.min((from + 1) * fromLength, (to + 1) * toLength) - Math.max(from * fromLength, to * toLength);
    }

    private static int ceil(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
