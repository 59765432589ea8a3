package io.convstream.ingest;

import io.convstream.image.Origin;
import io.convstream.image.PictureSet;
import io.convstream.image.RecordFormat;
import java.util.List;
import java.util.Locale;

/**
 * Pictures that we draw ourselves, for those who have no data at hand: ten shapes, anywhere, in any size, turn and
 * colour, on shaded ground, with noise. A picture is a pure function of (seed, index); only exact arithmetic goes into
 * it, so it is the same on every machine. Records are CIFAR records of 32x32x3.
 */
public final class Shapes implements PictureSet {

    private static final List<Shape> SHAPES = List.of(Shape.values());
    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    /** Each pixel's share of the shape is sampled at so many points in each direction. */
    private static final int SAMPLES = 2;

    private final long seed;
    private final long size;

    /** @param seed sets of different seeds have no picture in common */
    Shapes(long seed, long size) {
        this.seed = seed;
        this.size = size;
    }

    @Override
    public List<String> classNames() {
        return SHAPES.stream()
                .map(shape -> shape.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Reader open() {
        return new Reader() {
            @Override
            public Entry read(long position) {
                Origin origin = new Origin("shapes", -1, position, -1);
                return new Entry(RecordFormat.CIFAR, draw(position), -1, origin);
            }

            @Override
            public void close() {}
        };
    }

    private byte[] draw(long index) {
        Chance chance = new Chance(Permutation.mix(seed * 0x9E3779B97F4A7C15L + index + 1));
        int label = (int) (index % SHAPES.size());
        Shape shape = SHAPES.get(label);
        double radius = chance.between(6, 10);
        double centreX = chance.between(13, 19);
        double centreY = chance.between(13, 19);
        double angle = chance.between(0, 2 * Math.PI);
        double cos = StrictMath.cos(angle) / radius;
        double sin = StrictMath.sin(angle) / radius;

        double[] ground = new double[3];
        double[] ink = new double[3];
        double[] shadeX = new double[3];
        double[] shadeY = new double[3];
        double direction = chance.between(0, 1) < 0.5 ? -1 : 1;
        for (int c = 0; c < 3; c++) {
            ground[c] = chance.between(70, 185);
            ink[c] = ground[c] + direction * chance.between(30, 90);
            shadeX[c] = chance.between(-1.5, 1.5);
            shadeY[c] = chance.between(-1.5, 1.5);
        }

        byte[] record = new byte[1 + 3 * PLANE];
        record[0] = (byte) label;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double share = share(shape, x - centreX, y - centreY, cos, sin);
                for (int c = 0; c < 3; c++) {
                    double value = ground[c]
                            + share * (ink[c] - ground[c])
                            + shadeX[c] * (x - SIDE / 2)
                            + shadeY[c] * (y - SIDE / 2)
                            + chance.between(-28, 28);
                    record[1 + c * PLANE + y * SIDE + x] = (byte) (int) Math.max(0, Math.min(255, value));
                }
            }
        }
        return record;
    }

    /** The share of a pixel that the shape covers, 0 to 1. */
    private static double share(Shape shape, double x, double y, double cos, double sin) {
        int inside = 0;
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < SAMPLES; j++) {
                double dx = x + (i + 0.5) / SAMPLES;
                double dy = y + (j + 0.5) / SAMPLES;
                if (shape.contains(dx * cos + dy * sin, dy * cos - dx * sin)) {
                    inside++;
                }
            }
        }
        return (double) inside / (SAMPLES * SAMPLES);
    }

    /** A sequence of chance values that is the same everywhere. */
    private static final class Chance {

        private long state;

        Chance(long state) {
            this.state = state;
        }

        double between(double low, double high) {
            state += 0x9E3779B97F4A7C15L;
            return low + (high - low) * (Permutation.mix(state) >>> 11) * 0x1p-53;
        }
    }
}
