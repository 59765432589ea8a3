package io.convstream.network;

/** A stage bound to its buffers that is no more than what it does forward and what it does backward. */
record Bound(Signal out, Runnable onForward, Runnable onBackward) implements Running {

    @Override
    public void forward() {
        onForward.run();
    }

    @Override
    public void backward() {
        onBackward.run();
    }
}
