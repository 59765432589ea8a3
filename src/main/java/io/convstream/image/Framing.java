package io.convstream.image;

import java.io.Serializable;

/**
 * How much of an image a network sees.
 *
 * @param image the shape that every image is scaled to
 * @param padding how many pixels wide the edge is that is put around it, a mirror image of what lies inside
 * @param crop the shape that is cut out of image and padding: what the network takes
 */
public record Framing(ImageShape image, int padding, ImageShape crop) implements Serializable {

    private static final int COLORS = 3;

    public Framing {
        if (padding < 0 || padding >= Math.min(image.height(), image.width())) {
            throw new IllegalArgumentException("a mirrored padding of " + padding + " pixels around an image of "
                    + image + ": it starts at 0 and must be smaller than the image");
        }
        ImageShape padded = padded(image, padding);
        if (crop.height() > padded.height() || crop.width() > padded.width() || crop.channels() != image.channels()) {
            throw new IllegalArgumentException("a crop of " + crop + " does not fit into an image of " + padded
                    + (padding == 0 ? "" : ", its padding included") + ": make the crop smaller");
        }
    }

    /** Squares of red, green and blue. */
    public static Framing of(int image, int padding, int crop) {
        return new Framing(new ImageShape(image, image, COLORS), padding, new ImageShape(crop, crop, COLORS));
    }

    /** Each image as it is. */
    public static Framing whole(ImageShape image) {
        return new Framing(image, 0, image);
    }

    /** What crops are cut out of. */
    public ImageShape padded() {
        return padded(image, padding);
    }

    private static ImageShape padded(ImageShape image, int padding) {
        return new ImageShape(image.height() + 2 * padding, image.width() + 2 * padding, image.channels());
    }
}
