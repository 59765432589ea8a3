package io.convstream.serve;

import java.util.List;

/**
 * A predicted micro-batch.
 *
 * @param batch its images
 * @param predictions in the order of the images, of each image in the order of the models
 * @param probabilities of each prediction, of all classes
 * @param compared by model, the images that a candidate predicted without answering
 * @param disagreements by model, those of them for which its most probable class was another one
 */
record ServeResult(
        List<ServeEntry> batch,
        List<Prediction> predictions,
        float[][] probabilities,
        int[] compared,
        int[] disagreements) {}
