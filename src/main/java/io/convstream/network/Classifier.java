package io.convstream.network;

import org.nd4j.linalg.api.buffer.DataType;

/**
 * A network that only classifies: forward without dropout, on one thread of its own, in native memory of its own. For
 * one calling thread at a time.
 */
public final class Classifier implements AutoCloseable {

    private final String model;
    private final Network network;
    private final int batchSize;
    private final Towers threads;
    private final Weights weights;
    private final Team team;

    /** A classifier on one thread. */
    public Classifier(ModelDefinition definition, int batchSize) {
        this(definition, batchSize, 1);
    }

    /**
     * Compiles the network; {@link #load} gives it parameters.
     *
     * @param batchSize the most pictures in one call
     * @param towers into how many parts a batch is split, each computed by a thread
     * @throws IllegalArgumentException where the configuration cannot be read or has a layer that we cannot run
     */
    public Classifier(ModelDefinition definition, int batchSize, int towers) {
        this(definition, batchSize, towers, Gpus.ofMachine());
    }

    /** A classifier on some of the GPUs, where there are any. */
    public Classifier(ModelDefinition definition, int batchSize, int towers, Gpus gpus) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a classifier of " + batchSize + " pictures, but it starts at 1");
        }
        this.model = definition.name();
        this.network = Network.of(definition);
        this.batchSize = batchSize;
        var built = new Built();
        try {
            this.threads =
                    built.add(new Towers(model + " classifier", Device.forTowers(towers, true, gpus.evaluation())));
            this.weights = built.add(new Weights(DataType.FLOAT, network, 0));
            this.team = new Team(network, weights, towers, batchSize, definition.seed());
        } catch (RuntimeException | Error e) {
            built.close();
            throw e;
        }
    }

    /** Takes over parameters in the flat order of {@link LearnerState#parameters()}. */
    public void load(float[] parameters) {
        if (parameters.length != network.size()) {
            throw new IllegalArgumentException(
                    "model " + model + ": " + parameters.length + " parameters, but the network has " + network.size());
        }
        weights.load(parameters);
    }

    /**
     * Classifies pictures.
     *
     * @param pictures one picture after the other, {@code [images, height, width, channels]}; may be longer
     * @param images the number of pictures, from 1 to the batch size
     * @return normalised probabilities, {@code [images, classes]}
     */
    public float[] probabilities(float[] pictures, int images) {
        int size = network.input().size();
        if (images < 1 || images > batchSize || pictures.length < images * size) {
            throw new IllegalArgumentException("model " + model + ": " + images + " pictures in " + pictures.length
                    + " values, but it takes 1 to " + batchSize + " pictures of " + size + " values");
        }
        // Always the full batch, the rest of it zeros: the same sums whatever the number of pictures.
        var batch = new float[batchSize * size];
        System.arraycopy(pictures, 0, batch, 0, images * size);
        var all = new float[batchSize * classes()];
        team.classify(threads, batch, all);
        return java.util.Arrays.copyOf(all, images * classes());
    }

    /** The number of classes. */
    public int classes() {
        return network.classes();
    }

    /** Frees the native memory and ends the threads. */
    @Override
    public void close() {
        threads.close();
        team.close();
        weights.close();
    }
}
