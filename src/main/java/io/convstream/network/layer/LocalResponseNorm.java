package io.convstream.network.layer;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.image.ImageShape;
import io.convstream.network.kernel.FastLocalResponseNorm;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.nd4j.Nd4jRuntime;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BindContext;
import io.convstream.network.operation.BoundOperation;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.SimpleOperation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Local response normalization over channels (Krizhevsky, Sutskever and Hinton, 2012): {@code y = x · u^-β} with
 * {@code u = k + α · Σ x²} over the channels within a radius, {@code dx = dy · u^-β − 2αβ · x · Σ (x · dy · u^-β / u)}.
 *
 * <p>On the CPU with {@code β = 0.75}, {@link FastLocalResponseNorm} computes the gradient and, without AVX-512, the
 * output. ND4J's {@code lrn_bp} is wrong on the CPU (0.235 instead of 0.259 by finite differences), so otherwise the
 * gradient is composed of other operations, with a band matrix for the sums over channels.
 */
public final class LocalResponseNorm extends Operation {

    private final int radius;
    private final double k;
    private final double alpha;
    private final double beta;

    /**
     * Describes the operation.
     *
     * @param radius channels on each side; the window is {@code 2 · radius + 1}
     */
    public LocalResponseNorm(ImageShape in, int radius, double k, double alpha, double beta) {
        super(in, in);
        this.radius = radius;
        this.k = k;
        this.alpha = alpha;
        this.beta = beta;
    }

    @Override
    public BoundOperation bind(BindContext context, Activations input) {
        boolean fast = beta == FastLocalResponseNorm.BETA && input.values().dataType() == DataType.FLOAT;
        if (fast) {
            return fast(context, input);
        }
        return input.hasGradient() ? new Composed(context, input) : forwardOnly(context, input);
    }

    @Override
    public String description() {
        return "response normalization, window " + (2 * radius + 1) + ", k " + k + ", alpha " + alpha + ", beta "
                + beta;
    }

    /**
     * {@code [channels, channels]}: {@code factor} where the distance of two channels is at most the radius, else 0.
     */
    private INDArray band(NativeMemory memory, double factor) {
        int channels = inputShape().channels();
        INDArray band = memory.array(channels, channels);
        for (int i = 0; i < channels; i++) {
            for (int j = Math.max(0, i - radius); j <= Math.min(channels - 1, i + radius); j++) {
                band.putScalar(i, j, factor);
            }
        }
        return band;
    }

    private BoundOperation fast(BindContext context, Activations input) {
        Activations out = context.activations(outputShape(), input.hasGradient());
        INDArray x = input.values();
        var fast = new FastLocalResponseNorm(x.shape(), radius, k, alpha);
        Runnable forward =
                Nd4jRuntime.hasAvx512() ? forward(context.memory(), input, out)::run : fast.forward(x, out.values());
        Runnable backward =
                input.hasGradient() ? fast.backward(x, out.requireGradient(), input.requireGradient()) : () -> {};
        return new SimpleOperation(out, forward, backward);
    }

    private BoundOperation forwardOnly(BindContext context, Activations input) {
        Activations out = context.activations(outputShape(), false);
        return new SimpleOperation(out, forward(context.memory(), input, out)::run, () -> {});
    }

    private NativeOp forward(NativeMemory memory, Activations input, Activations out) {
        return memory.op("lrn", in(input.values()), out.values()).iArgs(radius).tArgs(k, alpha, beta);
    }

    /** Forward and backward pass composed of element-wise operations and products with a band matrix. */
    private final class Composed implements BoundOperation {

        private final Activations out;
        private final NativeOp[] sumSquares;
        private final Runnable powers;
        private final NativeOp scale;
        private final NativeOp[] backward;

        Composed(BindContext context, Activations input) {
            NativeMemory memory = context.memory();
            out = context.activations(outputShape(), true);
            INDArray x = input.rows();
            INDArray y = out.rows();
            INDArray power = memory.array(x.shape());
            INDArray sums = memory.array(x.shape());
            sumSquares = new NativeOp[] {
                memory.op("multiply", in(x, x), power),
                memory.product(power, false, band(memory, alpha), false, 1, sums)
            };
            powers = powers(memory, sums, power);
            scale = memory.op("multiply", in(x, power), y);
            backward = backward(memory, x, y, sums, power, out.requireGradient(), input.requireGradient());
        }

        private Runnable powers(NativeMemory memory, INDArray sums, INDArray power) {
            NativeOp add = memory.op("add", in(sums, memory.filled(k, 1)), sums);
            NativeOp raise = memory.op("Pow", in(sums, memory.filled(-beta, 1)), power);
            return () -> {
                add.run();
                raise.run();
            };
        }

        private NativeOp[] backward(
                NativeMemory memory, INDArray x, INDArray y, INDArray u, INDArray power, INDArray dy, INDArray dx) {
            INDArray g = Activations.rows(dy);
            INDArray d = Activations.rows(dx);
            // y and u are not needed any more: reuse them for intermediate terms.
            return new NativeOp[] {
                memory.op("multiply", in(g, y), y),
                memory.op("divide", in(y, u), y),
                memory.product(y, false, band(memory, 2 * alpha * beta), false, 1, u),
                memory.op("multiply", in(x, u), u),
                memory.op("multiply", in(g, power), g),
                memory.op("subtract", in(g, u), d)
            };
        }

        @Override
        public Activations out() {
            return out;
        }

        @Override
        public void forward() {
            sumSquares[0].run();
            sumSquares[1].run();
            powers.run();
            scale.run();
        }

        @Override
        public void backward() {
            for (NativeOp op : backward) {
                op.run();
            }
        }
    }
}
