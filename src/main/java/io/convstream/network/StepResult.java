package io.convstream.network;

import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * What one step showed, all of it measured before the step's update.
 *
 * @param step the step's number, from 0
 * @param learningRate of this step's update
 * @param crossEntropy mean over the batch, with label smoothing where it is on
 * @param penalty the sum of the L2 terms
 * @param loss the total: cross entropy + penalty
 * @param emaLoss the total's moving average, decay 0.9
 * @param emaCrossEntropy likewise
 * @param emaPenalty likewise
 * @param gradientNorm the Euclidean norm of the total's gradient, before the updater
 * @param correct how many images of the batch the network had right
 * @param images the number of images in the batch
 * @param summary what was to be seen inside; null where nobody asked for it
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
        int correct,
        int images,
        @Nullable ModelSummary summary) {}
