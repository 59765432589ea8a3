package io.convstream.train;

import io.convstream.network.StepResult;
import java.time.Instant;

/**
 * One training step, as it is told downstream. Loss and precision are those before the step's update.
 *
 * @param model the model's name
 * @param step the step's number, from 0
 * @param epoch the epoch of the batch's last picture, from 0
 * @param images pictures trained so far, this batch included
 * @param batch pictures in this batch
 * @param time when the step ended
 * @param learningRate of this step's update
 * @param loss total loss: cross entropy + penalty
 * @param crossEntropy mean over the batch
 * @param penalty the sum of the L2 terms
 * @param averagedLoss moving average of the total, decay 0.9
 * @param averagedCrossEntropy likewise
 * @param averagedPenalty likewise
 * @param gradientNorm the Euclidean norm of the total loss's gradient, before the updater
 * @param precision the share of the batch that was classified rightly, 0 to 1
 * @param imagesPerSecond this batch's pictures over the time since the previous step ended
 */
public record TrainStep(
        String model,
        long step,
        int epoch,
        long images,
        int batch,
        Instant time,
        double learningRate,
        double loss,
        double crossEntropy,
        double penalty,
        double averagedLoss,
        double averagedCrossEntropy,
        double averagedPenalty,
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
                result.averagedLoss(),
                result.averagedCrossEntropy(),
                result.averagedPenalty(),
                result.gradientNorm(),
                (double) result.correct() / result.images(),
                result.images() / seconds);
    }

    /** How long it took, the wait for its pictures included; what lies between an end and a restart does not count. */
    public double seconds() {
        return imagesPerSecond > 0 ? batch / imagesPerSecond : 0;
    }
}
