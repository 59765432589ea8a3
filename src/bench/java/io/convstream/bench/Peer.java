package io.convstream.bench;

/** A library that trains the network of a {@link Problem}. */
interface Peer extends AutoCloseable {

    /** Runs a step of SGD on the batch. */
    void train();

    /** Probabilities of the batch with the current parameters, {@code [batch, classes]}. */
    float[] probabilities();

    /** Runs the forward pass that is timed: {@link #probabilities()} without copying parameters. */
    default void infer() {
        probabilities();
    }

    @Override
    default void close() {}
}
