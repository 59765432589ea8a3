package io.convstream.prepare;

import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Options of the preparation of records.
 *
 * @param framing image size, padding and crop size
 * @param augmentation which random changes are applied
 * @param seed determines all randomness, together with a record's sequence number
 * @param classes the number of classes, at least 2; labels are 0 to classes - 1
 */
@PublicEvolving
public record PrepareOptions(Framing framing, Augmentation augmentation, long seed, int classes)
        implements Serializable {

    public PrepareOptions {
        if (framing.crop().channels() != 3) {
            throw new IllegalArgumentException("images are prepared as red, green and blue: the shape " + framing.crop()
                    + " must have 3 channels");
        }
        if (classes < 2) {
            throw new IllegalArgumentException(
                    "classes = " + classes + " leaves nothing to classify: it must be at least 2");
        }
    }

    /** Returns the tutorial's options: 32x32 images of 10 classes, 24x24 crops, all augmentations. */
    public static PrepareOptions tutorial(long seed) {
        return new PrepareOptions(Framing.of(32, 0, 24), Augmentation.TUTORIAL, seed, 10);
    }

    /** Returns the options of an evaluation. */
    public static PrepareOptions unaugmented(Framing framing, int classes) {
        return new PrepareOptions(framing, Augmentation.NONE, 0, classes);
    }

    /** Returns these options without augmentation. */
    PrepareOptions unaugmented() {
        return new PrepareOptions(framing, Augmentation.NONE, seed, classes);
    }

    /** Returns the shape of an example. */
    ImageShape crop() {
        return framing.crop();
    }
}
