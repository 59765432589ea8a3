package io.convstream.network.operation;

/** Bound operation that consists of two tasks. */
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
