package io.convstream.network.layer;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.image.ImageShape;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.operation.Activations;
import io.convstream.network.operation.BindContext;
import io.convstream.network.operation.BoundOperation;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalization over all pixels of the whole batch: the towers add up their sums in a fixed order, so that the
 * split into towers does not change what is computed. Running mean and variance serve when nothing learns.
 */
public final class BatchNorm extends Operation {

    private final double epsilon;
    private final double decay;
    private final @Nullable Parameter gamma;
    private final @Nullable Parameter beta;
    private final double fixedGamma;
    private final double fixedBeta;
    private final Parameter mean;
    private final Parameter variance;

    /**
     * Batch normalization over the last dimension.
     *
     * @param gamma null where scale and shift are locked at {@code fixedGamma} and {@code fixedBeta}
     * @param beta null with gamma
     */
    public BatchNorm(
            ImageShape in,
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
    public List<Parameter> parameters() {
        return gamma == null || beta == null ? List.of(mean, variance) : List.of(gamma, beta, mean, variance);
    }

    @Override
    public boolean keepsOutput() {
        return false;
    }

    @Override
    public String description() {
        return "batch normalization of " + inputShape().channels() + " channels, epsilon " + epsilon + ", decay "
                + decay + (gamma == null ? ", locked" : "");
    }

    @Override
    public BoundOperation bind(BindContext context, Activations input) {
        Rows rows = rows(context);
        return context.isTraining()
                ? new BatchNormTraining(context, rows, input, context.activations(outputShape(), true), epsilon, decay)
                : new Fixed(context, input, rows);
    }

    private Rows rows(BindContext context) {
        boolean learns = context.isTraining() && gamma != null && beta != null;
        return new Rows(
                row(context, gamma, fixedGamma),
                row(context, beta, fixedBeta),
                learns && gamma != null ? context.gradient(gamma) : null,
                learns && beta != null ? context.gradient(beta) : null,
                row(context, mean, 0),
                row(context, variance, 0),
                context.isTraining() ? row(context.nextStatistics(mean)) : row(context, mean, 0),
                context.isTraining() ? row(context.nextStatistics(variance)) : row(context, variance, 0));
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

    private INDArray row(BindContext context, @Nullable Parameter parameter, double fixed) {
        return parameter == null
                ? context.memory().filled(fixed, 1, inputShape().channels())
                : row(context.value(parameter));
    }

    private static INDArray row(INDArray vector) {
        return vector.reshape('c', 1, vector.length());
    }

    /** {@code (x − mean) · (gamma / √(variance + ε)) + beta} with the running statistics. */
    private final class Fixed implements BoundOperation {

        private final Activations out;
        private final List<NativeOp> ops;

        Fixed(BindContext context, Activations input, Rows rows) {
            NativeMemory memory = context.memory();
            out = context.activations(outputShape(), false);
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
        public Activations out() {
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
