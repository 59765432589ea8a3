package io.convstream.network;

import static io.convstream.network.Memory.in;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation that learns, in one tower of a team. With M pixels in the whole batch and {@code x̂} the
 * normalised input: {@code dx = gamma / σ · (dy − Σdy / M − x̂ · Σ(dy · x̂) / M)}.
 */
final class BatchNormTraining implements Running {

    private final Signal out;
    private final TeamSum mean;
    private final NativeOp centre;
    private final NativeOp square;
    private final TeamSum variance;
    private final List<NativeOp> normalise;
    private final List<NativeOp> own;
    private final TeamSum meanGradient;
    private final TeamSum meanProduct;
    private final List<NativeOp> gradient;

    BatchNormTraining(Replica replica, BatchNorm.Rows rows, Signal input, Signal out, double epsilon, double decay) {
        this.out = out;
        Memory memory = replica.memory();
        INDArray x = input.rows();
        INDArray y = out.rows();
        INDArray dy = Signal.rows(out.needGradient());
        INDArray normal = memory.array(x.shape());
        INDArray deviation = memory.array(1, x.size(1));
        double share = 1.0 / ((double) replica.teamImages() * x.size(0) / replica.images());
        mean = new TeamSum(replica, x, share);
        centre = memory.op("subtract", in(x, mean.total()), normal);
        square = memory.op("multiply", in(normal, normal), y);
        variance = new TeamSum(replica, y, share);
        normalise = new ArrayList<>(List.of(
                memory.op("add", in(variance.total(), memory.filled(epsilon, 1)), deviation),
                memory.op("Pow", in(deviation, memory.filled(-0.5, 1)), deviation),
                memory.op("multiply", in(normal, deviation), normal),
                memory.op("multiply", in(normal, rows.gamma()), y),
                memory.op("add", in(y, rows.beta()), y)));
        if (replica.isFirst()) {
            follow(memory, decay, mean.total(), rows.mean(), rows.nextMean());
            follow(memory, decay, variance.total(), rows.variance(), rows.nextVariance());
        }
        // y is free once the stages behind have gone backward: it holds dy · x̂.
        NativeOp product = memory.op("multiply", in(dy, normal), y);
        own = gradients(memory, product, y, dy, rows);
        meanGradient = new TeamSum(replica, dy, share);
        meanProduct = new TeamSum(replica, y, share);
        gradient = input.hasGradient()
                ? List.of(
                        memory.op("multiply", in(normal, meanProduct.total()), normal),
                        memory.op("subtract", in(dy, meanGradient.total()), dy),
                        memory.op("subtract", in(dy, normal), dy),
                        memory.op("multiply", in(deviation, rows.gamma()), deviation),
                        memory.op("multiply", in(dy, deviation), Signal.rows(input.needGradient())))
                : List.of();
    }

    /** {@code next = decay · running + (1 − decay) · batch}: the learner takes it over when the step has succeeded. */
    private void follow(Memory memory, double decay, INDArray batch, INDArray running, INDArray next) {
        INDArray share = memory.array(batch.shape());
        normalise.add(memory.op("multiply", in(batch, memory.filled(1 - decay, 1)), share));
        normalise.add(memory.op("multiply", in(running, memory.filled(decay, 1)), next));
        normalise.add(memory.op("add", in(next, share), next));
    }

    private static List<NativeOp> gradients(
            Memory memory, NativeOp product, INDArray products, INDArray dy, BatchNorm.Rows rows) {
        @Nullable INDArray dGamma = rows.gammaGradient();
        @Nullable INDArray dBeta = rows.betaGradient();
        return dGamma == null || dBeta == null
                ? List.of(product)
                : List.of(product, memory.columnSums(products, 1, dGamma), memory.columnSums(dy, 1, dBeta));
    }

    @Override
    public Signal out() {
        return out;
    }

    @Override
    public void forward() {
        mean.run();
        centre.run();
        square.run();
        variance.run();
        normalise.forEach(NativeOp::run);
    }

    @Override
    public void backward() {
        own.forEach(NativeOp::run);
        if (!gradient.isEmpty()) {
            meanGradient.run();
            meanProduct.run();
            gradient.forEach(NativeOp::run);
        }
    }
}
