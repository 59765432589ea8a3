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
 * Batch normalization that learns, in one tower of a team. With M pixels in the whole batch, {@code c = x − mean} and
 * {@code s = 1 / √(variance + ε)}: {@code y = c · s · gamma + beta} and
 * {@code dx = s · gamma · (dy − Σdy / M − c · s² · Σ(dy · c) / M)}.
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
            BatchNorm.Rows rows,
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
        INDArray deviation = memory.array(1, x.size(1));
        INDArray factor = memory.array(1, x.size(1));
        double share = 1.0 / ((double) context.batchImages() * x.size(0) / context.images());
        mean = new ColumnAllReduce(context, x, share);
        center = memory.op("subtract", in(x, mean.total()), centered);
        square = memory.op("multiply", in(centered, centered), y);
        variance = new ColumnAllReduce(context, y, share);
        normalize = new ArrayList<>(List.of(
                memory.op("add", in(variance.total(), memory.filled(epsilon, 1)), deviation),
                memory.op("Pow", in(deviation, memory.filled(-0.5, 1)), deviation),
                memory.op("multiply", in(deviation, rows.gamma()), factor),
                memory.op("multiply", in(centered, factor), y),
                memory.op("add", in(y, rows.beta()), y)));
        if (context.isFirst()) {
            follow(memory, decay, mean.total(), rows.mean(), rows.nextMean());
            follow(memory, decay, variance.total(), rows.variance(), rows.nextVariance());
        }
        // y is free once the operations behind have gone backward: it holds dy · c.
        product = memory.op("multiply", in(dy, centered), y);
        meanGradient = new ColumnAllReduce(context, dy, share);
        meanProduct = new ColumnAllReduce(context, y, share);
        backward = new ArrayList<>();
        if (rows.gammaGradient() != null && rows.betaGradient() != null) {
            INDArray whole = memory.filled(1 / share, 1);
            backward.add(memory.op("multiply", in(meanGradient.own(), whole), row(rows.betaGradient())));
            backward.add(memory.op("multiply", in(meanProduct.own(), deviation), row(rows.gammaGradient())));
            backward.add(memory.op("multiply", in(row(rows.gammaGradient()), whole), row(rows.gammaGradient())));
        }
        if (input.hasGradient()) {
            INDArray slope = memory.array(1, x.size(1));
            backward.add(memory.op("multiply", in(meanProduct.total(), deviation), slope));
            backward.add(memory.op("multiply", in(slope, deviation), slope));
            backward.add(memory.op("multiply", in(centered, slope), centered));
            backward.add(memory.op("subtract", in(dy, meanGradient.total()), dy));
            backward.add(memory.op("subtract", in(dy, centered), dy));
            backward.add(memory.op("multiply", in(dy, factor), Activations.rows(input.requireGradient())));
        }
    }

    /** {@code next = decay · running + (1 − decay) · batch}: the learner takes it over when the step has succeeded. */
    private void follow(NativeMemory memory, double decay, INDArray batch, INDArray running, INDArray next) {
        INDArray share = memory.array(batch.shape());
        normalize.add(memory.op("multiply", in(batch, memory.filled(1 - decay, 1)), share));
        normalize.add(memory.op("multiply", in(running, memory.filled(decay, 1)), next));
        normalize.add(memory.op("add", in(next, share), next));
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
