package io.convstream.train;

import io.convstream.network.StepResult;
import java.time.Instant;

/**
 * One training step, as it is told downstream. Loss and precision are those before the step's update.
 *
 * @param model the model's name
 * @param step the step's number, from 0
 * @param epoch the epoch of the batch's last image, from 0
 * @param images images trained so far, this batch included
 * @param batchSize images in this batch
 * @param time when the step ended
 * @param learningRate of this step's update
 * @param loss total loss: cross entropy + penalty
 * @param crossEntropy mean over the batch
 * @param regularizationLoss the sum of the L2 terms
 * @param emaLoss moving average of the total, decay 0.9
 * @param emaCrossEntropy likewise
 * @param emaRegularizationLoss likewise
 * @param gradientNorm the Euclidean norm of the total loss's gradient, before the updater
 * @param precision the share of the batch that was classified rightly, 0 to 1
 * @param imagesPerSecond this batch's images over the time since the previous step ended
 */
public record TrainStep(
        String model,
        long step,
        int epoch,
        long images,
        int batchSize,
        Instant time,
        double learningRate,
        double loss,
        double crossEntropy,
        double regularizationLoss,
        double emaLoss,
        double emaCrossEntropy,
        double emaRegularizationLoss,
        double gradientNorm,
        double precision,
        double imagesPerSecond) {

    static TrainStep of(String model, int epoch, long images, double seconds, StepResult result) {
        return new TrainStep(
                model,
                result.step(),
                epoch,
                images,
                result.images(),
                Instant.now(),
                result.learningRate(),
                result.loss(),
                result.crossEntropy(),
                result.penalty(),
                result.emaLoss(),
                result.emaCrossEntropy(),
                result.emaPenalty(),
                result.gradientNorm(),
                (double) result.correct() / result.images(),
                result.images() / seconds);
    }

    /** How long it took, the wait for its images included; what lies between an end and a restart does not count. */
    public double seconds() {
        return imagesPerSecond > 0 ? batchSize / imagesPerSecond : 0;
    }
}
