package io.convstream.ingest;

import io.convstream.image.PictureSet;

/**
 * The pictures of a run.
 *
 * @param name where they come from, in words
 * @param training the pictures that models are trained on
 * @param heldOut the pictures that models are evaluated on
 */
public record TrainingData(String name, PictureSet training, PictureSet heldOut) {}
