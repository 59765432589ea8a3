package io.convstream.network.compiled;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.network.engine.FloatSource;
import io.convstream.network.engine.StepBarrier;
import io.convstream.network.engine.StepObserver;
import io.convstream.network.engine.TowerThreads;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.ParameterRange;
import io.convstream.network.plan.UpdaterBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Updates the parameters from the towers' gradients: sum over towers, L2 terms, updaters, subtraction, moving averages.
 * If the loss, the gradient or an updated parameter is not finite, nothing changes. After an exception the parameters
 * are undefined.
 *
 * <p>Each tower updates a range of the flat vector: on one thread the update would take a twelfth of a step.
 */
public final class ParameterUpdate implements AutoCloseable {

    private final NetworkPlan plan;
    private final SharedParameters parameters;
    private final NativeMemory memory;
    private final INDArray averages;
    private final L2Penalty penalty;
    private final StepBarrier barrier;
    private final List<RangeUpdate> updates = new ArrayList<>();

    /**
     * Outcome of an update.
     *
     * @param penalties value of each L2 term before the update
     * @param gradientNorm Euclidean norm of the gradient of the total loss
     * @param nonFinite what is not finite, in which case nothing has changed; empty if the update succeeded
     */
    public record Result(double[] penalties, double gradientNorm, String nonFinite) {}

    /**
     * Allocates the averages and the updater state.
     *
     * @param towers number of gradients
     * @param averages moving averages of all parameters, in flat order
     * @param optimizerState state to restore; empty for a new one
     */
    public ParameterUpdate(
            NetworkPlan plan, SharedParameters parameters, int towers, float[] averages, float[] optimizerState) {
        this.plan = plan;
        this.parameters = parameters;
        memory = new NativeMemory(parameters.type());
        try {
            this.averages = memory.array(1, plan.size());
            NativeMemory.put(averages, 0, averages.length, this.averages);
            penalty = new L2Penalty(plan, parameters.values());
            List<ParameterRange> ranges = ParameterRange.split(plan.trainableSize(), towers);
            barrier = new StepBarrier(ranges.size());
            for (ParameterRange range : ranges) {
                updates.add(new RangeUpdate(range, towers, optimizerState));
            }
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    /** Number of L2 terms. */
    public int penaltyTerms() {
        return penalty.count();
    }

    /** Learning rate of a step, from 0. */
    public double learningRate(int step) {
        return UpdaterBlock.learningRate(plan, step);
    }

    /** Copy of the moving averages of all parameters, in flat order. */
    public float[] averages() {
        var copy = new float[Math.toIntExact(averages.length())];
        NativeMemory.get(averages, copy);
        return copy;
    }

    /** Copy of the updater state, in DL4J's layout. */
    public float[] optimizerState() {
        var all = new float[UpdaterBlock.stateSize(plan)];
        updates.forEach(update -> update.optimizer.copyState(all));
        return all;
    }

    /**
     * Updates the parameters.
     *
     * @param gradients number of towers with a gradient in this step, from the first on
     * @param crossEntropy loss without the L2 terms
     * @param emaDecay weight of the moving averages' previous values
     * @param observer of this step, if any
     */
    public Result run(
            TowerThreads threads,
            int step,
            int gradients,
            double crossEntropy,
            double emaDecay,
            @Nullable StepObserver observer) {
        barrier.reset();
        var squares = new double[updates.size()];
        var valuesAreFinite = new boolean[updates.size()];
        var penalties = new double[penalty.count()];
        threads.run(
                updates.size(),
                index -> {
                    RangeUpdate update = updates.get(index);
                    if (index == 0) {
                        System.arraycopy(penalty.values(), 0, penalties, 0, penalties.length);
                    }
                    squares[index] = update.sumGradients(gradients);
                    barrier.await();
                    if (Double.isFinite(crossEntropy + sum(penalties)) && Double.isFinite(sum(squares))) {
                        if (observer != null) {
                            if (index == 0) {
                                observer.beforeUpdate(
                                        FloatSource.of(parameters.values()), FloatSource.of(parameters.gradient(0)));
                            }
                            barrier.await();
                        }
                        valuesAreFinite[index] = update.apply(step);
                        barrier.await();
                        update.commitOrUndo(all(valuesAreFinite), emaDecay);
                        if (observer != null && index == 0) {
                            observer.afterUpdate(FloatSource.of(parameters.gradient(0)));
                        }
                    }
                },
                barrier::breakBarrier);
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

    private static boolean all(boolean[] values) {
        for (boolean value : values) {
            if (!value) {
                return false;
            }
        }
        return true;
    }

    /** Update of the range of the flat vector that one thread owns. The last range includes the running statistics. */
    private final class RangeUpdate {

        private final boolean hasStatistics;
        private final INDArray gradient;
        private final List<NativeOp> gradientSums = new ArrayList<>();
        private final List<Runnable> penaltyGradients;
        private final Optimizer optimizer;
        private final INDArray values;
        private final INDArray rangeAverages;
        private final NativeOp saveValues;
        private final NativeOp subtractUpdate;
        private final NativeOp restoreValues;

        RangeUpdate(ParameterRange range, int towers, float[] optimizerState) {
            hasStatistics = range.to() == plan.trainableSize();
            int size = hasStatistics ? plan.size() - range.from() : range.size();
            gradient = gradient(0, range);
            for (int tower = 1; tower < towers; tower++) {
                gradientSums.add(memory.op("add", in(gradient, gradient(tower, range)), gradient));
            }
            penaltyGradients = penalty.gradient(range, parameters.gradient(0));
            optimizer = new Optimizer(plan, range, memory, parameters.gradient(0), optimizerState);
            INDArray trainable = NativeMemory.view(parameters.values(), range.from(), 1, range.size());
            subtractUpdate = memory.op("subtract", in(trainable, gradient), trainable);
            values = NativeMemory.view(parameters.values(), range.from(), 1, size);
            INDArray saved = memory.array(1, size);
            saveValues = memory.op("assign", in(saved, values), saved);
            restoreValues = memory.op("assign", in(values, saved), values);
            rangeAverages = NativeMemory.view(averages, range.from(), 1, size);
        }

        private INDArray gradient(int tower, ParameterRange range) {
            return NativeMemory.view(parameters.gradient(tower), range.from(), 1, range.size());
        }

        /** Sums the gradients in the order of the towers, adds those of the L2 terms; returns the sum of squares. */
        double sumGradients(int gradients) {
            gradientSums.subList(0, gradients - 1).forEach(NativeOp::run);
            penaltyGradients.forEach(Runnable::run);
            return sumSquares(gradient);
        }

        /** Updates the parameters; returns whether the new values are finite. */
        boolean apply(int step) {
            saveValues.run();
            optimizer.apply(step);
            subtractUpdate.run();
            if (hasStatistics) {
                parameters.applyNextStatistics();
            }
            return Double.isFinite(sumSquares(values));
        }

        /** Updates the moving averages, or undoes {@link #apply}. */
        void commitOrUndo(boolean commit, double emaDecay) {
            if (commit) {
                Nd4j.factory().level1().scal(rangeAverages.length(), emaDecay, rangeAverages);
                Nd4j.factory().level1().axpy(rangeAverages.length(), 1 - emaDecay, values, rangeAverages);
            } else {
                restoreValues.run();
                optimizer.undo();
            }
        }

        /** Not finite if a value is not. */
        private static double sumSquares(INDArray values) {
            return Nd4j.getBlasWrapper().dot(values, values);
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
