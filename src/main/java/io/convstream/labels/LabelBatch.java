package io.convstream.labels;

import org.jspecify.annotations.Nullable;

/**
 * The labeled answers of a model that its estimates do not contain yet.
 *
 * @param labels all so far, those of earlier batches included
 * @param size the answers in this batch
 * @param loss the sum of their cross entropy
 * @param images their number by class
 * @param correct the number of correct ones by class
 */
public record LabelBatch(long labels, int size, double loss, int[] images, int[] correct) {

    static LabelBatch empty(long labels, int classes) {
        return new LabelBatch(labels, 0, 0, new int[classes], new int[classes]);
    }

    /** Returns a batch with one more answer. */
    static LabelBatch add(@Nullable LabelBatch before, LabeledAnswer answer) {
        LabelBatch batch = before == null ? empty(0, answer.classes()) : before;
        int[] images = batch.images.clone();
        int[] correct = batch.correct.clone();
        images[answer.label()]++;
        correct[answer.label()] += answer.correct() ? 1 : 0;
        return new LabelBatch(batch.labels + 1, batch.size + 1, batch.loss + answer.loss(), images, correct);
    }

    LabelBatch next() {
        return empty(labels, images.length);
    }

    double precision() {
        int all = 0;
        for (int one : correct) {
            all += one;
        }
        return (double) all / size;
    }

    double meanLoss() {
        return loss / size;
    }
}
