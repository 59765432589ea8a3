package io.convstream.network;

import static io.convstream.network.Memory.in;

import io.convstream.image.PictureShape;
import org.jspecify.annotations.Nullable;

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
        return new Bound(replica, input);
    }

    @Override
    String description() {
        return (max ? "max" : "average") + " pooling " + window;
    }

    private final class Bound implements Running {

        private final Signal out;
        private final NativeOp forward;
        private final @Nullable NativeOp backward;

        Bound(Replica replica, Signal input) {
            String op = max ? "maxpool2d" : "avgpool2d";
            long[] arguments = window.arguments(countPadding ? 1 : 0, 1);
            out = replica.signal(outputShape(), input.hasGradient());
            forward = replica.memory().op(op, in(input.values()), out.values()).integers(arguments);
            backward = input.hasGradient()
                    ? replica.memory()
                            .op(op + "_bp", in(input.values(), out.needGradient()), input.needGradient())
                            .integers(arguments)
                    : null;
        }

        @Override
        public Signal out() {
            return out;
        }

        @Override
        public void forward() {
            forward.run();
        }

        @Override
        public void backward() {
            NativeOp.runIfAny(backward);
        }
    }
}
