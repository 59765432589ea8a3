package io.convstream.network.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a trainer needs of a network that learns: one step on a batch, and the state out. Parameters are in the flat
 * order of the network's plan, whichever engine runs it. For one calling thread at a time.
 */
public interface TrainingEngine extends AutoCloseable {

    /** Number of penalty terms of the loss. */
    int penaltyTerms();

    /** Learning rate of a step, from 0, before its factor. */
    double learningRate(int step);

    /**
     * Runs a step: forward and backward pass, update of the parameters and their moving averages. If the loss, the
     * gradient or an updated parameter is not finite, nothing changes.
     *
     * @param rateFactor factor of the learning rate
     * @param averaging of the updated parameters
     * @param observer of this step, if any
     */
    Outcome step(int step, Batch batch, double rateFactor, Averaging averaging, @Nullable StepObserver observer);

    /** A copy of the state. */
    State state();

    @Override
    void close();

    /**
     * A batch of images.
     *
     * @param pixels of the images from {@code firstImage} on, {@code [images, height, width, channels]}, standardized; may be
     *     longer
     * @param labels class indices of these images, from 0; may be longer
     * @param firstImage index in the batch of the first image given; 0 on the first worker
     * @param images number of images of the whole batch
     */
    record Batch(float[] pixels, int[] labels, int firstImage, int images) {}

    /**
     * Outcome of a step, measured before its update.
     *
     * @param crossEntropy mean over the batch, with label smoothing
     * @param correct number of images classified correctly, by label
     * @param penalties value of each penalty term
     * @param gradientNorm Euclidean norm of the gradient of the total loss
     * @param nonFinite what is not finite, in which case nothing has changed; empty if the step succeeded
     */
    record Outcome(double crossEntropy, int[] correct, double[] penalties, double gradientNorm, String nonFinite) {}

    /**
     * Parameters and what belongs to them.
     *
     * @param parameters in flat order
     * @param averages moving average of each parameter, in flat order
     * @param updater state of the updaters, block by block in flat order; empty if they have none
     */
    record State(float[] parameters, float[] averages, float[] updater) {}
}
