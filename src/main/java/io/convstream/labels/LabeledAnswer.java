package io.convstream.labels;

import io.convstream.serve.AnsweredImage;

/**
 * The answer of a model for an image whose class is known.
 *
 * @param step of the version that answered; -1 if unknown
 * @param classes the number of classes of the model
 * @param label the class, from 0
 * @param correct whether it is the most probable one
 * @param loss the cross entropy
 * @param timestamp of the label's message, in milliseconds since the epoch
 */
public record LabeledAnswer(
        String model, long step, int classes, int label, boolean correct, double loss, long timestamp) {

    /** @param probabilities of all classes */
    static LabeledAnswer of(String model, long step, float[] probabilities, int label, long timestamp) {
        double loss = -StrictMath.log(Math.max(probabilities[label], Float.MIN_NORMAL)); // finite
        return new LabeledAnswer(
                model,
                step,
                probabilities.length,
                label,
                AnsweredImage.mostProbable(probabilities) == label,
                loss,
                timestamp);
    }
}
