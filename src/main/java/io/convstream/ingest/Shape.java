package io.convstream.ingest;

/** The ten classes of the generated pictures: which points of the plane belong to a shape of radius 1 about 0. */
enum Shape {
    DISC {
        @Override
        boolean contains(double x, double y) {
            return x * x + y * y < 0.72;
        }
    },
    RING {
        @Override
        boolean contains(double x, double y) {
            double square = x * x + y * y;
            return square < 0.9 && square > 0.34;
        }
    },
    SQUARE {
        @Override
        boolean contains(double x, double y) {
            return Math.abs(x) < 0.74 && Math.abs(y) < 0.74;
        }
    },
    FRAME {
        @Override
        boolean contains(double x, double y) {
            double far = Math.max(Math.abs(x), Math.abs(y));
            return far < 0.8 && far > 0.44;
        }
    },
    TRIANGLE {
        @Override
        boolean contains(double x, double y) {
            return y > -0.62 && y < 1 - 1.75 * Math.abs(x);
        }
    },
    CROSS {
        @Override
        boolean contains(double x, double y) {
            double near = Math.min(Math.abs(x), Math.abs(y));
            return near < 0.26 && Math.max(Math.abs(x), Math.abs(y)) < 1;
        }
    },
    BAR {
        @Override
        boolean contains(double x, double y) {
            return Math.abs(x) < 1 && Math.abs(y) < 0.28;
        }
    },
    CRESCENT {
        @Override
        boolean contains(double x, double y) {
            return x * x + y * y < 0.95 && (x - 0.42) * (x - 0.42) + y * y > 0.55;
        }
    },
    ANGLE {
        @Override
        boolean contains(double x, double y) {
            return Math.max(Math.abs(x), Math.abs(y)) < 0.84 && (x < -0.34 || y < -0.34);
        }
    },
    CHECKER {
        @Override
        boolean contains(double x, double y) {
            return Math.max(Math.abs(x), Math.abs(y)) < 0.9 && x > 0 == y > 0;
        }
    };

    abstract boolean contains(double x, double y);
}
