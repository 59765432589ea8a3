package io.convstream.network;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What follows the gradients: their sum, L2, the updaters, the parameters and their averages. All or nothing. */
final class Update implements AutoCloseable {

    private final Weights weights;
    private final Memory memory;
    private final INDArray trainable;
    private final INDArray averages;
    private final INDArray before;
    private final Optimizer optimizer;
    private final Penalty penalty;
    private double gradientNorm;

    /**
     * @param averages of all parameters, in flat order
     * @param optimizerState to go on from; empty for a fresh one
     */
    Update(Network network, Weights weights, float[] averages, float[] optimizerState) {
        this.weights = weights;
        memory = new Memory(weights.type());
        trainable = Memory.view(weights.values(), 0, 1, network.trainableSize());
        this.averages = memory.array(1, network.size());
        Memory.put(averages, 0, averages.length, this.averages);
        before = memory.array(1, network.size());
        optimizer = new Optimizer(network, weights.gradient(0), optimizerState);
        penalty = new Penalty(network, weights.values(), weights.gradient(0));
    }

    int penaltyTerms() {
        return penalty.count();
    }

    double[] penalties() {
        return penalty.values();
    }

    double learningRate(int step) {
        return optimizer.learningRate(step);
    }

    float[] averages() {
        var copy = new float[Math.toIntExact(averages.length())];
        Memory.get(averages, copy);
        return copy;
    }

    float[] optimizerState() {
        return optimizer.state();
    }

    /**
     * Updates from the gradients of the first so many towers.
     *
     * @param inspection looks on; null where nobody does
     * @return what was not finite, with nothing changed; empty where all went well
     */
    String run(int step, int towers, double decay, @Nullable Inspection inspection) {
        INDArray gradient = gradient(towers);
        gradientNorm = Math.sqrt(sumSquares(gradient));
        if (!Double.isFinite(gradientNorm)) {
            return "the gradient";
        }
        before.assign(weights.values());
        if (inspection != null) {
            inspection.gradient(gradient);
        }
        optimizer.apply(step);
        if (inspection != null) {
            inspection.update(before, gradient);
        }
        trainable.subi(gradient);
        weights.takeNextStatistics();
        if (!Double.isFinite(sumSquares(weights.values()))) {
            weights.values().assign(before);
            optimizer.takeBack();
            return "an updated parameter";
        }
        Nd4j.factory().level1().scal(averages.length(), decay, averages);
        Nd4j.factory().level1().axpy(averages.length(), 1 - decay, weights.values(), averages);
        return "";
    }

    /** Of the last step's gradient of the total loss, L2 terms included. */
    double gradientNorm() {
        return gradientNorm;
    }

    /** The sum over towers, always in the same order, with the L2 terms'. It lies in the first tower's gradient. */
    INDArray gradient(int towers) {
        INDArray sum = weights.gradient(0);
        for (int tower = 1; tower < towers; tower++) {
            sum.addi(weights.gradient(tower));
        }
        penalty.addGradient();
        return sum;
    }

    /** Finite only where all values are. */
    private static double sumSquares(INDArray values) {
        return Nd4j.getBlasWrapper().dot(values, values);
    }

    @Override
    public void close() {
        optimizer.close();
        memory.close();
    }
}
