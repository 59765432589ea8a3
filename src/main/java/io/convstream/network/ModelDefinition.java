package io.convstream.network;

import io.convstream.image.Framing;
import io.convstream.image.PictureShape;
import java.io.Serializable;

/**
 * All that a model's parameters after step N depend on, beside the pictures.
 *
 * @param name the model's name in events and files
 * @param configuration the network as the JSON of a DL4J {@code MultiLayerConfiguration}, updaters and learning-rate
 *     schedules included
 * @param framing how much of each picture the network sees
 * @param batchSize pictures in a step
 * @param towers into how many sub-batches a step is split, each computed by one thread; the split decides how sums
 *     round, so it is part of the model and not of the machine
 * @param seed from which initial values and dropout follow
 * @param averageDecay the cap of the parameter averages' decay: min(averageDecay, (1 + step) / (10 + step))
 * @param labelSmoothing the share of the target that is spread evenly over all classes, from 0 to below 1
 * @param shareGpu whether several towers may compute on one GPU
 */
public record ModelDefinition(
        String name,
        String configuration,
        Framing framing,
        int batchSize,
        int towers,
        long seed,
        double averageDecay,
        double labelSmoothing,
        boolean shareGpu)
        implements Serializable {

    /** A model that sees whole pictures, and whose towers need a GPU each, where there are GPUs. */
    public ModelDefinition(
            String name,
            String configuration,
            PictureShape input,
            int batchSize,
            int towers,
            long seed,
            double averageDecay,
            double labelSmoothing) {
        this(name, configuration, Framing.whole(input), batchSize, towers, seed, averageDecay, labelSmoothing, false);
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
        if (!(averageDecay >= 0 && averageDecay < 1)) {
            throw new IllegalArgumentException(
                    "model " + name + ": average decay " + averageDecay + ", but it goes from 0 to below 1");
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException(
                    "model " + name + ": label smoothing " + labelSmoothing + ", but it goes from 0 to below 1");
        }
    }

    /** The shape of a picture as the network takes it. */
    public PictureShape input() {
        return framing.crop();
    }
}
