package io.convstream.network;

import static io.convstream.network.Memory.in;

import io.convstream.image.PictureShape;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Fully connected: {@code [n, h * w * c] → [n, out]}. */
final class Dense extends Stage {

    private final Parameter weights;
    private final @Nullable Parameter bias;

    Dense(PictureShape in, int units, Parameter weights, @Nullable Parameter bias) {
        super(in, new PictureShape(1, 1, units));
        this.weights = weights;
        this.bias = bias;
    }

    @Override
    List<Parameter> parameters() {
        return bias == null ? List.of(weights) : List.of(weights, bias);
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
        return "dense " + inputShape().size() + "→" + outputShape().channels();
    }

    private final class Bound implements Running {

        private final Signal out;
        private final NativeOp product;
        private final @Nullable NativeOp addBias;
        private final @Nullable NativeOp weightGradient;
        private final @Nullable NativeOp biasGradient;
        private final @Nullable NativeOp inputGradient;

        Bound(Replica replica, Signal input) {
            Memory memory = replica.memory();
            out = replica.signal(outputShape(), true);
            INDArray x = Signal.flat(input.values());
            INDArray y = Signal.flat(out.values());
            INDArray w = replica.value(weights);
            product = memory.product(x, false, w, false, 1, y);
            // xw_plus_b does both, but takes 1.3 times as long.
            addBias = bias == null ? null : memory.op("biasadd", in(y, replica.value(bias)), y);
            INDArray dy = out.hasGradient() ? Signal.flat(out.needGradient()) : null;
            weightGradient = dy == null ? null : memory.product(x, true, dy, false, 1, replica.gradient(weights));
            biasGradient = dy == null || bias == null ? null : memory.columnSums(dy, 1, replica.gradient(bias));
            inputGradient = dy == null || !input.hasGradient()
                    ? null
                    : memory.product(dy, false, w, true, 1, Signal.flat(input.needGradient()));
        }

        @Override
        public Signal out() {
            return out;
        }

        @Override
        public void forward() {
            product.run();
            NativeOp.runIfAny(addBias);
        }

        @Override
        public void backward() {
            NativeOp.runIfAny(weightGradient);
            NativeOp.runIfAny(biasGradient);
            NativeOp.runIfAny(inputGradient);
        }
    }
}
