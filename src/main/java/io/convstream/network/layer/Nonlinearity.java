package io.convstream.network.layer;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.image.ImageShape;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BindContext;
import io.convstream.network.operation.BoundOperation;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.SimpleOperation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarAdd;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;

/** Element-wise activation function; input and output have the same shape. */
public final class Nonlinearity extends Operation {

    /** The supported functions. */
    public enum Function {
        RELU,
        LEAKY_RELU,
        TANH,
        SIGMOID,
        GELU
    }

    private final Function function;
    private final double slope;
    private final boolean inPlace;

    /**
     * Describes the operation.
     *
     * @param slope of a leaky ReLU for negative values; else 0
     * @param mayOverwrite whether the previous operation does not need its output for the backward pass
     */
    public Nonlinearity(ImageShape in, Function function, double slope, boolean mayOverwrite) {
        super(in, in);
        this.function = function;
        this.slope = slope;
        this.inPlace = mayOverwrite && function == Function.RELU;
    }

    public boolean isRelu() {
        return function == Function.RELU;
    }

    /** The same function applied to the output of an operation. */
    public Nonlinearity after(Operation operation) {
        return new Nonlinearity(operation.outputShape(), function, slope, !operation.keepsOutput());
    }

    @Override
    public BoundOperation bind(BindContext context, Activations input) {
        if (function == Function.GELU) {
            return new Gelu(context.memory(), input, context.activations(outputShape(), input.hasGradient()));
        }
        Activations out = inPlace ? input : context.activations(outputShape(), input.hasGradient());
        return new SimpleOperation(
                out,
                forward(context.memory(), input.values(), out.values()),
                input.hasGradient() ? backward(context.memory(), input, out) : () -> {});
    }

    @Override
    public String description() {
        return function.name().toLowerCase(java.util.Locale.ROOT) + (slope == 0 ? "" : " " + slope);
    }

    private Runnable forward(NativeMemory memory, INDArray x, INDArray y) {
        return switch (function) {
            case RELU -> memory.op("relu", in(x), y).tArgs(0)::run;
            case LEAKY_RELU -> leaky(memory, x, y, x);
            case TANH -> memory.op("tanh", in(x), y)::run;
            case SIGMOID -> memory.op("sigmoid", in(x), y)::run;
            case GELU -> throw new IllegalStateException("GELU is bound on its own");
        };
    }

    private Runnable backward(NativeMemory memory, Activations input, Activations out) {
        INDArray x = input.values();
        INDArray dy = out.requireGradient();
        INDArray dx = input.requireGradient();
        return switch (function) {
            case RELU -> {
                // relu_bp takes 5.4 ms for 2.4 million values; a step function and a product take 0.9 ms.
                INDArray slopes = memory.array(x.shape());
                yield both(run(new Step(out.values(), slopes, 0.0)), memory.op("multiply", in(dy, slopes), dx)::run);
            }
            case LEAKY_RELU -> leaky(memory, x, dx, dy);
            case TANH -> memory.op("tanh_bp", in(x, dy), dx)::run;
            case SIGMOID -> memory.op("sigmoid_bp", in(x, dy), dx)::run;
            case GELU -> throw new IllegalStateException("GELU is bound on its own");
        };
    }

    /** {@code result = (slope + (1 − slope) · [x > 0]) · factor}; {@code lrelu} takes ten times as long. */
    private Runnable leaky(NativeMemory memory, INDArray x, INDArray result, INDArray factor) {
        INDArray slopes = memory.array(x.shape());
        Runnable step = run(new Step(x, slopes, 0.0));
        Runnable scale = run(new ScalarMultiplication(slopes, null, slopes, 1 - slope));
        Runnable shift = run(new ScalarAdd(slopes, null, slopes, slope));
        return both(both(step, scale), both(shift, memory.op("multiply", in(slopes, factor), result)::run));
    }

    private static Runnable both(Runnable first, Runnable second) {
        return () -> {
            first.run();
            second.run();
        };
    }

    private static Runnable run(Op op) {
        return () -> Nd4j.exec(op);
    }
}
