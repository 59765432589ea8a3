package io.convstream.network.kernel;

/**
 * Winograd's minimal filtering algorithm F(m, r) in one dimension: {@code m} adjacent outputs of a filter {@code g} of
 * {@code r} taps over inputs {@code d}, with {@code alpha = m + r - 1} multiplications: {@code y = A · ((G · g) ⊙ (B ·
 * d))}. The matrices interpolate through the points 0, 1, -1, 2, -2, 1/2, -1/2 and infinity, as many as {@code alpha}.
 * Reference: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, arXiv:1509.09308.
 *
 * @param m outputs per tile
 * @param r filter taps
 */
public record WinogradFilter(int m, int r) {

    private static final double[] POINTS = {0, 1, -1, 2, -2, 0.5, -0.5};

    /** Index of the point 1. A value added to the products there is added to all outputs of the tile. */
    static final int ONE = 1;

    public WinogradFilter {
        if (!isSupported(m, r)) {
            throw new IllegalArgumentException("F(" + m + ", " + r + ") is not supported");
        }
    }

    static boolean isSupported(int m, int r) {
        return m >= 2 && r >= 2 && m + r - 2 <= POINTS.length;
    }

    /** Multiplications per tile, equal to its number of inputs. */
    int alpha() {
        return m + r - 1;
    }

    /** Number of tiles that cover the outputs. */
    int tiles(int outputs) {
        return (outputs + m - 1) / m;
    }

    /** The filter transform G, {@code [alpha, r]}. */
    double[][] filterTransform() {
        int finite = alpha() - 1;
        var g = new double[alpha()][r];
        for (int k = 0; k < finite; k++) {
            double scale = 1;
            for (int l = 0; l < finite; l++) {
                scale *= l == k ? 1 : POINTS[k] - POINTS[l];
            }
            for (int j = 0; j < r; j++) {
                g[k][j] = Math.pow(POINTS[k], j) / scale;
            }
        }
        g[finite][r - 1] = 1;
        return g;
    }

    /**
     * The input transforms B of all tiles of a line of pixels, {@code [alpha * tiles, size]}, with all tiles of a
     * position together.
     *
     * @param size number of pixels
     * @param padding number of zeros before the line
     */
    double[][] inputTransform(int tiles, int size, int padding) {
        double[][] b = inputTransform();
        var all = new double[alpha() * tiles][size];
        for (int i = 0; i < all.length; i++) {
            int first = m * (i % tiles) - padding;
            for (int pixel = Math.max(0, first); pixel < Math.min(size, first + alpha()); pixel++) {
                all[i][pixel] = b[i / tiles][pixel - first];
            }
        }
        return all;
    }

    private double[][] inputTransform() {
        int finite = alpha() - 1;
        var b = new double[alpha()][alpha()];
        for (int k = 0; k <= finite; k++) {
            b[k][0] = 1;
            for (int l = 0; l < finite; l++) {
                if (l != k) {
                    multiplyByXMinus(POINTS[l], b[k]);
                }
            }
        }
        return b;
    }

    private static void multiplyByXMinus(double point, double[] polynomial) {
        for (int q = polynomial.length - 1; q > 0; q--) {
            polynomial[q] = polynomial[q - 1] - point * polynomial[q];
        }
        polynomial[0] *= -point;
    }

    /**
     * The transposed output transforms A of all tiles of a line of outputs, {@code [alpha * tiles, size]}, in the order
     * of {@link #inputTransform(int, int, int)}.
     */
    double[][] outputTransform(int tiles, int size) {
        var all = new double[alpha() * tiles][size];
        for (int output = 0; output < size; output++) {
            int power = output % m;
            for (int k = 0; k < alpha() - 1; k++) {
                all[k * tiles + output / m][output] = Math.pow(POINTS[k], power);
            }
            all[(alpha() - 1) * tiles + output / m][output] = power == m - 1 ? 1 : 0;
        }
        return all;
    }
}
