package io.convstream.labels;

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
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        double loss = -StrictMath.log(Math.max(probabilities[label], Float.MIN_NORMAL)); // finite
        return new LabeledAnswer(model, step, probabilities.length, label, best == label, loss, timestamp);
    }
}
