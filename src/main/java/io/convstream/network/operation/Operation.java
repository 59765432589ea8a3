package io.convstream.network.operation;

import io.convstream.image.ImageShape;
import java.util.List;

/** One operation of the plan with its shapes and parameters, before it is bound to memory. */
public abstract class Operation {

    private final ImageShape in;
    private final ImageShape out;

    public Operation(ImageShape in, ImageShape out) {
        this.in = in;
        this.out = out;
    }

    public final ImageShape inputShape() {
        return in;
    }

    public final ImageShape outputShape() {
        return out;
    }

    /** In DL4J's order within the layer. */
    public List<Parameter> parameters() {
        return List.of();
    }

    /** Whether {@link BoundOperation#backward()} reads the output, so that the next operation must not overwrite it. */
    public boolean keepsOutput() {
        return true;
    }

    /** Binds the operation: allocates what it needs in the replica's memory. */
    public abstract BoundOperation bind(BindContext context, Activations input);

    /** What it is, for messages that compare two networks: "convolution 5x5x3→64". */
    public abstract String description();
}
