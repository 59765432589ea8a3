package io.convstream.network.layer;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.image.ImageShape;
import io.convstream.network.kernel.Im2ColConvolution;
import io.convstream.network.kernel.WinogradConvolution;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.nd4j.Nd4jRuntime;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BindContext;
import io.convstream.network.operation.BoundOperation;
import io.convstream.network.operation.KernelGeometry;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import io.convstream.network.operation.SimpleOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolution {@code [n, h, w, in] → [n, h', w', out]}. */
public final class Convolution extends Operation {

    private final KernelGeometry window;
    private final @Nullable Parameter bias;
    private final Parameter weights;

    public Convolution(
            ImageShape in, int channels, KernelGeometry window, @Nullable Parameter bias, Parameter weights) {
        super(in, window.out(in, channels));
        this.window = window;
        this.bias = bias;
        this.weights = weights;
    }

    @Override
    public List<Parameter> parameters() {
        return bias == null ? List.of(weights) : List.of(bias, weights);
    }

    @Override
    public boolean keepsOutput() {
        return false;
    }

    @Override
    public BoundOperation bind(BindContext context, Activations input) {
        Activations out = context.activations(outputShape(), true);
        if (!Nd4jRuntime.isOnCpu()) {
            return direct(context, input, out);
        }
        if (!input.hasGradient() && inputShape().channels() < WinogradConvolution.CHANNELS) {
            return new Im2ColConvolution(context, window, input, out, weights, bias);
        }
        return WinogradConvolution.filter(window, inputShape(), outputShape())
                .<BoundOperation>map(
                        filter -> new WinogradConvolution(context, filter, window.padding(), input, out, weights, bias))
                .orElseGet(() -> direct(context, input, out));
    }

    @Override
    public String description() {
        return "convolution " + window + " " + inputShape().channels() + "→"
                + outputShape().channels();
    }

    private Runnable gradients(BindContext context, Activations input, Activations out) {
        INDArray db = bias == null ? null : context.gradient(bias);
        INDArray dw = context.gradient(weights);
        INDArray x = input.values();
        INDArray dx =
                input.hasGradient() ? input.requireGradient() : context.memory().array(x.shape());
        INDArray w = context.value(weights);
        NativeOp op = bias == null || db == null
                ? context.memory().op("conv2d_bp", in(x, w, out.requireGradient()), dx, dw)
                : context.memory().op("conv2d_bp", in(x, w, context.value(bias), out.requireGradient()), dx, dw, db);
        return op.iArgs(window.arguments(1, 0))::run;
    }

    private BoundOperation direct(BindContext context, Activations input, Activations out) {
        INDArray w = context.value(weights);
        INDArray[] inputs = bias == null ? in(input.values(), w) : in(input.values(), w, context.value(bias));
        NativeOp forward = context.memory().op("conv2d", inputs, out.values()).iArgs(window.arguments(1, 0));
        return new SimpleOperation(out, forward::run, context.isTraining() ? gradients(context, input, out) : () -> {});
    }
}
