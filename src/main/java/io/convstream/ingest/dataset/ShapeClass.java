package io.convstream.ingest.dataset;

/**
 * Shapes of the generated images, in label order. Each fills about the unit circle, and keeps its class if it is mirrored
 * or rotated.
 */
enum ShapeClass {
    CIRCLE,
    SQUARE,
    TRIANGLE,
    STAR,
    CROSS,
    RING,
    CRESCENT,
    STRIPES,
    CHECKER,
    HOURGLASS;

    private static final double HALF_SIDE = 0.85;

    // Normals of the five lines of a pentagram, 72 degrees apart, the first upwards; mirror images are omitted.
    private static final double[] NORMAL_X = {0, 0.9510565162951535, 0.5877852522924731};
    private static final double[] NORMAL_Y = {1, 0.30901699437494745, -0.8090169943749475};

    /** Whether the shape covers a point, in units of its radius. */
    boolean covers(double x, double y) {
        double max = Math.max(Math.abs(x), Math.abs(y));
        double min = Math.min(Math.abs(x), Math.abs(y));
        double radius2 = x * x + y * y;
        return switch (this) {
            case CIRCLE -> radius2 <= 0.8;
            case SQUARE -> max <= 0.78;
            case TRIANGLE -> y >= -0.5 && y + 1.7320508 * Math.abs(x) <= 1;
            case STAR -> isInPentagram(x, y);
            case CROSS -> min <= 0.27 && max <= 0.95;
            case RING -> radius2 <= 0.9 && radius2 >= 0.3;
            case CRESCENT -> radius2 <= 0.9 && (x - 0.5) * (x - 0.5) + y * y >= 0.55;
            case STRIPES -> max < HALF_SIDE && cell(y, 5) % 2 == 0;
            case CHECKER -> max < HALF_SIDE && (cell(x, 4) + cell(y, 4)) % 2 == 0;
            case HOURGLASS -> Math.abs(x) <= Math.abs(y) && Math.abs(y) <= 0.88;
        };
    }

    /** Whether a point is on the inner side of at least four of the five lines of a pentagram. */
    private static boolean isInPentagram(double x, double y) {
        int outside = 0;
        for (int i = 0; i < NORMAL_X.length; i++) {
            double along = -NORMAL_Y[i] * y;
            double across = NORMAL_X[i] * x;
            outside += along + across > 0.34 ? 1 : 0;
            outside += i > 0 && along - across > 0.34 ? 1 : 0;
        }
        return outside <= 1 && x * x + y * y <= 1.25;
    }

    private static int cell(double coordinate, int cells) {
        return (int) ((coordinate + HALF_SIDE) / (2 * HALF_SIDE) * cells);
    }
}
