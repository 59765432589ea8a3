package io.convstream.prepare;

import java.util.Locale;
import org.apache.flink.annotation.PublicEvolving;

/** Augmentation policy of training images. */
@PublicEvolving
public enum Augmentation {
    /** Random crop, horizontal flip, brightness and contrast. */
    TUTORIAL,
    /** Random crop and horizontal flip. */
    LIGHT,
    /** Random crop; a horizontal flip of a random half of the images in even epochs, of the others in odd epochs. */
    ALTERNATING,
    /** The center crop, as in evaluation. */
    NONE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
