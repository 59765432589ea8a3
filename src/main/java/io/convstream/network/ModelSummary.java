package io.convstream.network;

import java.util.List;
import org.apache.flink.annotation.PublicEvolving;

/**
 * What was to be seen inside a model in one step.
 *
 * @param layers those that learn, in their order
 * @param parameters those that an updater changes, in flat order
 * @param penalties the L2 terms of the loss, in the order of their parameters
 */
@PublicEvolving
public record ModelSummary(List<LayerSummary> layers, List<ParameterSummary> parameters, List<PenaltyTerm> penalties) {

    /**
     * A layer.
     *
     * @param name unique in its network
     * @param sparsity the share of zeros in what it put out, 0 to 1
     * @param activations what it put out
     * @param updateRatio the norm of the step's update over the norm of what was updated, weights and biases together;
     *     0 where these were all zero
     */
    public record LayerSummary(String name, double sparsity, Histogram activations, double updateRatio) {}

    /**
     * A parameter.
     *
     * @param name the layer's and its own, as {@code conv1/weights}
     * @param values before the step's update
     * @param gradients of the total loss, L2 terms included
     */
    public record ParameterSummary(String name, Histogram values, Histogram gradients) {}

    /**
     * An L2 term.
     *
     * @param name the layer's and its own, as {@code local3/weight_loss}
     * @param value before the step's update
     * @param ema its moving average, decay 0.9
     */
    public record PenaltyTerm(String name, double value, double ema) {}
}
