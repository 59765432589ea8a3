package io.convstream.network.kernel;

/**
 * Winograd's minimal filtering F(m, r) in one dimension: {@code m} neighboring outputs of a kernel of {@code r} values
 * by {@code m + r - 1} multiplications, {@code y = A · ((G · g) ⊙ (B · d))}. Made by interpolation through the points 0,
 * 1, -1, 2, -2, 1/2, -1/2 and infinity; the method is in Lavin and Gray, "Fast Algorithms for Convolutional Neural
 * Networks", 2016.
 *
 * @param m outputs of a tile
 * @param r values of the kernel
 */
public record WinogradFilter(int m, int r) {

    private static final double[] POINTS = {0, 1, -1, 2, -2, 0.5, -0.5};

    /** The position whose point is 1: what is added there comes out in every output of the tile. */
    static final int ONE = 1;

    public WinogradFilter {
        if (!exists(m, r)) {
            throw new IllegalArgumentException("no points for F(" + m + ", " + r + ")");
        }
    }

    static boolean exists(int m, int r) {
        return m >= 2 && r >= 2 && m + r - 2 <= POINTS.length;
    }

    /** The multiplications for a tile, which is also how many inputs it reads. */
    int alpha() {
        return m + r - 1;
    }

    /** How many tiles it takes for so many outputs. */
    int tiles(int outputs) {
        return (outputs + m - 1) / m;
    }

    /** G, {@code [alpha, r]}. */
    double[][] kernel() {
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
     * B for each tile of a line of so many inputs, {@code [alpha * tiles, size]}, position by position.
     *
     * @param padding how many zeros are thought of before the line
     */
    double[][] inputs(int tiles, int size, int padding) {
        double[][] b = input();
        var all = new double[alpha() * tiles][size];
        for (int i = 0; i < all.length; i++) {
            int first = m * (i % tiles) - padding;
            for (int at = Math.max(0, first); at < Math.min(size, first + alpha()); at++) {
                all[i][at] = b[i / tiles][at - first];
            }
        }
        return all;
    }

    private double[][] input() {
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

    /** A for each tile of a line of so many outputs, transposed: {@code [alpha * tiles, size]}. */
    double[][] outputs(int tiles, int size) {
        var all = new double[alpha() * tiles][size];
        for (int at = 0; at < size; at++) {
            int power = at % m;
            for (int k = 0; k < alpha() - 1; k++) {
                all[k * tiles + at / m][at] = Math.pow(POINTS[k], power);
            }
            all[(alpha() - 1) * tiles + at / m][at] = power == m - 1 ? 1 : 0;
        }
        return all;
    }
}
