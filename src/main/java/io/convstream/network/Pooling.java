package io.convstream.network;

import static io.convstream.network.Memory.in;

import io.convstream.image.PictureShape;
import org.nd4j.linalg.api.buffer.DataType;

/** Maximum or average over a window; with the whole picture as window also global pooling. */
final class Pooling extends Stage {

    private final Window window;
    private final boolean max;
    private final boolean countPadding;

    /** @param countPadding whether an average counts the padding's zeros */
    Pooling(PictureShape in, Window window, boolean max, boolean countPadding) {
        super(in, window.out(in, in.channels()));
        this.window = window;
        this.max = max;
        this.countPadding = countPadding;
    }

    boolean isMax() {
        return max;
    }

    @Override
    boolean keepsOutput() {
        return false;
    }

    @Override
    Running bind(Replica replica, Signal input) {
        Signal out = replica.signal(outputShape(), input.hasGradient());
        if (max && input.values().dataType() == DataType.FLOAT && Native.isOnCpu() && !Native.hasAvx512()) {
            return new MaxPooling(window, inputShape(), outputShape(), input, out);
        }
        String op = max ? "maxpool2d" : "avgpool2d";
        long[] arguments = window.arguments(countPadding ? 1 : 0, 1);
        NativeOp forward =
                replica.memory().op(op, in(input.values()), out.values()).integers(arguments);
        NativeOp backward = input.hasGradient()
                ? replica.memory()
                        .op(op + "_bp", in(input.values(), out.needGradient()), input.needGradient())
                        .integers(arguments)
                : null;
        return new Bound(out, forward::run, () -> NativeOp.runIfAny(backward));
    }

    @Override
    String description() {
        return (max ? "max" : "average") + " pooling " + window;
    }
}
