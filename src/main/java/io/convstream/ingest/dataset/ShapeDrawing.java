package io.convstream.ingest.dataset;

import io.convstream.image.SplitMix;

/**
 * Draws one figure as a CIFAR record: at a random place, in a random size (10 to 24 pixels), turned by a random angle, in
 * random colors with shading and noise. Figure and background take their colors from the same range, so neither
 * brightness nor color tells a class; only form does.
 *
 * <p>It uses + - * / and {@link StrictMath} alone, which give the same bits everywhere.
 */
final class ShapeDrawing {

    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final double MIN_RADIUS = 5;
    private static final double MAX_RADIUS = 12;
    /** How far the figure's middle may lie from the image's, less its radius: it should show in a 24x24 crop. */
    private static final double REACH = 11;

    /** How far apart the two colors are at least, of at most 441: closer ones drown in the noise. */
    private static final double MIN_CONTRAST = 100;

    private final ShapeClass figure;
    private final double[] figureColor;
    private final double[] backgroundColor;
    private final double noise;
    private final double centerX;
    private final double centerY;
    private final double radius;
    private final double cos;
    private final double sin;
    private final double slopeX;
    private final double slopeY;

    /** Draws the figure; the label byte stays 0. */
    static byte[] draw(ShapeClass figure, SplitMix random) {
        return new ShapeDrawing(figure, random).render(random);
    }

    private ShapeDrawing(ShapeClass figure, SplitMix random) {
        this.figure = figure;
        backgroundColor = color(random);
        figureColor = contrastingColor(random, backgroundColor);
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
                    double back = backgroundColor[channel];
                    double value = back + coverage * (figureColor[channel] - back) + shade + noise * grain(bits);
                    content[1 + channel * PLANE + y * SIDE + x] = (byte) Math.max(0, Math.min(255, (int) value));
                    bits >>>= 20;
                }
            }
        }
        return content;
    }

    /** How much of the pixel the figure covers, by four samples in it. */
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
        return figure.covers(x * cos + y * sin, y * cos - x * sin) ? 1 : 0;
    }

    /** Noise of mean 0 and standard deviation 1 from 20 random bits: the sum of two uniform numbers, bell-like. */
    private static double grain(long bits) {
        return ((bits & 1023) + ((bits >>> 10) & 1023) - 1023) / 417.8;
    }
}
