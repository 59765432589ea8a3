package io.convstream.train;

import io.convstream.network.StepResult;

/**
 * A step and how the model classified its batch before the update.
 *
 * @param images number of images of the batch, by label
 * @param correct number of these classified correctly
 */
public record ClassifiedBatch(TrainStep step, int[] images, int[] correct) {

    static ClassifiedBatch of(TrainStep step, Batch batch, StepResult result) {
        return new ClassifiedBatch(step, batch.imagesByClass(result.correctByClass().length), result.correctByClass());
    }
}
