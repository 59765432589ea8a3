package io.convstream.labels;

import io.convstream.serve.AnsweredImage;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key: an image that waits for its label, a label that waits for its image, or, until labels for it are no longer
 * expected, that both have been joined or that the image has waited too long.
 *
 * @param imageTime the timestamp of the image; Long.MIN_VALUE: no image yet
 * @param image null if it does not wait
 * @param label null: none yet
 */
public record WaitingKey(
        long imageTime,
        @Nullable AnsweredImage image,
        @Nullable Label label) {

    private static final long NO_IMAGE = Long.MIN_VALUE;

    static WaitingKey of(AnsweredImage image) {
        return new WaitingKey(image.timestamp(), image, null);
    }

    static WaitingKey of(Label label) {
        return new WaitingKey(NO_IMAGE, null, label);
    }

    static WaitingKey joined(AnsweredImage image, Label label) {
        return new WaitingKey(image.timestamp(), null, label);
    }

    /** Returns whether an image with the key was answered, waiting or not. */
    boolean hasImage() {
        return imageTime != NO_IMAGE;
    }

    WaitingKey withoutImage() {
        return new WaitingKey(imageTime, null, label);
    }
}
