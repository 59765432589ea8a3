package io.convstream.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;

/** PyTorch with DJL: eager operations with automatic differentiation, as in Python. */
final class PyTorchPeer implements Peer {

    private final Problem problem;
    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final PyTorchParameters parameters;
    private final NDArray pixels;
    private final NDArray labels;

    PyTorchPeer(Problem problem, boolean channelsLast) {
        this.problem = problem;
        int batch = problem.batch();
        int size = problem.size();
        pixels = channelsLast
                ? manager.create(problem.pixels(), new Shape(batch, size, size, Problem.CHANNELS))
                        .transpose(0, 3, 1, 2)
                : manager.create(problem.channelsFirst(), new Shape(batch, Problem.CHANNELS, size, size));
        labels = manager.create(problem.oneHot(), new Shape(batch, Problem.CLASSES));
        parameters = new PyTorchParameters(manager, channelsLast);
        infer(); // creates the parameters
    }

    private NDArray logits(NDManager step, boolean training) {
        NDArray x = pixels.duplicate();
        x.attach(step);
        return problem.logits(new PyTorchOperations(parameters, training), x);
    }

    @Override
    public void train() {
        try (NDManager step = manager.newSubManager()) {
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray loss =
                        logits(step, true).logSoftmax(1).mul(labels).sum().neg().div(problem.batch());
                collector.backward(loss);
            }
            parameters.trained().forEach(PyTorchPeer::applyGradient);
        }
    }

    private static void applyGradient(NDArray parameter) {
        try (NDArray gradient = parameter.getGradient();
                NDArray update = gradient.mul(Problem.LEARNING_RATE)) {
            parameter.setRequiresGradient(false);
            parameter.subi(update);
            parameter.setRequiresGradient(true);
            gradient.muli(0);
        }
    }

    @Override
    public float[] probabilities() {
        try (NDManager step = manager.newSubManager()) {
            return logits(step, false).softmax(1).toFloatArray();
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
