package io.convstream.network.layer;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.operation.Activations;

/**
 * Softmax and mean cross entropy with label smoothing (Szegedy et al., 2016): the target of an image is {@code 1 −
 * smoothing} for its label plus {@code smoothing / classes} for every class. Computed in double on the heap with {@link
 * StrictMath}, so that it is the same on every machine.
 */
public final class SoftmaxLoss {

    private final Activations logits;
    private final int images;
    private final int classes;
    private final double[] values;

    /**
     * Sums over a tower's images.
     *
     * @param crossEntropy sum of the cross entropies
     * @param correct number of images whose label has the largest logit, by label
     */
    public record Sums(double crossEntropy, int[] correct) {}

    /**
     * Binds the loss to the logits of one replica.
     *
     * @param logits {@code [images, 1, 1, classes]}
     */
    public SoftmaxLoss(Activations logits, int images, int classes) {
        this.logits = logits;
        this.images = images;
        this.classes = classes;
        this.values = new double[images * classes];
    }

    /**
     * Computes the loss and its gradient with respect to the logits.
     *
     * @param labels of the whole batch
     * @param firstImage index in the batch of this replica's first image
     * @param smoothing label smoothing, from 0 to below 1
     * @param batch number of images of the whole batch, over which the loss is the mean
     */
    public Sums run(int[] labels, int firstImage, double smoothing, int batch) {
        NativeMemory.getDoubles(logits.values(), values);
        var probabilities = new double[classes];
        double crossEntropy = 0;
        var correct = new int[classes];
        for (int i = 0; i < images; i++) {
            int label = labels[firstImage + i];
            int start = i * classes;
            double max = max(start);
            double logSum = max + StrictMath.log(exponentials(start, max, probabilities));
            if (isCorrect(start, label)) {
                correct[label]++;
            }
            for (int c = 0; c < classes; c++) {
                double target = smoothing / classes + (c == label ? 1 - smoothing : 0);
                if (target > 0) {
                    crossEntropy += target * (logSum - values[start + c]);
                }
                values[start + c] = (probabilities[c] - target) / batch;
            }
        }
        NativeMemory.putDoubles(values, logits.requireGradient());
        return new Sums(crossEntropy, correct);
    }

    /** Writes probabilities {@code [images, classes]} to an array from an offset on. */
    public void probabilities(float[] target, int offset) {
        NativeMemory.getDoubles(logits.values(), values);
        var probabilities = new double[classes];
        for (int i = 0; i < images; i++) {
            exponentials(i * classes, max(i * classes), probabilities);
            for (int c = 0; c < classes; c++) {
                target[offset + i * classes + c] = (float) probabilities[c];
            }
        }
    }

    /** NaN if a logit is NaN. */
    private double max(int start) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = Math.max(max, values[start + c]);
        }
        return max;
    }

    /** Computes probabilities; returns the sum of exponentials that they were divided by. */
    private double exponentials(int start, double max, double[] probabilities) {
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            probabilities[c] = StrictMath.exp(values[start + c] - max);
            sum += probabilities[c];
        }
        for (int c = 0; c < classes; c++) {
            probabilities[c] /= sum;
        }
        return sum;
    }

    /** Whether the label's logit is the largest; of equal logits the first wins. */
    private boolean isCorrect(int start, int label) {
        for (int c = 0; c < classes; c++) {
            double other = values[start + c];
            double own = values[start + label];
            if (!(c < label ? other < own : other <= own)) {
                return false;
            }
        }
        return true;
    }
}
