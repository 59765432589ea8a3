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
        if (!Native.isOnCpu()) {
            return direct(replica, input, out);
        }
        if (!input.hasGradient() && inputShape().channels() < Winograd.CHANNELS) {
            return new PatchConvolution(replica, window, input, out, weights, bias);
        }
        return Winograd.filter(window, inputShape(), outputShape())
                .<Running>map(filter -> new Winograd(replica, filter, window.padding(), input, out, weights, bias))
                .orElseGet(() -> direct(replica, input, out));
    }

    @Override
    String description() {
        return "convolution " + window + " " + inputShape().channels() + "→"
                + outputShape().channels();
    }

    private Runnable gradients(Replica replica, Signal input, Signal out) {
        INDArray db = bias == null ? null : replica.gradient(bias);
        INDArray dw = replica.gradient(weights);
        INDArray x = input.values();
        INDArray dx =
                input.hasGradient() ? input.needGradient() : replica.memory().array(x.shape());
        INDArray w = replica.value(weights);
        NativeOp op = bias == null || db == null
                ? replica.memory().op("conv2d_bp", in(x, w, out.needGradient()), dx, dw)
                : replica.memory().op("conv2d_bp", in(x, w, replica.value(bias), out.needGradient()), dx, dw, db);
        return op.integers(window.arguments(1, 0))::run;
    }

    private Running direct(Replica replica, Signal input, Signal out) {
        INDArray w = replica.value(weights);
        INDArray[] inputs = bias == null ? in(input.values(), w) : in(input.values(), w, replica.value(bias));
        NativeOp forward = replica.memory().op("conv2d", inputs, out.values()).integers(window.arguments(1, 0));
        return new Bound(out, forward::run, replica.isTraining() ? gradients(replica, input, out) : () -> {});
    }
}
