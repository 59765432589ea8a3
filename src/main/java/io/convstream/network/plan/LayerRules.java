package io.convstream.network.plan;

import io.convstream.image.ImageShape;
import io.convstream.network.layer.Nonlinearity;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import io.convstream.network.operation.UncompilableException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;
import org.nd4j.linalg.schedule.FixedSchedule;

/** Supported settings of a layer, and how they apply to its parameters. */
final class LayerRules {

    private LayerRules() {}

    static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }

    /** Requires what the compiled engine has. */
    static void support(boolean holds, String sentence) {
        if (!holds) {
            throw new UncompilableException(sentence);
        }
    }

    /** @throws IllegalArgumentException if a setting is not supported but affects training */
    static void check(Layer layer) {
        support(layer.getConstraints() == null || layer.getConstraints().isEmpty(), "constraints are not supported");
        if (layer instanceof BaseLayer base) {
            support(base.getWeightNoise() == null, "weight noise is not supported");
            GradientNormalization clipping = base.getGradientNormalization();
            support(
                    clipping == null || clipping == GradientNormalization.None,
                    "gradient normalization " + clipping + " is not supported");
        }
    }

    /** The probability that dropout retains a value. */
    static double retainProbability(IDropout dropout) {
        if (!(dropout instanceof org.deeplearning4j.nn.conf.dropout.Dropout plain)) {
            throw new UncompilableException(
                    "dropout of the kind " + dropout.getClass().getSimpleName() + " is not supported");
        }
        support(plain.getPSchedule() == null, "a schedule for dropout is not supported");
        require(
                plain.getP() > 0 && plain.getP() <= 1,
                "dropout retains " + plain.getP() + ", but it must be above 0 and at most 1");
        return plain.getP();
    }

    /** Weights with the layer's L2 term and updater. */
    static Parameter weights(Layer layer, String key, long[] shape, IntUnaryOperator dl4j) {
        return new Parameter(
                key, shape, l2(layer.getRegularizationByParam(key)), updater(layer.getUpdaterByParam(key)), dl4j);
    }

    /** A bias with the layer's bias L2 term and, if set, bias updater. */
    static Parameter bias(Layer layer, int size) {
        return weights(layer, "b", new long[] {size}, i -> i);
    }

    /** Scale of batch normalization: the layer's updater, no L2 term. */
    static Parameter scale(BaseLayer layer, long[] shape) {
        return new Parameter("gamma", shape, 0, updater(layer.getIUpdater()), i -> i);
    }

    /** Shift of batch normalization: as the scale, or with the layer's bias updater and bias L2 term. */
    static Parameter shift(BaseLayer layer, long[] shape) {
        boolean own = layer.getBiasUpdater() != null;
        double l2 = own ? l2(layer.getRegularizationBias()) : 0;
        return new Parameter("beta", shape, l2, updater(own ? layer.getBiasUpdater() : layer.getIUpdater()), i -> i);
    }

    /** A running mean or variance. */
    static Parameter statistics(String key, long[] shape) {
        return new Parameter(key, shape, 0, null, i -> i);
    }

    private static IUpdater updater(@Nullable IUpdater updater) {
        if (updater == null) {
            throw new IllegalArgumentException("it has no updater");
        }
        return updater;
    }

    private static double l2(@Nullable List<Regularization> terms) {
        double sum = 0;
        for (Regularization term : terms == null ? List.<Regularization>of() : terms) {
            boolean fixed = term instanceof L2Regularization l2 && l2.getL2() instanceof FixedSchedule;
            support(fixed, "regularization other than a constant L2 is not supported: " + term);
            sum += ((L2Regularization) term).getL2().valueAt(0, 0);
        }
        return sum;
    }

    static boolean isMax(PoolingType type) {
        support(
                type == PoolingType.MAX || type == PoolingType.AVG,
                "pooling of type " + type + " is not supported, only MAX and AVG");
        return type == PoolingType.MAX;
    }

    static boolean isCrossEntropy(ILossFunction loss) {
        return loss.getClass() == LossMCXENT.class || loss.getClass() == LossNegativeLogLikelihood.class;
    }

    /** The operation of an activation function; empty for the identity. */
    static Optional<Operation> activation(IActivation function, ImageShape shape, boolean mayOverwrite) {
        if (function instanceof ActivationIdentity) {
            return Optional.empty();
        }
        double slope = function instanceof ActivationLReLU leaky ? leaky.getAlpha() : 0;
        return Optional.of(new Nonlinearity(shape, kind(function), slope, mayOverwrite));
    }

    private static Nonlinearity.Function kind(IActivation function) {
        Class<?> kind = function.getClass();
        if (kind == ActivationReLU.class && function.equals(new ActivationReLU())) {
            return Nonlinearity.Function.RELU;
        }
        if (kind == ActivationLReLU.class) {
            return Nonlinearity.Function.LEAKY_RELU;
        }
        if (kind == ActivationTanH.class) {
            return Nonlinearity.Function.TANH;
        }
        if (kind == ActivationSigmoid.class) {
            return Nonlinearity.Function.SIGMOID;
        }
        if (kind == ActivationGELU.class) {
            // ND4J's precise GELU is 1.921 at 2, but its formula gives 1.955; its derivative is that of neither.
            support(!((ActivationGELU) function).isPrecise(), "the precise GELU is not supported: ND4J's is wrong");
            return Nonlinearity.Function.GELU;
        }
        throw new UncompilableException("activation " + function + " is not supported");
    }
}
