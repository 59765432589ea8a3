package io.convstream.bench;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.LocalResponseNormalizationConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Layers in SameDiff with NHWC, its faster layout on a CPU. Its gradient of local response normalization is wrong, and
 * its batch normalization computes no statistics.
 */
final class SameDiffOperations implements Operations<SDVariable> {

    private final SameDiff graph;
    private final int images;
    private int variables;
    private boolean isFlat;

    SameDiffOperations(SameDiff graph, int images) {
        this.graph = graph;
        this.images = images;
    }

    private SDVariable variable(Layer.Values values) {
        INDArray array = Nd4j.create(values.array(), values.shape(), 'c');
        String name = "variable" + variables++;
        return values.trained() ? graph.var(name, array) : graph.constant(name, array);
    }

    @Override
    public SDVariable convolution(SDVariable x, Layer.Convolution layer) {
        var config = Conv2DConfig.builder()
                .kH(layer.kernel())
                .kW(layer.kernel())
                .paddingMode(layer.same() ? PaddingMode.SAME : PaddingMode.VALID)
                .dataFormat("NHWC")
                .build();
        SDVariable weights = variable(layer.weights());
        return layer.bias() == null
                ? graph.cnn().conv2d(x, weights, config)
                : graph.cnn().conv2d(x, weights, variable(layer.bias()), config);
    }

    @Override
    public SDVariable dense(SDVariable x, Layer.Dense layer) {
        SDVariable rows = isFlat ? x : graph.reshape(x, images, layer.weights().shape()[0]);
        isFlat = true;
        SDVariable weights = variable(layer.weights());
        return layer.bias() == null ? rows.mmul(weights) : graph.nn().linear(rows, weights, variable(layer.bias()));
    }

    @Override
    public SDVariable batchNormalization(SDVariable x, Layer.BatchNormalization layer) {
        throw new UnsupportedOperationException("SameDiff's batch normalization does not compute statistics");
    }

    @Override
    public SDVariable responseNormalization(SDVariable x, Layer.ResponseNormalization layer) {
        return graph.cnn()
                .localResponseNormalization(
                        x,
                        LocalResponseNormalizationConfig.builder()
                                .depth(layer.radius())
                                .bias(1)
                                .alpha(layer.alpha())
                                .beta(layer.beta())
                                .build());
    }

    @Override
    public SDVariable maxPooling(SDVariable x, Layer.MaxPooling layer) {
        return graph.cnn()
                .maxPooling2d(
                        x,
                        Pooling2DConfig.builder()
                                .kH(layer.size())
                                .kW(layer.size())
                                .sH(layer.stride())
                                .sW(layer.stride())
                                .paddingMode(layer.same() ? PaddingMode.SAME : PaddingMode.VALID)
                                .isNHWC(true)
                                .build());
    }

    @Override
    public SDVariable relu(SDVariable x) {
        return graph.nn().relu(x, 0);
    }

    @Override
    public SDVariable gelu(SDVariable x) {
        return x.mul(graph.nn().sigmoid(x.mul(Layer.Gelu.FACTOR)));
    }

    @Override
    public SDVariable division(SDVariable x, Layer.Division layer) {
        return x.div(layer.divisor());
    }
}
