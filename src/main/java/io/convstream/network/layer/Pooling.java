package io.convstream.network.layer;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.image.ImageShape;
import io.convstream.network.kernel.MaxPooling;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.nd4j.Nd4jRuntime;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BindContext;
import io.convstream.network.operation.BoundOperation;
import io.convstream.network.operation.KernelGeometry;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.SimpleOperation;
import org.nd4j.linalg.api.buffer.DataType;

/** Maximum or average over a window; with the whole image as window also global pooling. */
public final class Pooling extends Operation {

    private final KernelGeometry window;
    private final boolean max;
    private final boolean countPadding;

    /**
     * Pooling of each channel.
     *
     * @param countPadding whether an average counts the padding's zeros
     */
    public Pooling(ImageShape in, KernelGeometry window, boolean max, boolean countPadding) {
        super(in, window.out(in, in.channels()));
        this.window = window;
        this.max = max;
        this.countPadding = countPadding;
    }

    public boolean isMax() {
        return max;
    }

    @Override
    public boolean keepsOutput() {
        return false;
    }

    @Override
    public BoundOperation bind(BindContext context, Activations input) {
        Activations out = context.activations(outputShape(), input.hasGradient());
        if (max && input.values().dataType() == DataType.FLOAT && Nd4jRuntime.isOnCpu() && !Nd4jRuntime.hasAvx512()) {
            return new MaxPooling(window, inputShape(), outputShape(), input, out);
        }
        String op = max ? "maxpool2d" : "avgpool2d";
        long[] arguments = window.arguments(countPadding ? 1 : 0, 1);
        NativeOp forward =
                context.memory().op(op, in(input.values()), out.values()).iArgs(arguments);
        NativeOp backward = input.hasGradient()
                ? context.memory()
                        .op(op + "_bp", in(input.values(), out.requireGradient()), input.requireGradient())
                        .iArgs(arguments)
                : null;
        return new SimpleOperation(out, forward::run, () -> NativeOp.runIfPresent(backward));
    }

    @Override
    public String description() {
        return (max ? "max" : "average") + " pooling " + window;
    }
}
