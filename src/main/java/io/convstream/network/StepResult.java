package io.convstream.network;

import java.util.Arrays;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * Result of a training step, measured before its update.
 *
 * @param step number of the step, from 0
 * @param learningRate of this step
 * @param crossEntropy mean over the batch, with label smoothing
 * @param penalty sum of the L2 terms
 * @param loss total loss: cross entropy + penalty
 * @param emaLoss moving average of the total loss, decay 0.9
 * @param emaCrossEntropy moving average of the cross entropy, decay 0.9
 * @param emaPenalty moving average of the penalty, decay 0.9
 * @param gradientNorm Euclidean norm of the gradient of the total loss, before the updater
 * @param correctByClass number of images of the batch classified correctly, by label
 * @param images number of images in the batch
 * @param summary histograms and norms; null unless requested
 */
@PublicEvolving
public record StepResult(
        long step,
        double learningRate,
        double crossEntropy,
        double penalty,
        double loss,
        double emaLoss,
        double emaCrossEntropy,
        double emaPenalty,
        double gradientNorm,
        int[] correctByClass,
        int images,
        @Nullable ModelSummary summary) {

    /** Returns the number of images of the batch classified correctly. */
    public int correct() {
        return Arrays.stream(correctByClass).sum();
    }
}
