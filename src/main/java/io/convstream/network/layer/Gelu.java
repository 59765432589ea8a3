package io.convstream.network.layer;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.network.kernel.FastGelu;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BoundOperation;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarAdd;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.factory.Nd4j;

/**
 * GELU with a sigmoid (Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016, arXiv:1606.08415, section 2): {@code y = x · s},
 * {@code s = σ(1.702 · x)}, {@code dy/dx = s · (1 + 1.702 · (x − y))}. ND4J's derivative is NaN above about 26.
 */
final class Gelu implements BoundOperation {

    private final Activations out;
    private final List<Runnable> forward;
    private final List<Runnable> backward;

    Gelu(NativeMemory memory, Activations input, Activations out) {
        this.out = out;
        INDArray x = input.values();
        INDArray y = out.values();
        if (memory.type() == DataType.FLOAT) {
            var gelu = new FastGelu();
            forward = List.of(gelu.forward(x, y));
            backward = input.hasGradient()
                    ? List.of(gelu.backward(x, out.requireGradient(), input.requireGradient()))
                    : List.of();
            return;
        }
        INDArray s = input.hasGradient() ? memory.array(x.shape()) : y;
        forward = List.of(
                run(new ScalarMultiplication(x, null, s, FastGelu.FACTOR)),
                memory.op("sigmoid", in(s), s)::run,
                multiply(memory, x, s, y));
        backward = input.hasGradient() ? backward(memory, input, s) : List.of();
    }

    private List<Runnable> backward(NativeMemory memory, Activations input, INDArray s) {
        INDArray dx = input.requireGradient();
        NativeOp difference = memory.op("subtract", in(input.values(), out.values()), dx);
        return List.of(
                difference::run,
                run(new ScalarMultiplication(dx, null, dx, FastGelu.FACTOR)),
                run(new ScalarAdd(dx, null, dx, 1)),
                multiply(memory, dx, s, dx),
                multiply(memory, dx, out.requireGradient(), dx));
    }

    private static Runnable multiply(NativeMemory memory, INDArray a, INDArray b, INDArray product) {
        return memory.op("multiply", in(a, b), product)::run;
    }

    private static Runnable run(Op op) {
        return () -> Nd4j.exec(op);
    }

    @Override
    public Activations out() {
        return out;
    }

    @Override
    public void forward() {
        forward.forEach(Runnable::run);
    }

    @Override
    public void backward() {
        backward.forEach(Runnable::run);
    }
}
