package io.convstream.network.operation;

/** A operation bound to its buffers that is no more than what it does forward and what it does backward. */
public record SimpleOperation(Activations out, Runnable onForward, Runnable onBackward) implements BoundOperation {

    @Override
    public void forward() {
        onForward.run();
    }

    @Override
    public void backward() {
        onBackward.run();
    }
}
