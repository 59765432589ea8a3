package io.convstream.network.compiled;

import io.convstream.exchange.Towers;
import io.convstream.network.engine.Averaging;
import io.convstream.network.engine.FloatSource;
import io.convstream.network.engine.StepBarrier;
import io.convstream.network.engine.StepObserver;
import io.convstream.network.engine.TowerThreads;
import io.convstream.network.layer.SoftmaxLoss;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.ParameterRange;
import io.convstream.network.plan.UpdaterBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Updates the parameters from the towers' gradients: sum over towers, L2 terms, updaters, subtraction, moving averages.
 * If the loss, the gradient or an updated parameter is not finite, nothing changes. After an exception the parameters
 * are undefined.
 *
 * <p>Each tower's thread updates a range of the flat vector: on one thread the update would take a twelfth of a step.
 */
public final class ParameterUpdate implements AutoCloseable {

    private final NetworkPlan plan;
    private final SharedParameters parameters;
    private final NativeMemory memory;
    private final INDArray averages;
    private final L2Penalty penalty;
    private final int threadCount;
    private final StepBarrier barrier;
    private final GradientSum gradientSum;
    private final List<RangeUpdate> updates = new ArrayList<>();

    /**
     * Outcome of an update.
     *
     * @param crossEntropy mean over the batch
     * @param correct number of images classified correctly, by label
     * @param penalties value of each L2 term before the update
     * @param gradientNorm Euclidean norm of the gradient of the total loss
     * @param nonFinite what is not finite, in which case nothing has changed; empty if the update succeeded
     */
    public record Result(
            double crossEntropy, int[] correct, double[] penalties, double gradientNorm, String nonFinite) {}

    /**
     * Allocates the averages and the updater state.
     *
     * @param towers of the model
     * @param averages moving averages of all parameters, in flat order
     * @param optimizerState state to restore; empty for a new one
     */
    public ParameterUpdate(
            NetworkPlan plan, SharedParameters parameters, Towers towers, float[] averages, float[] optimizerState) {
        this.plan = plan;
        this.parameters = parameters;
        memory = new NativeMemory(parameters.type());
        try {
            this.averages = memory.array(1, plan.size());
            NativeMemory.put(averages, 0, averages.length, this.averages);
            penalty = new L2Penalty(plan, parameters.values());
            List<ParameterRange> ranges = ParameterRange.split(plan.trainableSize(), towers.count());
            threadCount = Math.min(towers.own(), ranges.size());
            barrier = new StepBarrier(threadCount);
            gradientSum = new GradientSum(parameters, towers, ranges, plan.classes(), memory);
            for (ParameterRange range : ranges) {
                updates.add(new RangeUpdate(plan, parameters, range, memory, penalty, this.averages, optimizerState));
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
        updates.forEach(update -> update.copyOptimizerState(all));
        return all;
    }

    /**
     * Updates the parameters.
     *
     * @param images number of images of the batch
     * @param own losses of this worker's towers
     * @param rateFactor factor of the learning rate
     * @param averaging of the updated parameters
     * @param observer of this step, if any
     */
    public Result run(
            TowerThreads threads,
            int step,
            int images,
            List<SoftmaxLoss.Sums> own,
            double rateFactor,
            Averaging averaging,
            @Nullable StepObserver observer) {
        barrier.reset();
        var run = new Run(step, images, own, rateFactor, averaging, observer);
        threads.run(threadCount, run, barrier::breakBarrier);
        return run.result();
    }

    /** One update; each thread takes every n-th range of the flat vector. */
    private final class Run implements IntConsumer {

        private final int step;
        private final int images;
        private final double rateFactor;
        private final Averaging averaging;
        private final @Nullable StepObserver observer;
        private final double[] squares = new double[updates.size()];
        private final boolean[] valuesAreFinite = new boolean[updates.size()];
        /** Written by the first thread before a barrier. */
        private double[] penalties = new double[0];

        private double crossEntropy;
        private final int[] correct = new int[plan.classes()];
        private List<SoftmaxLoss.Sums> losses;

        Run(
                int step,
                int images,
                List<SoftmaxLoss.Sums> own,
                double rateFactor,
                Averaging averaging,
                @Nullable StepObserver observer) {
            this.step = step;
            this.images = images;
            this.rateFactor = rateFactor;
            this.averaging = averaging;
            this.observer = observer;
            losses = own;
        }

        @Override
        public void accept(int thread) {
            sumGradients(thread);
            if (thread == 0) {
                penalties = penalty.values();
                for (SoftmaxLoss.Sums tower : losses) {
                    crossEntropy += tower.crossEntropy() / images;
                    Arrays.setAll(correct, label -> correct[label] + tower.correct()[label]);
                }
            }
            forEachRange(thread, index -> squares[index] = updates.get(index).addPenalties());
            barrier.await();
            if (!isLossFinite() || !Double.isFinite(sum(squares))) {
                return;
            }
            if (observer != null) {
                if (thread == 0) {
                    observer.beforeUpdate(FloatSource.of(parameters.values()), FloatSource.of(parameters.gradient(0)));
                }
                barrier.await();
            }
            forEachRange(
                    thread, index -> valuesAreFinite[index] = updates.get(index).apply(step, rateFactor));
            barrier.await();
            boolean commit = all(valuesAreFinite);
            forEachRange(thread, index -> updates.get(index).commitOrUndo(commit, averaging));
            if (observer != null && thread == 0) {
                observer.afterUpdate(FloatSource.of(parameters.gradient(0)));
            }
        }

        private void sumGradients(int thread) {
            forEachRange(
                    thread,
                    index -> gradientSum.sumOwn(images, updates.get(index).range()));
            if (gradientSum.isDistributed()) {
                barrier.await();
                if (thread == 0) {
                    losses = gradientSum.exchangeSums(step, images, losses);
                }
                barrier.await();
                List<ParameterRange> ownRanges = gradientSum.ownRanges();
                for (int index = thread; index < ownRanges.size(); index += threadCount) {
                    gradientSum.complete(images, ownRanges.get(index));
                }
                barrier.await();
                if (thread == 0) {
                    gradientSum.exchangeTotals(step, images);
                }
                barrier.await();
            }
        }

        private void forEachRange(int thread, IntConsumer task) {
            for (int index = thread; index < updates.size(); index += threadCount) {
                task.accept(index);
            }
        }

        private boolean isLossFinite() {
            return Double.isFinite(crossEntropy + sum(penalties));
        }

        Result result() {
            String nonFinite = !isLossFinite()
                    ? "the loss"
                    : !Double.isFinite(sum(squares))
                            ? "the gradient"
                            : all(valuesAreFinite) ? "" : "an updated parameter";
            return new Result(crossEntropy, correct, penalties, Math.sqrt(sum(squares)), nonFinite);
        }
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

    @Override
    public void close() {
        memory.close();
    }
}
