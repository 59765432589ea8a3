package io.convstream.network.engine;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.nd4j.Nd4jRuntime;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.ParameterRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What follows the gradients: their sum, L2, the updaters, the parameters and their averages. All or nothing. Each tower
 * does a part of the flat vector: on one thread it would take a twelfth of a step, in which the others wait.
 */
public final class ParameterUpdate implements AutoCloseable {

    private final NetworkPlan network;
    private final SharedParameters weights;
    private final NativeMemory memory;
    private final INDArray averages;
    private final L2Penalty penalty;
    private final StepBarrier barrier;
    private final List<Part> parts = new ArrayList<>();

    /**
     * How an update went.
     *
     * @param penalties each L2 term before it
     * @param gradientNorm of the total loss, L2 terms included
     * @param broken what was not finite, with nothing changed; empty where all went well
     */
    public record Result(double[] penalties, double gradientNorm, String broken) {}

    /**
     * Allocates the updater state, fresh or restored.
     *
     * @param towers how many there are gradients of
     * @param averages of all parameters, in flat order
     * @param optimizerState to go on from; empty for a fresh one
     */
    public ParameterUpdate(
            NetworkPlan network, SharedParameters weights, int towers, float[] averages, float[] optimizerState) {
        this.network = network;
        this.weights = weights;
        memory = new NativeMemory(weights.type());
        try {
            this.averages = memory.array(1, network.size());
            NativeMemory.put(averages, 0, averages.length, this.averages);
            penalty = new L2Penalty(network, weights.values());
            // The parameters lie on one GPU.
            List<ParameterRange> spans =
                    ParameterRange.cut(network.trainableSize(), Nd4jRuntime.isOnCpu() ? towers : 1);
            barrier = new StepBarrier(spans.size());
            for (ParameterRange span : spans) {
                parts.add(new Part(span, towers, optimizerState));
            }
        } catch (RuntimeException | Error e) {
            parts.forEach(part -> part.optimizer.close());
            memory.close();
            throw e;
        }
    }

    public int penaltyTerms() {
        return penalty.count();
    }

    public double learningRate(int step) {
        return Optimizer.learningRate(network, step);
    }

    public float[] averages() {
        var copy = new float[Math.toIntExact(averages.length())];
        NativeMemory.get(averages, copy);
        return copy;
    }

    public float[] optimizerState() {
        var all = new float[Optimizer.stateSize(network)];
        parts.forEach(part -> part.optimizer.copyState(all));
        return all;
    }

    /**
     * Updates from gradients.
     *
     * @param learned of how many towers, from the first on
     * @param crossEntropy the loss without the L2 terms
     * @param observer of this step, if any
     */
    public Result run(
            TowerThreads towers,
            int step,
            int learned,
            double crossEntropy,
            double decay,
            @Nullable StepObserver observer) {
        barrier.reset();
        var squares = new double[parts.size()];
        var valuesAreFinite = new boolean[parts.size()];
        var penalties = new double[penalty.count()];
        towers.run(
                parts.size(),
                index -> {
                    Part part = parts.get(index);
                    if (index == 0) {
                        System.arraycopy(penalty.values(), 0, penalties, 0, penalties.length);
                    }
                    squares[index] = part.sumGradients(learned);
                    barrier.await();
                    if (Double.isFinite(crossEntropy + sum(penalties)) && Double.isFinite(sum(squares))) {
                        if (observer != null) {
                            if (index == 0) {
                                observer.beforeUpdate(weights.values(), weights.gradient(0));
                            }
                            barrier.await();
                        }
                        valuesAreFinite[index] = part.apply(step);
                        barrier.await();
                        part.finish(all(valuesAreFinite), decay);
                        if (observer != null && index == 0) {
                            observer.afterUpdate(weights.gradient(0));
                        }
                    }
                },
                barrier::breakUp);
        return new Result(
                penalties,
                Math.sqrt(sum(squares)),
                !Double.isFinite(crossEntropy + sum(penalties))
                        ? "the loss"
                        : !Double.isFinite(sum(squares))
                                ? "the gradient"
                                : all(valuesAreFinite) ? "" : "an updated parameter");
    }

    private static double sum(double[] values) {
        return Arrays.stream(values).sum();
    }

    private static boolean all(boolean[] parts) {
        for (boolean part : parts) {
            if (!part) {
                return false;
            }
        }
        return true;
    }

    /** What one thread updates. */
    private final class Part {

        private final boolean isLast;
        private final INDArray gradient;
        private final List<NativeOp> sums = new ArrayList<>();
        private final List<Runnable> penaltyGradients;
        private final Optimizer optimizer;
        private final INDArray values;
        private final INDArray partAverages;
        private final NativeOp remember;
        private final NativeOp subtract;
        private final NativeOp takeBack;

        /** The last part has the running statistics too, which lie behind all that learns. */
        Part(ParameterRange span, int towers, float[] optimizerState) {
            isLast = span.to() == network.trainableSize();
            int size = isLast ? network.size() - span.from() : span.size();
            gradient = gradient(0, span);
            for (int tower = 1; tower < towers; tower++) {
                sums.add(memory.op("add", in(gradient, gradient(tower, span)), gradient));
            }
            penaltyGradients = penalty.gradient(span, weights.gradient(0));
            optimizer = new Optimizer(network, span, weights.gradient(0), optimizerState);
            INDArray trainable = NativeMemory.view(weights.values(), span.from(), 1, span.size());
            subtract = memory.op("subtract", in(trainable, gradient), trainable);
            values = NativeMemory.view(weights.values(), span.from(), 1, size);
            INDArray before = memory.array(1, size);
            remember = memory.op("assign", in(before, values), before);
            takeBack = memory.op("assign", in(values, before), values);
            partAverages = NativeMemory.view(averages, span.from(), 1, size);
        }

        private INDArray gradient(int tower, ParameterRange span) {
            return NativeMemory.view(weights.gradient(tower), span.from(), 1, span.size());
        }

        /** Sums over towers, always in the same order, and adds the L2 terms'; gives the sum of the result's squares. */
        double sumGradients(int learned) {
            sums.subList(0, learned - 1).forEach(NativeOp::run);
            penaltyGradients.forEach(Runnable::run);
            return sumSquares(gradient);
        }

        /** Tells whether the new values are finite. */
        boolean apply(int step) {
            remember.run();
            optimizer.apply(step);
            subtract.run();
            if (isLast) {
                weights.takeNextStatistics();
            }
            return Double.isFinite(sumSquares(values));
        }

        void finish(boolean allAreFinite, double decay) {
            if (allAreFinite) {
                Nd4j.factory().level1().scal(partAverages.length(), decay, partAverages);
                Nd4j.factory().level1().axpy(partAverages.length(), 1 - decay, values, partAverages);
            } else {
                takeBack.run();
                optimizer.takeBack();
            }
        }

        /** Finite only where all values are. */
        private static double sumSquares(INDArray values) {
            return Nd4j.getBlasWrapper().dot(values, values);
        }
    }

    @Override
    public void close() {
        parts.forEach(part -> part.optimizer.close());
        memory.close();
    }
}
