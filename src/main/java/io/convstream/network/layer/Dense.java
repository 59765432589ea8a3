package io.convstream.network.layer;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.image.ImageShape;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BindContext;
import io.convstream.network.operation.BoundOperation;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Dense (fully connected) layer: {@code [images, height * width * channels] → [images, units]}. */
public final class Dense extends Operation {

    private final Parameter weights;
    private final @Nullable Parameter bias;

    /** @param weights {@code [inputs, units]} */
    public Dense(ImageShape in, int units, Parameter weights, @Nullable Parameter bias) {
        super(in, new ImageShape(1, 1, units));
        this.weights = weights;
        this.bias = bias;
    }

    @Override
    public List<Parameter> parameters() {
        return bias == null ? List.of(weights) : List.of(weights, bias);
    }

    @Override
    public boolean keepsOutput() {
        return false;
    }

    @Override
    public BoundOperation bind(BindContext context, Activations input) {
        return new BoundDense(context, input);
    }

    @Override
    public String description() {
        return "dense " + inputShape().size() + "→" + outputShape().channels();
    }

    private final class BoundDense implements BoundOperation {

        private final Activations out;
        private final NativeOp product;
        private final @Nullable NativeOp addBias;
        private final @Nullable NativeOp weightGradient;
        private final @Nullable NativeOp biasGradient;
        private final @Nullable NativeOp inputGradient;

        BoundDense(BindContext context, Activations input) {
            NativeMemory memory = context.memory();
            out = context.activations(outputShape(), true);
            INDArray x = Activations.flat(input.values());
            INDArray y = Activations.flat(out.values());
            INDArray w = context.value(weights);
            product = memory.product(x, false, w, false, 1, y);
            // xw_plus_b would do both, but takes 1.3 times as long.
            addBias = bias == null ? null : memory.op("biasadd", in(y, context.value(bias)), y);
            INDArray dy = out.hasGradient() ? Activations.flat(out.requireGradient()) : null;
            weightGradient = dy == null ? null : memory.product(x, true, dy, false, 1, context.gradient(weights));
            biasGradient = dy == null || bias == null ? null : memory.columnSums(dy, 1, context.gradient(bias));
            inputGradient = dy == null || !input.hasGradient()
                    ? null
                    : memory.product(dy, false, w, true, 1, Activations.flat(input.requireGradient()));
        }

        @Override
        public Activations out() {
            return out;
        }

        @Override
        public void forward() {
            product.run();
            NativeOp.runIfPresent(addBias);
        }

        @Override
        public void backward() {
            NativeOp.runIfPresent(weightGradient);
            NativeOp.runIfPresent(biasGradient);
            NativeOp.runIfPresent(inputGradient);
        }
    }
}
