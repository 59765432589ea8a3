package io.convstream.network;

import io.convstream.network.engine.InferenceEngine;
import io.convstream.network.plan.NetworkPlan;
import java.util.Arrays;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Inference of a network: forward pass without dropout, with threads and native memory of its own. For one calling
 * thread at a time.
 */
@PublicEvolving
public final class Classifier implements AutoCloseable {

    private final String model;
    private final NetworkPlan plan;
    private final int batchSize;
    private final InferenceEngine engine;

    /** Creates a classifier with one tower. */
    public Classifier(ModelDefinition definition, int batchSize) {
        this(definition, batchSize, 1);
    }

    /**
     * Creates the network. Its parameters are zero until {@link #load}.
     *
     * @param batchSize maximum number of images in a call
     * @param towers number of parts of a batch, each computed by one thread
     * @throws IllegalArgumentException naming the layer, if the network is not supported
     */
    public Classifier(ModelDefinition definition, int batchSize, int towers) {
        this(definition, batchSize, towers, Gpus.ofMachine());
    }

    /** Creates a classifier on the first evaluation GPU, if there are GPUs. */
    public Classifier(ModelDefinition definition, int batchSize, int towers, Gpus gpus) {
        if (batchSize < 1) {
            throw new IllegalArgumentException(
                    "a classifier's batch size is " + batchSize + ", but it must be at least 1");
        }
        this.model = definition.name();
        this.plan = definition.plan();
        this.batchSize = batchSize;
        this.engine = Engines.inference(definition, plan, batchSize, towers, gpus);
    }

    /**
     * Copies parameters to native memory.
     *
     * @param values in the flat order of {@link TrainerState#parameters()}
     * @throws IllegalArgumentException if their number is not the network's
     */
    public void load(float[] values) {
        if (values.length != plan.size()) {
            throw new IllegalArgumentException(
                    "model " + model + ": " + values.length + " parameters, but the network has " + plan.size());
        }
        engine.load(values);
    }

    /**
     * Classifies images.
     *
     * @param pixels {@code [images, height, width, channels]}, standardized; may be longer
     * @param images number of images, from 1 to the batch size
     * @return probabilities, {@code [images, classes]}; each image's sum to 1
     * @throws IllegalArgumentException if the number of images or the size is out of range
     */
    public float[] probabilities(float[] pixels, int images) {
        int size = plan.input().size();
        if (images < 1 || images > batchSize || pixels.length < images * size) {
            throw new IllegalArgumentException("model " + model + ": " + images + " images in " + pixels.length
                    + " values, but it takes 1 to " + batchSize + " images of " + size + " values");
        }
        // A full batch, padded with zeros: the rounding does not depend on the number of images.
        var batch = new float[batchSize * size];
        System.arraycopy(pixels, 0, batch, 0, images * size);
        return Arrays.copyOf(engine.probabilities(batch), images * classes());
    }

    /** Number of classes. */
    public int classes() {
        return plan.classes();
    }

    /** Ends the threads and frees the native memory. */
    @Override
    public void close() {
        engine.close();
    }
}
