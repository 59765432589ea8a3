package io.convstream.bench;

/** A library that trains the {@link Problem}. */
interface Peer extends AutoCloseable {

    /** One step of plain gradient descent on all images. */
    void train();

    /** {@code [batch, classes]}, normalized, with the weights as they are now. */
    float[] probabilities();

    /** What is timed: as {@link #probabilities()}, without bringing the weights there first. */
    default void infer() {
        probabilities();
    }

    @Override
    default void close() {}
}
