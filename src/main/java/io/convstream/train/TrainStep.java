package io.convstream.train;

import io.convstream.network.StepResult;
import java.time.Instant;
import org.apache.flink.annotation.PublicEvolving;

/**
 * A training step. Loss and precision are measured before the step's update. EMA: exponential moving average.
 *
 * @param model the model's name
 * @param step the step's number, from 0
 * @param epoch the epoch of the batch's last image, from 0
 * @param images images trained so far, this batch included
 * @param batchSize images in this batch
 * @param time the end of the step
 * @param learningRate of this step's update
 * @param loss total loss: cross entropy + regularization loss
 * @param crossEntropy mean over the batch
 * @param regularizationLoss the sum of the L2 terms
 * @param emaLoss EMA of the loss, decay 0.9
 * @param emaCrossEntropy EMA of the cross entropy, decay 0.9
 * @param emaRegularizationLoss EMA of the regularization loss, decay 0.9
 * @param gradientNorm L2 norm of the gradient of the total loss, before the updater
 * @param precision precision@1 (accuracy) of the batch, 0 to 1
 * @param imagesPerSecond batch size over the time since the end of the previous step
 */
@PublicEvolving
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

    /** Returns its duration including input wait, excluding downtime between a stop and a restart. */
    public double seconds() {
        return imagesPerSecond > 0 ? batchSize / imagesPerSecond : 0;
    }
}
