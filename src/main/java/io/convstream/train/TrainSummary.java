package io.convstream.train;

import io.convstream.network.ModelSummary;

/**
 * What was to be seen in one step beyond what each step tells.
 *
 * @param step what the step told
 * @param inside the model's layers and parameters
 * @param images the first of the batch as the network saw them, {@code [images, height, width, channels]}
 */
public record TrainSummary(TrainStep step, ModelSummary inside, float[] images) {}
