package io.convstream.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;

/** PyTorch with DJL: eager operations with automatic differentiation, as in Python. */
final class PyTorchPeer implements Peer {

    private static final Shape STRIDE = new Shape(1, 1);
    private static final Shape PADDING = new Shape(2, 2);
    private static final Shape DILATION = new Shape(1, 1);

    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final List<NDArray> weights = new ArrayList<>();
    private final List<NDArray> biases = new ArrayList<>();
    private final NDArray pixels;
    private final NDArray labels;

    PyTorchPeer(Problem problem) {
        int batch = problem.batch();
        pixels = manager.create(problem.channelsFirst(), new Shape(batch, 3, Problem.SIZE, Problem.SIZE));
        labels = manager.create(problem.oneHot(), new Shape(batch, Problem.CLASSES));
        for (int layer = 0; layer < problem.weights().length; layer++) {
            NDArray own = manager.create(problem.weights()[layer], new Shape(Problem.SHAPES[layer]));
            weights.add(trainable(toPyTorchOrder(own, layer)));
            biases.add(trainable(manager.create(problem.biases()[layer])));
        }
    }

    private static NDArray toPyTorchOrder(NDArray weights, int layer) {
        return switch (layer) {
            case 0, 1 -> weights.transpose(3, 2, 0, 1);
            case 2 -> weights.reshape(6, 6, Problem.FILTERS, -1).transpose(2, 0, 1, 3).reshape(2304, -1);
            default -> weights;
        };
    }

    private static NDArray trainable(NDArray values) {
        NDArray copy = values.duplicate();
        copy.setRequiresGradient(true);
        return copy;
    }

    private NDArray logits(NDArray x) {
        x = normalized(pooled(convolution(x, 0)));
        x = pooled(normalized(convolution(x, 1)));
        x = x.reshape(x.getShape().get(0), -1);
        x = dense(x, 2).getNDArrayInternal().relu();
        x = dense(x, 3).getNDArrayInternal().relu();
        return dense(x, 4);
    }

    private NDArray convolution(NDArray x, int layer) {
        return x.getNDArrayInternal()
                .convolution(x, weights.get(layer), biases.get(layer), STRIDE, PADDING, DILATION, 1)
                .singletonOrThrow()
                .getNDArrayInternal()
                .relu();
    }

    private static NDArray pooled(NDArray x) {
        return Pool.maxPool2d(x, new Shape(3, 3), new Shape(2, 2), new Shape(0, 0), true);
    }

    /** As PyTorch's {@code local_response_norm}: average pooling over channels in three dimensions. */
    private static NDArray normalized(NDArray x) {
        int window = 2 * Problem.RADIUS + 1;
        NDArray mean = Pool.avgPool3d(
                        x.mul(x).expandDims(1),
                        new Shape(window, 1, 1),
                        new Shape(1, 1, 1),
                        new Shape(Problem.RADIUS, 0, 0),
                        false,
                        true)
                .squeeze(1);
        return x.div(mean.mul(Problem.ALPHA * window).add(1).pow(Problem.BETA));
    }

    private NDArray dense(NDArray x, int layer) {
        return x.matMul(weights.get(layer)).add(biases.get(layer));
    }

    @Override
    public void train() {
        try (NDManager step = manager.newSubManager()) {
            NDArray x = pixels.duplicate();
            x.attach(step);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray loss =
                        logits(x).logSoftmax(1).mul(labels).sum().neg().div(x.getShape().get(0));
                collector.backward(loss);
            }
            applyGradients(weights);
            applyGradients(biases);
        }
    }

    private static void applyGradients(List<NDArray> parameters) {
        for (NDArray parameter : parameters) {
            try (NDArray gradient = parameter.getGradient();
                    NDArray update = gradient.mul(Problem.LEARNING_RATE)) {
                parameter.setRequiresGradient(false);
                parameter.subi(update);
                parameter.setRequiresGradient(true);
                gradient.muli(0);
            }
        }
    }

    @Override
    public float[] probabilities() {
        try (NDManager step = manager.newSubManager()) {
            NDArray x = pixels.duplicate();
            x.attach(step);
            return logits(x).softmax(1).toFloatArray();
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
