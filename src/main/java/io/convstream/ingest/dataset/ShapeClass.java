package io.convstream.ingest.dataset;

/**
 * What the generated images show; the order is that of the labels. A figure fills about a circle of radius 1 round the
 * origin, and none changes its class when it is mirrored or turned.
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

    private static final double PATCH = 0.85;

    // The normals of the five lines that make a pentagram: every 72 degrees, the first one up.
    private static final double[] NORMAL_X = {0, 0.9510565162951535, 0.5877852522924731};
    private static final double[] NORMAL_Y = {1, 0.30901699437494745, -0.8090169943749475};

    boolean covers(double x, double y) {
        double far = Math.max(Math.abs(x), Math.abs(y));
        double near = Math.min(Math.abs(x), Math.abs(y));
        double square = x * x + y * y;
        return switch (this) {
            case CIRCLE -> square <= 0.8;
            case SQUARE -> far <= 0.78;
            case TRIANGLE -> y >= -0.5 && y + 1.7320508 * Math.abs(x) <= 1;
            case STAR -> isInPentagram(x, y);
            case CROSS -> near <= 0.27 && far <= 0.95;
            case RING -> square <= 0.9 && square >= 0.3;
            case CRESCENT -> square <= 0.9 && (x - 0.5) * (x - 0.5) + y * y >= 0.55;
            case STRIPES -> far < PATCH && cell(y, 5) % 2 == 0;
            case CHECKER -> far < PATCH && (cell(x, 4) + cell(y, 4)) % 2 == 0;
            case HOURGLASS -> Math.abs(x) <= Math.abs(y) && Math.abs(y) <= 0.88;
        };
    }

    /** A point is in a five-pointed star if it is on the inner side of at least four of its five lines. */
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
        return (int) ((coordinate + PATCH) / (2 * PATCH) * cells);
    }
}
