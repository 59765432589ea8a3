package io.convstream.image;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Image size, reflect padding and crop size of a network's input.
 *
 * @param image the shape that every image is resized to
 * @param padding the width of the reflect padding in pixels, from 0 to below the image size
 * @param crop the shape of the crop of the padded image: the input shape of the network
 */
@PublicEvolving
public record Framing(ImageShape image, int padding, ImageShape crop) implements Serializable {

    private static final int CHANNELS = 3;

    public Framing {
        if (padding < 0 || padding >= Math.min(image.height(), image.width())) {
            throw new IllegalArgumentException("a reflect padding of " + padding + " pixels does not fit an image of "
                    + image + ": it must be at least 0 and smaller than the image");
        }
        ImageShape padded = padded(image, padding);
        if (crop.height() > padded.height() || crop.width() > padded.width() || crop.channels() != image.channels()) {
            throw new IllegalArgumentException("a crop of " + crop + " does not fit into an image of " + padded
                    + (padding == 0 ? "" : ", its padding included") + ": choose a smaller crop");
        }
    }

    /** Returns the framing of square RGB images; all sizes in pixels. */
    public static Framing of(int image, int padding, int crop) {
        return new Framing(new ImageShape(image, image, CHANNELS), padding, new ImageShape(crop, crop, CHANNELS));
    }

    /** Returns the framing that takes each image unchanged. */
    public static Framing whole(ImageShape image) {
        return new Framing(image, 0, image);
    }

    /** Returns the shape of the padded image. */
    public ImageShape padded() {
        return padded(image, padding);
    }

    private static ImageShape padded(ImageShape image, int padding) {
        return new ImageShape(image.height() + 2 * padding, image.width() + 2 * padding, image.channels());
    }
}
