package io.convstream.network.layer;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BindContext;
import io.convstream.network.operation.BoundOperation;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalization in training, for one tower's share of the batch. With M pixels in the whole batch,
 * {@code c = x − mean} and {@code s = 1 / √(variance + ε)}:
 *
 * <pre>
 * y      = c · s · gamma + beta
 * dbeta  = Σ dy
 * dgamma = Σ dy · c · s
 * dx     = s · gamma · (dy − Σ dy / M − c · s² · Σ(dy · c) / M)
 * </pre>
 *
 * <p>Mean, variance and the two sums of {@code dx} are over all towers; {@code dbeta} and {@code dgamma} over this one.
 */
final class BatchNormTraining implements BoundOperation {

    private final Activations out;
    private final ColumnAllReduce mean;
    private final NativeOp center;
    private final NativeOp square;
    private final ColumnAllReduce variance;
    private final List<NativeOp> normalize;
    private final NativeOp product;
    private final ColumnAllReduce meanGradient;
    private final ColumnAllReduce meanProduct;
    private final List<NativeOp> backward;

    BatchNormTraining(
            BindContext context,
            BatchNorm.ChannelVectors vectors,
            Activations input,
            Activations out,
            double epsilon,
            double decay) {
        this.out = out;
        NativeMemory memory = context.memory();
        INDArray x = input.rows();
        INDArray y = out.rows();
        INDArray dy = Activations.rows(out.requireGradient());
        INDArray centered = memory.array(x.shape());
        INDArray inverseDeviation = memory.array(1, x.size(1));
        INDArray factor = memory.array(1, x.size(1));
        double reciprocal = 1.0 / ((double) context.batchImages() * x.size(0) / context.images());
        mean = new ColumnAllReduce(context, x, reciprocal);
        center = memory.op("subtract", in(x, mean.total()), centered);
        square = memory.op("multiply", in(centered, centered), y);
        variance = new ColumnAllReduce(context, y, reciprocal);
        normalize = new ArrayList<>(List.of(
                memory.op("add", in(variance.total(), memory.filled(epsilon, 1)), inverseDeviation),
                memory.op("Pow", in(inverseDeviation, memory.filled(-0.5, 1)), inverseDeviation),
                memory.op("multiply", in(inverseDeviation, vectors.gamma()), factor),
                memory.op("multiply", in(centered, factor), y),
                memory.op("add", in(y, vectors.beta()), y)));
        if (context.isFirst()) {
            updateRunning(memory, decay, mean.total(), vectors.mean(), vectors.nextMean());
            updateRunning(memory, decay, variance.total(), vectors.variance(), vectors.nextVariance());
        }
        // The following operations no longer need y in the backward pass: reuse it for dy · c.
        product = memory.op("multiply", in(dy, centered), y);
        meanGradient = new ColumnAllReduce(context, dy, reciprocal);
        meanProduct = new ColumnAllReduce(context, y, reciprocal);
        backward = new ArrayList<>();
        if (vectors.gammaGradient() != null && vectors.betaGradient() != null) {
            INDArray pixels = memory.filled(1 / reciprocal, 1);
            backward.add(memory.op("multiply", in(meanGradient.own(), pixels), row(vectors.betaGradient())));
            backward.add(memory.op("multiply", in(meanProduct.own(), inverseDeviation), row(vectors.gammaGradient())));
            backward.add(memory.op("multiply", in(row(vectors.gammaGradient()), pixels), row(vectors.gammaGradient())));
        }
        if (input.hasGradient()) {
            INDArray slope = memory.array(1, x.size(1));
            backward.add(memory.op("multiply", in(meanProduct.total(), inverseDeviation), slope));
            backward.add(memory.op("multiply", in(slope, inverseDeviation), slope));
            backward.add(memory.op("multiply", in(centered, slope), centered));
            backward.add(memory.op("subtract", in(dy, meanGradient.total()), dy));
            backward.add(memory.op("subtract", in(dy, centered), dy));
            backward.add(memory.op("multiply", in(dy, factor), Activations.rows(input.requireGradient())));
        }
    }

    /**
     * Computes {@code next = decay · running + (1 − decay) · batch}, which replaces {@code running} if the step
     * succeeds.
     */
    private void updateRunning(NativeMemory memory, double decay, INDArray batch, INDArray running, INDArray next) {
        INDArray weighted = memory.array(batch.shape());
        normalize.add(memory.op("multiply", in(batch, memory.filled(1 - decay, 1)), weighted));
        normalize.add(memory.op("multiply", in(running, memory.filled(decay, 1)), next));
        normalize.add(memory.op("add", in(next, weighted), next));
    }

    private static INDArray row(INDArray vector) {
        return vector.reshape('c', 1, vector.length());
    }

    @Override
    public Activations out() {
        return out;
    }

    @Override
    public void forward() {
        mean.run();
        center.run();
        square.run();
        variance.run();
        normalize.forEach(NativeOp::run);
    }

    @Override
    public void backward() {
        product.run();
        meanGradient.run();
        meanProduct.run();
        backward.forEach(NativeOp::run);
    }
}
