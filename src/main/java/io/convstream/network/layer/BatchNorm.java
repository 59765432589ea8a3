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
 * Batch normalization of each channel of {@code [images, height, width, channels]} (Ioffe and Szegedy, "Batch
 * Normalization", 2015, arXiv:1502.03167). Training uses the statistics of the whole batch, all-reduced over the towers
 * in a fixed order, so the number of towers changes only the rounding. Inference uses the running mean and variance.
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
     * Describes the operation.
     *
     * @param epsilon added to the variance
     * @param decay weight of the previous value of the running statistics
     * @param gamma scale; null if scale and shift are locked at {@code fixedGamma} and {@code fixedBeta}
     * @param beta shift; null if and only if gamma is
     * @param mean running mean
     * @param variance running variance
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
        ChannelVectors vectors = vectors(context);
        return context.isTraining()
                ? new BatchNormTraining(
                        context, vectors, input, context.activations(outputShape(), true), epsilon, decay)
                : new Inference(context, input, vectors);
    }

    private ChannelVectors vectors(BindContext context) {
        boolean hasGradients = context.isTraining() && gamma != null && beta != null;
        return new ChannelVectors(
                row(context, gamma, fixedGamma),
                row(context, beta, fixedBeta),
                hasGradients && gamma != null ? context.gradient(gamma) : null,
                hasGradients && beta != null ? context.gradient(beta) : null,
                row(context, mean, 0),
                row(context, variance, 0),
                context.isTraining() ? row(context.nextStatistics(mean)) : row(context, mean, 0),
                context.isTraining() ? row(context.nextStatistics(variance)) : row(context, variance, 0));
    }

    /** Parameters and statistics, each {@code [1, channels]}. */
    record ChannelVectors(
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
    private final class Inference implements BoundOperation {

        private final Activations out;
        private final List<NativeOp> ops;

        Inference(BindContext context, Activations input, ChannelVectors vectors) {
            NativeMemory memory = context.memory();
            out = context.activations(outputShape(), false);
            INDArray factor = memory.array(1, inputShape().channels());
            INDArray y = out.rows();
            ops = List.of(
                    memory.op("add", in(vectors.variance(), memory.filled(epsilon, 1)), factor),
                    memory.op("Pow", in(factor, memory.filled(-0.5, 1)), factor),
                    memory.op("multiply", in(factor, vectors.gamma()), factor),
                    memory.op("subtract", in(input.rows(), vectors.mean()), y),
                    memory.op("multiply", in(y, factor), y),
                    memory.op("add", in(y, vectors.beta()), y));
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
