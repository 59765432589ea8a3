package io.convstream.network;

import static io.convstream.network.Memory.in;

import io.convstream.image.PictureShape;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution {@code [n, h, w, in] → [n, h', w', out]}. */
final class Convolution extends Stage {

    private final Window window;
    private final @Nullable Parameter bias;
    private final Parameter weights;

    Convolution(PictureShape in, int channels, Window window, @Nullable Parameter bias, Parameter weights) {
        super(in, window.out(in, channels));
        this.window = window;
        this.bias = bias;
        this.weights = weights;
    }

    @Override
    List<Parameter> parameters() {
        return bias == null ? List.of(weights) : List.of(bias, weights);
    }

    @Override
    boolean keepsOutput() {
        return false;
    }

    @Override
    Running bind(Replica replica, Signal input) {
        Signal out = replica.signal(outputShape(), true);
        return Native.isOnCpu()
                ? Winograd.filter(window, inputShape(), outputShape())
                        .<Running>map(
                                filter -> new Winograd(replica, filter, window.padding(), input, out, weights, bias))
                        .orElseGet(() -> new Bound(replica, input, out))
                : new Bound(replica, input, out);
    }

    @Override
    String description() {
        return "convolution " + window + " " + inputShape().channels() + "→"
                + outputShape().channels();
    }

    private Runnable gradients(Replica replica, Signal input, Signal out) {
        INDArray db = bias == null ? null : replica.gradient(bias);
        INDArray dw = replica.gradient(weights);
        if (!input.hasGradient()) {
            return new WeightGradient(replica.memory(), window, input.values(), out.needGradient(), dw, db)::run;
        }
        INDArray x = input.values();
        INDArray dx = input.needGradient();
        INDArray w = replica.value(weights);
        NativeOp op = bias == null || db == null
                ? replica.memory().op("conv2d_bp", in(x, w, out.needGradient()), dx, dw)
                : replica.memory().op("conv2d_bp", in(x, w, replica.value(bias), out.needGradient()), dx, dw, db);
        return op.integers(window.arguments(1, 0))::run;
    }

    private final class Bound implements Running {

        private final Signal out;
        private final NativeOp forward;
        private final Runnable backward;

        Bound(Replica replica, Signal input, Signal out) {
            this.out = out;
            INDArray w = replica.value(weights);
            INDArray[] inputs = bias == null ? in(input.values(), w) : in(input.values(), w, replica.value(bias));
            forward = replica.memory().op("conv2d", inputs, out.values()).integers(window.arguments(1, 0));
            backward = replica.isTraining() ? gradients(replica, input, out) : () -> {};
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
            backward.run();
        }
    }
}
