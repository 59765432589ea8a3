package io.convstream.network.plan;

import io.convstream.image.ImageShape;
import io.convstream.network.layer.BatchNorm;
import io.convstream.network.layer.Convolution;
import io.convstream.network.layer.Dense;
import io.convstream.network.layer.Dropout;
import io.convstream.network.layer.LocalResponseNorm;
import io.convstream.network.layer.LocallyConnected;
import io.convstream.network.layer.Pooling;
import io.convstream.network.layer.WhiteningConvolution;
import io.convstream.network.operation.KernelGeometry;
import io.convstream.network.operation.Operation;
import io.convstream.network.operation.Parameter;
import io.convstream.network.operation.UncompilableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Converts a layer of a DL4J configuration to operations. */
final class LayerReader {

    private final int index;
    private final Layer layer;
    private final boolean channelsFirst;
    private final List<Operation> operations = new ArrayList<>();
    private ImageShape shape;
    private boolean mayOverwrite;

    /** @param channelsFirst whether the layer's input is flattened from {@code [channels, height, width]} */
    LayerReader(int index, Layer layer, ImageShape in, boolean channelsFirst) {
        this.index = index;
        this.layer = layer;
        this.channelsFirst = channelsFirst;
        this.shape = in;
    }

    /**
     * Returns the layer's operations in order.
     *
     * @param mayOverwrite whether the previous operation does not need its output for the backward pass
     * @throws IllegalArgumentException if the layer or one of its settings is not supported
     */
    List<Operation> read(boolean mayOverwrite) {
        this.mayOverwrite = mayOverwrite;
        LayerRules.check(layer);
        IDropout dropout = layer.getIDropout();
        if (dropout != null) {
            add(new Dropout(shape, index, LayerRules.retainProbability(dropout)));
        }
        Class<?> kind = layer.getClass();
        if (kind == ConvolutionLayer.class) {
            convolution((ConvolutionLayer) layer);
        } else if (kind == LocallyConnected2D.class) {
            locallyConnected((LocallyConnected2D) layer);
        } else if (kind == SubsamplingLayer.class) {
            pooling((SubsamplingLayer) layer);
        } else if (kind == LocalResponseNormalization.class) {
            localResponseNorm((LocalResponseNormalization) layer);
        } else if (kind == BatchNormalization.class) {
            batchNorm((BatchNormalization) layer);
        } else if (kind == DenseLayer.class) {
            var dense = (DenseLayer) layer;
            LayerRules.support(!dense.isHasLayerNorm(), "layer normalization is not supported");
            dense(dense, dense.isHasBias());
            activation(dense.getActivationFn());
        } else if (kind == ActivationLayer.class) {
            activation(((ActivationLayer) layer).getActivationFn());
        } else if (kind == GlobalPoolingLayer.class) {
            globalPooling((GlobalPoolingLayer) layer);
        } else if (kind == OutputLayer.class) {
            output((OutputLayer) layer);
        } else if (kind != DropoutLayer.class) {
            throw new UncompilableException(kind.getSimpleName() + " is not a layer that can be compiled");
        }
        return operations;
    }

    private void add(Operation operation) {
        operations.add(operation);
        shape = operation.outputShape();
        mayOverwrite = !operation.keepsOutput();
    }

    private void activation(IActivation function) {
        LayerRules.activation(function, shape, mayOverwrite).ifPresent(this::add);
    }

    private void convolution(ConvolutionLayer conf) {
        int[] kernel = conf.getKernelSize();
        int channels = Math.toIntExact(conf.getNOut());
        checkInputs(conf, shape.channels());
        KernelGeometry geometry = KernelGeometry.of(
                conf.getConvolutionMode(), kernel, conf.getStride(), conf.getPadding(), conf.getDilation(), shape);
        long[] size = {kernel[0], kernel[1], shape.channels(), channels};
        Parameter weights = LayerRules.weights(conf, "W", size, convolutionOrder(kernel, shape.channels(), channels));
        Parameter bias = conf.hasBias() ? LayerRules.bias(conf, channels) : null;
        var convolution = new Convolution(shape, channels, geometry, bias, weights);
        if (Whitening.is(index, conf)) {
            int patch = kernel[0] * kernel[1] * shape.channels();
            LayerRules.require(
                    channels % 2 == 0 && channels <= 2 * patch,
                    "a whitening convolution has an even number of outputs, at most " + 2 * patch + ", not "
                            + channels);
            add(new WhiteningConvolution(convolution, weights));
        } else {
            add(convolution);
        }
        activation(conf.getActivationFn());
    }

    /** From {@code [height, width, in, out]} to DL4J's {@code [out, in, height, width]}. */
    private static IntUnaryOperator convolutionOrder(int[] kernel, int in, int out) {
        return i -> {
            int o = i % out;
            int c = i / out % in;
            int pixel = i / out / in;
            return (o * in + c) * kernel[0] * kernel[1] + pixel;
        };
    }

    private void locallyConnected(LocallyConnected2D conf) {
        int[] kernel = conf.getKernel();
        int channels = shape.channels();
        int units = Math.toIntExact(conf.getNOut());
        LayerRules.require(
                conf.getNIn() == channels, "it expects " + conf.getNIn() + " inputs, but its input has " + channels);
        KernelGeometry geometry =
                KernelGeometry.of(conf.getCm(), kernel, conf.getStride(), conf.getPadding(), conf.getDilation(), shape);
        ImageShape out = geometry.out(shape, units);
        LayerRules.require(
                Arrays.equals(conf.getInputSize(), new int[] {shape.height(), shape.width()}),
                "it expects images of " + Arrays.toString(conf.getInputSize()) + ", but its input is " + shape);
        long[] size = {(long) out.height() * out.width(), (long) kernel[0] * kernel[1] * channels, units};
        Parameter weights =
                LayerRules.weights(conf, "W", size, locallyConnectedOrder(kernel[0] * kernel[1], channels, units));
        add(new LocallyConnected(
                shape, units, geometry, weights, conf.isHasBias() ? LayerRules.bias(conf, units) : null));
        activation(conf.getActivation().getActivationFunction());
    }

    /** From {@code [position, height, width, in, out]} to DL4J's {@code [position, in, height, width, out]}. */
    private static IntUnaryOperator locallyConnectedOrder(int pixels, int in, int out) {
        return i -> {
            int o = i % out;
            int c = i / out % in;
            int pixel = i / out / in % pixels;
            int position = i / out / in / pixels;
            return ((position * in + c) * pixels + pixel) * out + o;
        };
    }

    private void pooling(SubsamplingLayer conf) {
        boolean max = LayerRules.isMax(conf.getPoolingType());
        KernelGeometry geometry = KernelGeometry.of(
                conf.getConvolutionMode(),
                conf.getKernelSize(),
                conf.getStride(),
                conf.getPadding(),
                conf.getDilation(),
                shape);
        add(new Pooling(shape, geometry, max, conf.isAvgPoolIncludePadInDivisor()));
    }

    private void globalPooling(GlobalPoolingLayer conf) {
        int[] whole = {shape.height(), shape.width()};
        var geometry = new KernelGeometry(whole, new int[] {1, 1}, new int[] {0, 0}, false);
        PoolingType type = conf.getPoolingType();
        add(new Pooling(shape, geometry, LayerRules.isMax(type), false));
    }

    private void localResponseNorm(LocalResponseNormalization conf) {
        add(new LocalResponseNorm(shape, (int) conf.getN() / 2, conf.getK(), conf.getAlpha(), conf.getBeta()));
    }

    private void batchNorm(BatchNormalization conf) {
        checkInputs(conf, channelsFirst ? shape.size() : shape.channels());
        LayerRules.require(
                conf.getNOut() == conf.getNIn(),
                "it has " + conf.getNOut() + " outputs for " + conf.getNIn() + " inputs");
        long[] size = {shape.channels()};
        boolean locked = conf.isLockGammaBeta();
        Parameter gamma = locked ? null : LayerRules.scale(conf, size);
        Parameter beta = locked ? null : LayerRules.shift(conf, size);
        add(new BatchNorm(
                shape,
                conf.getEps(),
                conf.getDecay(),
                gamma,
                beta,
                conf.getGamma(),
                conf.getBeta(),
                LayerRules.statistics("mean", size),
                LayerRules.statistics(conf.isUseLogStd() ? NetworkPlan.LOG_DEVIATION : "var", size)));
    }

    private void dense(FeedForwardLayer conf, boolean hasBias) {
        checkInputs(conf, shape.size());
        int units = Math.toIntExact(conf.getNOut());
        Parameter weights = LayerRules.weights(conf, "W", new long[] {shape.size(), units}, denseOrder(units));
        add(new Dense(shape, units, weights, hasBias ? LayerRules.bias(conf, units) : null));
    }

    /** From row-major {@code [in, out]} to DL4J's column-major, whose inputs are channels-first after images. */
    private IntUnaryOperator denseOrder(int units) {
        ImageShape in = shape;
        int pixels = in.height() * in.width();
        return i -> {
            int row = i / units;
            int dl4jRow = channelsFirst ? row % in.channels() * pixels + row / in.channels() : row;
            return i % units * in.size() + dl4jRow;
        };
    }

    private void output(OutputLayer conf) {
        IUpdater updater = conf.getIUpdater();
        LayerRules.require(updater != null, "it has no updater");
        LayerRules.support(
                conf.getActivationFn() instanceof ActivationSoftmax && LayerRules.isCrossEntropy(conf.getLossFn()),
                "only softmax with MCXENT or NEGATIVELOGLIKELIHOOD is supported");
        LayerRules.support(((LossMCXENT) conf.getLossFn()).getWeights() == null, "class weights are not supported");
        LayerRules.require(conf.getNOut() > 1, conf.getNOut() + " classes, but it needs at least 2");
        dense(conf, conf.hasBias());
    }

    private void checkInputs(FeedForwardLayer conf, int found) {
        LayerRules.require(
                conf.getNIn() == found, "it expects " + conf.getNIn() + " inputs, but its input has " + found);
    }
}
