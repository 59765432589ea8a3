package io.convstream.network;

/** A stage bound to the buffers of one replica. */
interface Running {

    Signal out();

    void forward();

    /** From the output's gradient (which it may overwrite): the parameters' gradients and the input's, if wanted. */
    void backward();
}
