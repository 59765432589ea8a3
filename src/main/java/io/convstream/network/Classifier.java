package io.convstream.network;

import io.convstream.network.engine.Device;
import io.convstream.network.engine.ReplicaGroup;
import io.convstream.network.engine.SharedParameters;
import io.convstream.network.engine.TowerThreads;
import io.convstream.network.nd4j.OwnedResources;
import io.convstream.network.plan.NetworkPlan;
import org.apache.flink.annotation.PublicEvolving;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A network that only classifies: forward without dropout, on one thread of its own, in native memory of its own. For
 * one calling thread at a time.
 */
@PublicEvolving
public final class Classifier implements AutoCloseable {

    private final String model;
    private final NetworkPlan plan;
    private final int batchSize;
    private final TowerThreads threads;
    private final SharedParameters weights;
    private final ReplicaGroup group;

    /** A classifier on one thread. */
    public Classifier(ModelDefinition definition, int batchSize) {
        this(definition, batchSize, 1);
    }

    /**
     * Compiles the network; {@link #load} gives it parameters.
     *
     * @param batchSize the most images in one call
     * @param towers into how many parts a batch is split, each computed by a thread
     * @throws IllegalArgumentException where the configuration cannot be read or has a layer that we cannot run
     */
    public Classifier(ModelDefinition definition, int batchSize, int towers) {
        this(definition, batchSize, towers, Gpus.ofMachine());
    }

    /** A classifier on some of the GPUs, where there are any. */
    public Classifier(ModelDefinition definition, int batchSize, int towers, Gpus gpus) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a classifier of " + batchSize + " images, but it starts at 1");
        }
        this.model = definition.name();
        this.plan = definition.plan();
        this.batchSize = batchSize;
        var built = new OwnedResources();
        try {
            this.threads = built.add(
                    new TowerThreads(model + " classifier", Device.forTowers(towers, true, gpus.evaluation())));
            this.weights = built.add(new SharedParameters(DataType.FLOAT, plan, 0));
            this.group = new ReplicaGroup(plan, weights, towers, batchSize, definition.seed());
        } catch (RuntimeException | Error e) {
            built.close();
            throw e;
        }
    }

    /** Takes over parameters in the flat order of {@link TrainerState#parameters()}. */
    public void load(float[] parameters) {
        if (parameters.length != plan.size()) {
            throw new IllegalArgumentException(
                    "model " + model + ": " + parameters.length + " parameters, but the network has " + plan.size());
        }
        weights.load(parameters);
    }

    /**
     * Classifies images.
     *
     * @param pixels one image after the other, {@code [images, height, width, channels]}; may be longer
     * @param images the number of images, from 1 to the batch size
     * @return normalized probabilities, {@code [images, classes]}
     */
    public float[] probabilities(float[] pixels, int images) {
        int size = plan.input().size();
        if (images < 1 || images > batchSize || pixels.length < images * size) {
            throw new IllegalArgumentException("model " + model + ": " + images + " images in " + pixels.length
                    + " values, but it takes 1 to " + batchSize + " images of " + size + " values");
        }
        // Always the full batch, the rest of it zeros: the same sums whatever the number of images.
        var batch = new float[batchSize * size];
        System.arraycopy(pixels, 0, batch, 0, images * size);
        var all = new float[batchSize * classes()];
        group.classify(threads, batch, all);
        return java.util.Arrays.copyOf(all, images * classes());
    }

    /** The number of classes. */
    public int classes() {
        return plan.classes();
    }

    /** Frees the native memory and ends the threads. */
    @Override
    public void close() {
        threads.close();
        group.close();
        weights.close();
    }
}
