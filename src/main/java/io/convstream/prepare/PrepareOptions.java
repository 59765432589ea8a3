package io.convstream.prepare;

import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import java.io.Serializable;

/**
 * How raw records become examples.
 *
 * @param framing how much of each image is seen
 * @param augmentation what is drawn at random
 * @param seed from which, with a record's sequence number, all that is random follows
 * @param classes the number of classes: labels go from 0 to classes - 1
 */
public record PrepareOptions(Framing framing, Augmentation augmentation, long seed, int classes)
        implements Serializable {

    public PrepareOptions {
        if (framing.crop().channels() != 3) {
            throw new IllegalArgumentException("images are prepared as red, green and blue: the shape " + framing.crop()
                    + " must have 3 channels");
        }
        if (classes < 2) {
            throw new IllegalArgumentException(
                    "there is nothing to tell apart with classes = " + classes + ": it must be at least 2");
        }
    }

    /** The tutorial's: 32x32 images of 10 classes, 24x24 crops, all augmentations. */
    public static PrepareOptions tutorial(long seed) {
        return new PrepareOptions(Framing.of(32, 0, 24), Augmentation.TUTORIAL, seed, 10);
    }

    /** As evaluation wants images of this framing. */
    public static PrepareOptions unaugmented(Framing framing, int classes) {
        return new PrepareOptions(framing, Augmentation.NONE, 0, classes);
    }

    /** The same with nothing random. */
    PrepareOptions unaugmented() {
        return new PrepareOptions(framing, Augmentation.NONE, seed, classes);
    }

    /** The shape of an example. */
    ImageShape crop() {
        return framing.crop();
    }
}
