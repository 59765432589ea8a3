package io.convstream.network;

import io.convstream.image.PictureShape;
import java.util.List;

/** One operation of the plan with its shapes and parameters, before it is bound to memory. */
abstract class Stage {

    private final PictureShape in;
    private final PictureShape out;

    Stage(PictureShape in, PictureShape out) {
        this.in = in;
        this.out = out;
    }

    final PictureShape inputShape() {
        return in;
    }

    final PictureShape outputShape() {
        return out;
    }

    /** In DL4J's order within the layer. */
    List<Parameter> parameters() {
        return List.of();
    }

    /** Whether {@link Running#backward()} reads the output, so that the next stage must not overwrite it. */
    boolean keepsOutput() {
        return true;
    }

    /** Binds the stage: allocates what it needs in the replica's memory. */
    abstract Running bind(Replica replica, Signal input);

    /** What it is, for messages that compare two networks: "convolution 5x5x3→64". */
    abstract String description();
}
