package io.convstream.train;

import io.convstream.network.ModelSummary;
import org.apache.flink.annotation.PublicEvolving;

/**
 * A step with histograms of its model, for TensorBoard.
 *
 * @param step the step
 * @param model statistics of layers and parameters
 * @param images the first images of the batch, prepared, {@code [images, height, width, channels]}
 */
@PublicEvolving
public record TrainSummary(TrainStep step, ModelSummary model, float[] images) {}
