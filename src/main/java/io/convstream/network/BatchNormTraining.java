package io.convstream.network;

import static io.convstream.network.Memory.in;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation that learns, in one tower of a team. With M pixels in the whole batch, {@code c = x − mean} and
 * {@code s = 1 / √(variance + ε)}: {@code y = c · s · gamma + beta} and
 * {@code dx = s · gamma · (dy − Σdy / M − c · s² · Σ(dy · c) / M)}.
 */
final class BatchNormTraining implements Running {

    private final Signal out;
    private final TeamSum mean;
    private final NativeOp centre;
    private final NativeOp square;
    private final TeamSum variance;
    private final List<NativeOp> normalise;
    private final NativeOp product;
    private final TeamSum meanGradient;
    private final TeamSum meanProduct;
    private final List<NativeOp> backward;

    BatchNormTraining(Replica replica, BatchNorm.Rows rows, Signal input, Signal out, double epsilon, double decay) {
        this.out = out;
        Memory memory = replica.memory();
        INDArray x = input.rows();
        INDArray y = out.rows();
        INDArray dy = Signal.rows(out.needGradient());
        INDArray centred = memory.array(x.shape());
        INDArray deviation = memory.array(1, x.size(1));
        INDArray factor = memory.array(1, x.size(1));
        double share = 1.0 / ((double) replica.teamImages() * x.size(0) / replica.images());
        mean = new TeamSum(replica, x, share);
        centre = memory.op("subtract", in(x, mean.total()), centred);
        square = memory.op("multiply", in(centred, centred), y);
        variance = new TeamSum(replica, y, share);
        normalise = new ArrayList<>(List.of(
                memory.op("add", in(variance.total(), memory.filled(epsilon, 1)), deviation),
                memory.op("Pow", in(deviation, memory.filled(-0.5, 1)), deviation),
                memory.op("multiply", in(deviation, rows.gamma()), factor),
                memory.op("multiply", in(centred, factor), y),
                memory.op("add", in(y, rows.beta()), y)));
        if (replica.isFirst()) {
            follow(memory, decay, mean.total(), rows.mean(), rows.nextMean());
            follow(memory, decay, variance.total(), rows.variance(), rows.nextVariance());
        }
        // y is free once the stages behind have gone backward: it holds dy · c.
        product = memory.op("multiply", in(dy, centred), y);
        meanGradient = new TeamSum(replica, dy, share);
        meanProduct = new TeamSum(replica, y, share);
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
            backward.add(memory.op("multiply", in(centred, slope), centred));
            backward.add(memory.op("subtract", in(dy, meanGradient.total()), dy));
            backward.add(memory.op("subtract", in(dy, centred), dy));
            backward.add(memory.op("multiply", in(dy, factor), Signal.rows(input.needGradient())));
        }
    }

    /** {@code next = decay · running + (1 − decay) · batch}: the learner takes it over when the step has succeeded. */
    private void follow(Memory memory, double decay, INDArray batch, INDArray running, INDArray next) {
        INDArray share = memory.array(batch.shape());
        normalise.add(memory.op("multiply", in(batch, memory.filled(1 - decay, 1)), share));
        normalise.add(memory.op("multiply", in(running, memory.filled(decay, 1)), next));
        normalise.add(memory.op("add", in(next, share), next));
    }

    private static INDArray row(INDArray vector) {
        return vector.reshape('c', 1, vector.length());
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
        product.run();
        meanGradient.run();
        meanProduct.run();
        backward.forEach(NativeOp::run);
    }
}
