package io.convstream.network.operation;

/** A operation bound to the buffers of one context. */
public interface BoundOperation {

    Activations out();

    void forward();

    /** From the output's gradient (which it may overwrite): the parameters' gradients and the input's, if wanted. */
    void backward();
}
