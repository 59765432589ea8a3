package io.convstream.network;

import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import io.convstream.network.plan.NetworkPlan;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Definition of a model: with the images, it determines the parameters after step N to the bit.
 *
 * @param name in events and files
 * @param configuration JSON of a DL4J {@code MultiLayerConfiguration} or {@code ComputationGraphConfiguration},
 *     including updaters and learning rate schedules
 * @param framing the part of each image that the network sees
 * @param batchSize images per step
 * @param towers number of parts of a batch, each computed by one thread, from 1 to the batch size; it determines the
 *     rounding of sums, so it belongs to the model, not to the machine
 * @param seed of initial parameters and dropout
 * @param emaDecay maximum decay of the parameters' moving average (EMA), from 0 to below 1; the decay of a step is
 *     min(emaDecay, (1 + step) / (10 + step))
 * @param labelSmoothing share of the target that is spread evenly over all classes, from 0 to below 1
 * @param lookaheadSteps length of the training with look-ahead, which takes the place of {@code emaDecay}; 0: without
 * @param engine what computes it
 */
@PublicEvolving
public record ModelDefinition(
        String name,
        String configuration,
        Framing framing,
        int batchSize,
        int towers,
        long seed,
        double emaDecay,
        double labelSmoothing,
        long lookaheadSteps,
        Engine engine)
        implements Serializable {

    /** Defines a model without look-ahead. */
    public ModelDefinition(
            String name,
            String configuration,
            Framing framing,
            int batchSize,
            int towers,
            long seed,
            double emaDecay,
            double labelSmoothing,
            Engine engine) {
        this(name, configuration, framing, batchSize, towers, seed, emaDecay, labelSmoothing, 0, engine);
    }

    /** Defines a model that sees whole images. */
    public ModelDefinition(
            String name,
            String configuration,
            ImageShape input,
            int batchSize,
            int towers,
            long seed,
            double emaDecay,
            double labelSmoothing) {
        this(name, configuration, Framing.whole(input), batchSize, towers, seed, emaDecay, labelSmoothing, Engine.AUTO);
    }

    public ModelDefinition {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a model needs a name");
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException(
                    "model " + name + ": batch size " + batchSize + ", but it must be at least 1");
        }
        if (towers < 1 || towers > batchSize) {
            throw new IllegalArgumentException("model " + name + ": " + towers
                    + " towers, but there must be from 1 to the batch size " + batchSize);
        }
        if (!(emaDecay >= 0 && emaDecay < 1)) {
            throw new IllegalArgumentException(
                    "model " + name + ": EMA decay " + emaDecay + ", but it must be from 0 to below 1");
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException(
                    "model " + name + ": label smoothing " + labelSmoothing + ", but it must be from 0 to below 1");
        }
        if (lookaheadSteps < 0) {
            throw new IllegalArgumentException(
                    "model " + name + ": look-ahead over " + lookaheadSteps + " steps, but it must be at least 0");
        }
    }

    /**
     * Makes a model with its hyperparameters.
     *
     * @param network the JSON of a DL4J configuration; its updater and schedule are replaced
     * @throws IllegalArgumentException if it is not
     */
    public static ModelDefinition of(
            String name,
            String network,
            Framing framing,
            int batchSize,
            int towers,
            long seed,
            Hyperparameters training) {
        return new ModelDefinition(
                name,
                training.apply(network),
                framing,
                batchSize,
                towers,
                seed,
                training.emaDecay(),
                training.labelSmoothing(),
                training.refinements().lookahead() ? training.steps() : 0,
                Engine.AUTO);
    }

    /** Shape of the network's input. */
    public ImageShape input() {
        return framing.crop();
    }

    /** @throws IllegalArgumentException naming the layer, if no engine supports the network */
    NetworkPlan plan() {
        return NetworkPlan.of(name, configuration, input());
    }
}
