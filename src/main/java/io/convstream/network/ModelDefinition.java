package io.convstream.network;

import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import io.convstream.network.plan.NetworkPlan;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/**
 * All that a model's parameters after step N depend on, beside the images.
 *
 * @param name the model's name in events and files
 * @param configuration the network as the JSON of a DL4J {@code MultiLayerConfiguration}, updaters and learning-rate
 *     schedules included
 * @param framing how much of each image the network sees
 * @param batchSize images in a step
 * @param towers into how many sub-batches a step is split, each computed by one thread; the split decides how sums
 *     round, so it is part of the model and not of the machine
 * @param seed from which initial values and dropout follow
 * @param emaDecay the cap of the parameter averages' decay: min(emaDecay, (1 + step) / (10 + step))
 * @param labelSmoothing the share of the target that is spread evenly over all classes, from 0 to below 1
 * @param shareGpu whether several towers may compute on one GPU
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
        boolean shareGpu)
        implements Serializable {

    /** A model that sees whole images, and whose towers need a GPU each, where there are GPUs. */
    public ModelDefinition(
            String name,
            String configuration,
            ImageShape input,
            int batchSize,
            int towers,
            long seed,
            double emaDecay,
            double labelSmoothing) {
        this(name, configuration, Framing.whole(input), batchSize, towers, seed, emaDecay, labelSmoothing, false);
    }

    public ModelDefinition {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a model needs a name");
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("model " + name + ": batch size " + batchSize + ", but it starts at 1");
        }
        if (towers < 1 || towers > batchSize) {
            throw new IllegalArgumentException(
                    "model " + name + ": " + towers + " towers, but they go from 1 to the batch size " + batchSize);
        }
        if (!(emaDecay >= 0 && emaDecay < 1)) {
            throw new IllegalArgumentException(
                    "model " + name + ": average decay " + emaDecay + ", but it goes from 0 to below 1");
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException(
                    "model " + name + ": label smoothing " + labelSmoothing + ", but it goes from 0 to below 1");
        }
    }

    /**
     * Makes a model with its hyperparameters.
     *
     * @param network the JSON of a DL4J {@code MultiLayerConfiguration}; its updater and schedule are replaced
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
                false);
    }

    /** The shape of an image as the network takes it. */
    public ImageShape input() {
        return framing.crop();
    }

    /** @throws IllegalArgumentException naming the layer, if the network is not supported */
    NetworkPlan plan() {
        return NetworkPlan.of(name, configuration, input());
    }
}
