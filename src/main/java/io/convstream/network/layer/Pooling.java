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

/**
 * Max or average pooling {@code [images, height, width, channels] → [images, height', width', channels]}; global
 * pooling if the kernel is as large as the image.
 */
public final class Pooling extends Operation {

    private final KernelGeometry geometry;
    private final boolean max;
    private final boolean countPadding;

    /**
     * Describes the operation.
     *
     * @param max whether to take the maximum instead of the average
     * @param countPadding whether an average includes the zeros of the padding
     */
    public Pooling(ImageShape in, KernelGeometry geometry, boolean max, boolean countPadding) {
        super(in, geometry.out(in, in.channels()));
        this.geometry = geometry;
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
        if (max && input.values().dataType() == DataType.FLOAT && !Nd4jRuntime.hasAvx512()) {
            return new MaxPooling(geometry, inputShape(), outputShape(), input, out);
        }
        String op = max ? "maxpool2d" : "avgpool2d";
        long[] arguments = geometry.arguments(countPadding ? 1 : 0, 1);
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
        return (max ? "max" : "average") + " pooling " + geometry;
    }
}
