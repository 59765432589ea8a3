package io.convstream.network;

import static io.convstream.network.Memory.in;

import io.convstream.image.PictureShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarAdd;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.strict.GELU;
import org.nd4j.linalg.api.ops.impl.transforms.strict.GELUDerivative;
import org.nd4j.linalg.factory.Nd4j;

/** A function of each value. */
final class Activation extends Stage {

    /** The functions that we do. */
    enum Function {
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
     * @param slope of a leaky relu below zero
     * @param mayOverwrite whether the stage before does not need its output any more
     */
    Activation(PictureShape in, Function function, double slope, boolean mayOverwrite) {
        super(in, in);
        this.function = function;
        this.slope = slope;
        this.inPlace = mayOverwrite && function == Function.RELU;
    }

    boolean isRelu() {
        return function == Function.RELU;
    }

    /** The same function on what a stage puts out. */
    Activation after(Stage stage) {
        return new Activation(stage.outputShape(), function, slope, !stage.keepsOutput());
    }

    @Override
    Running bind(Replica replica, Signal input) {
        Signal out = inPlace ? input : replica.signal(outputShape(), input.hasGradient());
        return new Bound(
                out,
                forward(replica.memory(), input.values(), out.values()),
                input.hasGradient() ? backward(replica.memory(), input, out) : () -> {});
    }

    @Override
    String description() {
        return function.name().toLowerCase(java.util.Locale.ROOT) + (slope == 0 ? "" : " " + slope);
    }

    private Runnable forward(Memory memory, INDArray x, INDArray y) {
        return switch (function) {
            case RELU -> memory.op("relu", in(x), y).reals(0)::run;
            case LEAKY_RELU -> leaky(memory, x, y, x);
            case TANH -> memory.op("tanh", in(x), y)::run;
            case SIGMOID -> memory.op("sigmoid", in(x), y)::run;
            case GELU -> run(new GELU(x, y));
        };
    }

    private Runnable backward(Memory memory, Signal input, Signal out) {
        INDArray x = input.values();
        INDArray dy = out.needGradient();
        INDArray dx = input.needGradient();
        return switch (function) {
            case RELU -> {
                // relu_bp takes 5.4 ms for 2.4 million values, a step function and a product 0.9.
                INDArray slopes = memory.array(x.shape());
                yield both(run(new Step(out.values(), slopes, 0.0)), memory.op("multiply", in(dy, slopes), dx)::run);
            }
            case LEAKY_RELU -> leaky(memory, x, dx, dy);
            case TANH -> memory.op("tanh_bp", in(x, dy), dx)::run;
            case SIGMOID -> memory.op("sigmoid_bp", in(x, dy), dx)::run;
            case GELU -> slopes(memory, new GELUDerivative(x, memory.array(x.shape())), dy, dx);
        };
    }

    private static Runnable slopes(Memory memory, Op slopes, INDArray dy, INDArray dx) {
        return both(run(slopes), memory.op("multiply", in(slopes.z(), dy), dx)::run);
    }

    /** {@code result = (slope + (1 − slope) · [x > 0]) · factor}; {@code lrelu} itself is ten times slower. */
    private Runnable leaky(Memory memory, INDArray x, INDArray result, INDArray factor) {
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
