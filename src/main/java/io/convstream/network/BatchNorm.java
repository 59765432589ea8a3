package io.convstream.network;

import static io.convstream.network.Memory.in;

import io.convstream.image.PictureShape;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation over all pixels of the whole batch: the towers add up their sums in a fixed order, so that the
 * split into towers does not change what is computed. Running mean and variance serve when nothing learns.
 */
final class BatchNorm extends Stage {

    private final double epsilon;
    private final double decay;
    private final @Nullable Parameter gamma;
    private final @Nullable Parameter beta;
    private final double fixedGamma;
    private final double fixedBeta;
    private final Parameter mean;
    private final Parameter variance;

    /**
     * @param gamma null where scale and shift are locked at {@code fixedGamma} and {@code fixedBeta}
     * @param beta null with gamma
     */
    BatchNorm(
            PictureShape in,
            double epsilon,
            double decay,
            @Nullable Parameter gamma,
            @Nullable Parameter beta,
            double fixedGamma,
            double fixedBeta,
            Parameter mean,
            Parameter variance) {
        super(in, in);
        this.epsilon = epsilon;
        this.decay = decay;
        this.gamma = gamma;
        this.beta = beta;
        this.fixedGamma = fixedGamma;
        this.fixedBeta = fixedBeta;
        this.mean = mean;
        this.variance = variance;
    }

    @Override
    List<Parameter> parameters() {
        return gamma == null || beta == null ? List.of(mean, variance) : List.of(gamma, beta, mean, variance);
    }

    @Override
    boolean keepsOutput() {
        return false;
    }

    @Override
    String description() {
        return "batch normalisation of " + inputShape().channels() + " channels, epsilon " + epsilon + ", decay "
                + decay + (gamma == null ? ", locked" : "");
    }

    @Override
    Running bind(Replica replica, Signal input) {
        Rows rows = rows(replica);
        return replica.isTraining()
                ? new BatchNormTraining(replica, rows, input, replica.signal(outputShape(), true), epsilon, decay)
                : new Fixed(replica, input, rows);
    }

    private Rows rows(Replica replica) {
        boolean learns = replica.isTraining() && gamma != null && beta != null;
        return new Rows(
                row(replica, gamma, fixedGamma),
                row(replica, beta, fixedBeta),
                learns && gamma != null ? replica.gradient(gamma) : null,
                learns && beta != null ? replica.gradient(beta) : null,
                row(replica, mean, 0),
                row(replica, variance, 0),
                replica.isTraining() ? row(replica.nextStatistics(mean)) : row(replica, mean, 0),
                replica.isTraining() ? row(replica.nextStatistics(variance)) : row(replica, variance, 0));
    }

    /** What belongs to each channel, as rows {@code [1, channels]}. */
    record Rows(
            INDArray gamma,
            INDArray beta,
            @Nullable INDArray gammaGradient,
            @Nullable INDArray betaGradient,
            INDArray mean,
            INDArray variance,
            INDArray nextMean,
            INDArray nextVariance) {}

    private INDArray row(Replica replica, @Nullable Parameter parameter, double fixed) {
        return parameter == null
                ? replica.memory().filled(fixed, 1, inputShape().channels())
                : row(replica.value(parameter));
    }

    private static INDArray row(INDArray vector) {
        return vector.reshape('c', 1, vector.length());
    }

    /** {@code (x − mean) · (gamma / √(variance + ε)) + beta} with the running statistics. */
    private final class Fixed implements Running {

        private final Signal out;
        private final List<NativeOp> ops;

        Fixed(Replica replica, Signal input, Rows rows) {
            Memory memory = replica.memory();
            out = replica.signal(outputShape(), false);
            INDArray factor = memory.array(1, inputShape().channels());
            INDArray y = out.rows();
            ops = List.of(
                    memory.op("add", in(rows.variance(), memory.filled(epsilon, 1)), factor),
                    memory.op("Pow", in(factor, memory.filled(-0.5, 1)), factor),
                    memory.op("multiply", in(factor, rows.gamma()), factor),
                    memory.op("subtract", in(input.rows(), rows.mean()), y),
                    memory.op("multiply", in(y, factor), y),
                    memory.op("add", in(y, rows.beta()), y));
        }

        @Override
        public Signal out() {
            return out;
        }

        @Override
        public void forward() {
            ops.forEach(NativeOp::run);
        }

        @Override
        public void backward() {}
    }
}
