package io.convstream.network.operation;

/** An operation bound to the memory of one replica. For one thread at a time. */
public interface BoundOperation {

    /** The output, in the same buffers at every step. */
    Activations out();

    /** Computes the output from the input and the parameters. */
    void forward();

    /**
     * Computes the gradients of the parameters, and of the input if it has one, from the gradient of the output, which
     * it may overwrite. Call it after {@link #forward()}.
     */
    void backward();
}
