package io.convstream.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;

/** Layers in PyTorch, of images {@code [images, channels, height, width]}. */
final class PyTorchOperations implements Operations<NDArray> {

    private static final Shape ONE = new Shape(1, 1);
    private static final int CHANNEL_AXIS = -1; // DJL's word for PyTorch's own, without transposing

    private final PyTorchParameters parameters;
    private final boolean training;

    PyTorchOperations(PyTorchParameters parameters, boolean training) {
        this.parameters = parameters;
        this.training = training;
    }

    @Override
    @SuppressWarnings("NullAway") // DJL takes null for no bias
    public NDArray convolution(NDArray x, Layer.Convolution layer) {
        int padding = layer.same() ? layer.kernel() / 2 : 0;
        NDArray bias = layer.bias() == null ? null : parameters.vector(layer.bias());
        return x.getNDArrayInternal()
                .convolution(x, parameters.filters(layer.weights()), bias, ONE, new Shape(padding, padding), ONE, 1)
                .singletonOrThrow();
    }

    @Override
    public NDArray dense(NDArray x, Layer.Dense layer) {
        NDArray y = flat(x).matMul(parameters.dense(layer.weights(), x.getShape()));
        return layer.bias() == null ? y : y.add(parameters.vector(layer.bias()));
    }

    /** Flattens images in their order in memory. */
    private NDArray flat(NDArray x) {
        Shape shape = x.getShape();
        if (shape.dimension() != 4) {
            return x;
        }
        NDArray rows = parameters.isChannelsLast() ? x.transpose(0, 2, 3, 1) : x;
        return rows.reshape(shape.get(0), -1);
    }

    @Override
    public NDArray batchNormalization(NDArray x, Layer.BatchNormalization layer) {
        Shape shape = x.getShape();
        double correction = Layer.BatchNormalization.correction(shape.size() / shape.get(1));
        NDArray variance = parameters.scaled(layer.variance(), correction);
        if (!training) {
            variance = variance.div(correction);
            variance.attach(x.getManager());
        }
        return x.getNDArrayInternal()
                .batchNorm(
                        x,
                        parameters.vector(layer.mean()),
                        variance,
                        parameters.vector(layer.gamma()),
                        parameters.vector(layer.beta()),
                        CHANNEL_AXIS,
                        (float) layer.decay(),
                        (float) layer.epsilon(),
                        training)
                .singletonOrThrow();
    }

    /** As PyTorch's {@code local_response_norm}: average pooling over channels in three dimensions. */
    @Override
    public NDArray responseNormalization(NDArray x, Layer.ResponseNormalization layer) {
        int window = 2 * layer.radius() + 1;
        NDArray mean = Pool.avgPool3d(
                        x.mul(x).expandDims(1),
                        new Shape(window, 1, 1),
                        new Shape(1, 1, 1),
                        new Shape(layer.radius(), 0, 0),
                        false,
                        true)
                .squeeze(1);
        return x.div(mean.mul(layer.alpha() * window).add(1).pow(layer.beta()));
    }

    /** Pads at the end only, as much as the windows need. */
    @Override
    public NDArray maxPooling(NDArray x, Layer.MaxPooling layer) {
        return Pool.maxPool2d(
                x,
                new Shape(layer.size(), layer.size()),
                new Shape(layer.stride(), layer.stride()),
                new Shape(0, 0),
                layer.same());
    }

    @Override
    public NDArray relu(NDArray x) {
        return x.getNDArrayInternal().relu();
    }

    @Override
    public NDArray gelu(NDArray x) {
        return x.getNDArrayInternal().swish((float) Layer.Gelu.FACTOR);
    }

    @Override
    public NDArray division(NDArray x, Layer.Division layer) {
        return x.div(layer.divisor());
    }
}
