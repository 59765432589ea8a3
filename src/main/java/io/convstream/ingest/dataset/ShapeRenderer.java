package io.convstream.ingest.dataset;

import io.convstream.image.SplitMix;

/**
 * Renderer of one shape as a CIFAR record, with random position, size (10 to 24 pixels), rotation, colors, shading and noise.
 * Shape and background colors are drawn from the same range, so that only the form determines the class, neither brightness
 * nor color.
 *
 * <p>It uses only + - * / and {@link StrictMath}, which give the same bits on every machine.
 */
final class ShapeRenderer {

    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final double MIN_RADIUS = 5;
    private static final double MAX_RADIUS = 12;
    /** Maximum distance of the shape's edge from the image center in pixels: it stays within a 24x24 crop. */
    private static final double REACH = 11;

    /** Minimum distance of the two colors in RGB space, of at most 441: closer ones are lost in the noise. */
    private static final double MIN_CONTRAST = 100;

    private final ShapeClass shape;
    private final double[] shapeColor;
    private final double[] backgroundColor;
    private final double noise;
    private final double centerX;
    private final double centerY;
    private final double radius;
    private final double cos;
    private final double sin;
    private final double slopeX;
    private final double slopeY;

    /** Renders a shape; the label byte stays 0. */
    static byte[] render(ShapeClass shape, SplitMix random) {
        return new ShapeRenderer(shape, random).render(random);
    }

    private ShapeRenderer(ShapeClass shape, SplitMix random) {
        this.shape = shape;
        backgroundColor = color(random);
        shapeColor = contrastingColor(random, backgroundColor);
        noise = random.between(3, 10);
        radius = random.between(MIN_RADIUS, MAX_RADIUS);
        double reach = Math.max(1.5, REACH - radius);
        centerX = SIDE / 2.0 + random.between(-reach, reach);
        centerY = SIDE / 2.0 + random.between(-reach, reach);
        double angle = random.between(0, 2 * Math.PI);
        cos = StrictMath.cos(angle) / radius;
        sin = StrictMath.sin(angle) / radius;
        slopeX = random.between(-1.5, 1.5);
        slopeY = random.between(-1.5, 1.5);
    }

    private static double[] color(SplitMix random) {
        return new double[] {random.between(20, 235), random.between(20, 235), random.between(20, 235)};
    }

    private static double[] contrastingColor(SplitMix random, double[] other) {
        while (true) {
            double[] color = color(random);
            double red = color[0] - other[0];
            double green = color[1] - other[1];
            double blue = color[2] - other[2];
            if (red * red + green * green + blue * blue >= MIN_CONTRAST * MIN_CONTRAST) {
                return color;
            }
        }
    }

    private byte[] render(SplitMix random) {
        byte[] content = new byte[1 + 3 * PLANE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double coverage = coverage(x, y);
                double shade = slopeX * (x - SIDE / 2) + slopeY * (y - SIDE / 2);
                long bits = random.nextLong();
                for (int channel = 0; channel < 3; channel++) {
                    double background = backgroundColor[channel];
                    double value =
                            background + coverage * (shapeColor[channel] - background) + shade + noise * noise(bits);
                    content[1 + channel * PLANE + y * SIDE + x] = (byte) Math.max(0, Math.min(255, (int) value));
                    bits >>>= 20;
                }
            }
        }
        return content;
    }

    /** Returns the share of a pixel that the shape covers, from four samples. */
    private double coverage(int x, int y) {
        double left = x + 0.25 - centerX;
        double top = y + 0.25 - centerY;
        double margin = 1.3 * radius + 1;
        if (left * left + top * top > margin * margin) {
            return 0;
        }
        return (sample(left, top) + sample(left + 0.5, top) + sample(left, top + 0.5) + sample(left + 0.5, top + 0.5))
                * 0.25;
    }

    private int sample(double x, double y) {
        return shape.covers(x * cos + y * sin, y * cos - x * sin) ? 1 : 0;
    }

    /** Returns noise of mean 0 and standard deviation 1 from 20 random bits: the sum of two uniform numbers. */
    private static double noise(long bits) {
        return ((bits & 1023) + ((bits >>> 10) & 1023) - 1023) / 417.8;
    }
}
