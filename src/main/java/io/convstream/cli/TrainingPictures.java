package io.convstream.cli;

import io.convstream.image.PictureSet;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of a run, both parts of them there.
 *
 * @param name what to call them, with their place
 * @param choice the value of {@code --data} that gives the training pictures again; null where a stream gave them
 * @param heldOutChoice the one that gives the held-out pictures
 */
record TrainingPictures(
        String name, @Nullable String choice, String heldOutChoice, TrainingStream train, PictureSet heldOut) {}
