package io.convstream.cli;

import io.convstream.image.PictureSet;

/**
 * The pictures of a run, both parts of them there.
 *
 * @param name what to call them, with their place
 * @param choice the value of {@code --data} that gives the training pictures again
 * @param heldOutChoice the one that gives the held-out pictures
 */
record TrainingPictures(String name, String choice, String heldOutChoice, PictureSet train, PictureSet heldOut) {}
