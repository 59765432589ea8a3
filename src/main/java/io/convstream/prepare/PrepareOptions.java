package io.convstream.prepare;

import io.convstream.image.PictureShape;
import java.io.Serializable;

/**
 * How raw records become examples.
 *
 * @param source the shape that every picture must have
 * @param crop the shape that is cut out of it
 * @param distortion what is drawn at random
 * @param seed from which, with a record's sequence number, all that is random follows
 * @param classes the number of classes: labels go from 0 to classes - 1
 */
public record PrepareOptions(PictureShape source, PictureShape crop, Distortion distortion, long seed, int classes)
        implements Serializable {

    public PrepareOptions {
        if (source.channels() != 3 || crop.channels() != 3) {
            throw new IllegalArgumentException("pictures are prepared as red, green and blue: the shapes " + source
                    + " and " + crop + " must both have 3 channels");
        }
        if (crop.height() > source.height() || crop.width() > source.width()) {
            throw new IllegalArgumentException(
                    "a crop of " + crop + " does not fit into a picture of " + source + ": make the crop smaller");
        }
        if (classes < 2) {
            throw new IllegalArgumentException(
                    "there is nothing to tell apart with classes = " + classes + ": it must be at least 2");
        }
    }

    /** The tutorial's: 32x32 pictures of 10 classes, 24x24 crops, all distortions. */
    public static PrepareOptions tutorial(long seed) {
        return new PrepareOptions(
                new PictureShape(32, 32, 3), new PictureShape(24, 24, 3), Distortion.TUTORIAL, seed, 10);
    }

    /** The same shapes with nothing random, as evaluation wants them. */
    PrepareOptions undistorted() {
        return new PrepareOptions(source, crop, Distortion.NONE, seed, classes);
    }
}
