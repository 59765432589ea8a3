package io.convstream.network.layer;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.image.ImageShape;
import io.convstream.network.kernel.Im2ColConvolution;
import io.convstream.network.kernel.WinogradConvolution;
import io.convstream.network.nd4j.NativeOp;
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

/**
 * Convolution {@code [images, height, width, in] → [images, height', width', out]}. The first layer runs as
 * im2col if it has few channels, others run as Winograd convolution if they have many and it takes less than half of the
 * multiplications; all else is ND4J's {@code conv2d}.
 */
public final class Convolution extends Operation {

    private final KernelGeometry geometry;
    private final @Nullable Parameter bias;
    private final Parameter weights;

    /**
     * Describes the operation.
     *
     * @param channels number of outputs
     * @param bias null for none
     * @param weights {@code [kernel height, kernel width, in, out]}
     */
    public Convolution(
            ImageShape in, int channels, KernelGeometry geometry, @Nullable Parameter bias, Parameter weights) {
        super(in, geometry.out(in, channels));
        this.geometry = geometry;
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
        if (!input.hasGradient() && inputShape().channels() <= Im2ColConvolution.MAX_CHANNELS) {
            return new Im2ColConvolution(context, geometry, input, out, weights, bias);
        }
        return WinogradConvolution.filter(geometry, inputShape(), outputShape())
                .<BoundOperation>map(filter ->
                        new WinogradConvolution(context, filter, geometry.padding(), input, out, weights, bias))
                .orElseGet(() -> nd4j(context, input, out));
    }

    @Override
    public String description() {
        return "convolution " + geometry + " " + inputShape().channels() + "→"
                + outputShape().channels();
    }

    private Runnable nd4jBackward(BindContext context, Activations input, Activations out) {
        INDArray db = bias == null ? null : context.gradient(bias);
        INDArray dw = context.gradient(weights);
        INDArray x = input.values();
        INDArray dx =
                input.hasGradient() ? input.requireGradient() : context.memory().array(x.shape());
        INDArray w = context.value(weights);
        NativeOp op = bias == null || db == null
                ? context.memory().op("conv2d_bp", in(x, w, out.requireGradient()), dx, dw)
                : context.memory().op("conv2d_bp", in(x, w, context.value(bias), out.requireGradient()), dx, dw, db);
        return op.iArgs(geometry.arguments(1, 0))::run;
    }

    private BoundOperation nd4j(BindContext context, Activations input, Activations out) {
        INDArray w = context.value(weights);
        INDArray[] inputs = bias == null ? in(input.values(), w) : in(input.values(), w, context.value(bias));
        NativeOp forward = context.memory().op("conv2d", inputs, out.values()).iArgs(geometry.arguments(1, 0));
        return new SimpleOperation(
                out, forward::run, context.isTraining() ? nd4jBackward(context, input, out) : () -> {});
    }
}
