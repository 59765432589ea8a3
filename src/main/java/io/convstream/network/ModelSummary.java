package io.convstream.network;

import java.util.List;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Histograms and norms of one training step.
 *
 * @param layers trainable layers, in order
 * @param parameters trainable parameters, in flat order
 * @param penalties L2 terms of the loss, in the order of their parameters
 */
@PublicEvolving
public record ModelSummary(List<LayerSummary> layers, List<ParameterSummary> parameters, List<PenaltyTerm> penalties) {

    /**
     * Summary of a layer.
     *
     * @param name unique in its network
     * @param sparsity fraction of its activations that are zero, 0 to 1
     * @param activations histogram of its output for the batch
     * @param updateRatio norm of the update divided by the norm of the parameters before it, weights and biases
     *     together; 0 if the parameters are zero
     */
    public record LayerSummary(String name, double sparsity, Histogram activations, double updateRatio) {}

    /**
     * Summary of a parameter.
     *
     * @param name qualified with the layer's: {@code conv1/weights}
     * @param values histogram before the update
     * @param gradients histogram of the gradient of the total loss, including L2 terms
     */
    public record ParameterSummary(String name, Histogram values, Histogram gradients) {}

    /**
     * Value of an L2 term.
     *
     * @param name qualified with the layer's: {@code local3/weight_loss}
     * @param value before the update
     * @param ema moving average of the value, decay 0.9
     */
    public record PenaltyTerm(String name, double value, double ema) {}
}
