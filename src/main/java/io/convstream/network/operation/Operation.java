package io.convstream.network.operation;

import io.convstream.image.ImageShape;
import java.util.List;

/** An operation of a plan: its shapes and parameters, not yet bound to memory. */
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

    /** The parameters in DL4J's order within the layer. */
    public List<Parameter> parameters() {
        return List.of();
    }

    /** Whether {@link BoundOperation#backward()} reads the output, so that the next operation must not overwrite it. */
    public boolean keepsOutput() {
        return true;
    }

    /** Allocates the output and all buffers in the replica's memory. */
    public abstract BoundOperation bind(BindContext context, Activations input);

    /**
     * Kind and sizes, such as "convolution 5x5 stride 1 same 3→64". Networks with equal descriptions are compatible.
     */
    public abstract String description();
}
