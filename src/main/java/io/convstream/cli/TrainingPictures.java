package io.convstream.cli;

import io.convstream.image.PictureSet;

/**
 * The pictures of a run, both parts of them there.
 *
 * @param name what to call them, with their place
 */
record TrainingPictures(String name, TrainingStream train, PictureSet heldOut) {}
