package io.convstream.network.engine;

/** What a classifier needs of a network: parameters in, probabilities out. For one calling thread at a time. */
public interface InferenceEngine extends AutoCloseable {

    /** Copies parameters, in flat order, to the network. */
    void load(float[] parameters);

    /**
     * Classifies a full batch, without dropout.
     *
     * @param pixels {@code [batch, height, width, channels]}, standardized
     * @return probabilities, {@code [batch, classes]}
     */
    float[] probabilities(float[] pixels);

    @Override
    void close();
}
