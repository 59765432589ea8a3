package io.convstream.network.compiled;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.network.engine.Averaging;
import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.ParameterRange;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Update of a range of the flat vector. The last range includes the running statistics. */
final class RangeUpdate {

    private final SharedParameters parameters;
    private final ParameterRange range;
    private final boolean hasStatistics;
    private final INDArray gradient;
    private final List<Runnable> penaltyGradients;
    private final Optimizer optimizer;
    private final INDArray values;
    private final INDArray averages;
    private final NativeOp saveValues;
    private final NativeOp subtractUpdate;
    private final NativeOp restoreValues;
    private final NativeOp replaceValues;

    /**
     * Binds the update to memory that its owner frees.
     *
     * @param averages moving averages of all parameters
     * @param optimizerState state of the updaters of all ranges; empty for a new one
     */
    RangeUpdate(
            NetworkPlan plan,
            SharedParameters parameters,
            ParameterRange range,
            NativeMemory memory,
            L2Penalty penalty,
            INDArray averages,
            float[] optimizerState) {
        this.parameters = parameters;
        this.range = range;
        hasStatistics = range.to() == plan.trainableSize();
        int size = hasStatistics ? plan.size() - range.from() : range.size();
        gradient = NativeMemory.view(parameters.gradient(0), range.from(), 1, range.size());
        penaltyGradients = penalty.gradient(range, parameters.gradient(0));
        optimizer = new Optimizer(plan, range, memory, parameters.gradient(0), optimizerState);
        INDArray trainable = NativeMemory.view(parameters.values(), range.from(), 1, range.size());
        subtractUpdate = memory.op("subtract", in(trainable, gradient), trainable);
        values = NativeMemory.view(parameters.values(), range.from(), 1, size);
        INDArray saved = memory.array(1, size);
        saveValues = memory.op("assign", in(saved, values), saved);
        restoreValues = memory.op("assign", in(values, saved), values);
        this.averages = NativeMemory.view(averages, range.from(), 1, size);
        replaceValues = memory.op("assign", in(values, this.averages), values);
    }

    ParameterRange range() {
        return range;
    }

    /** Adds the gradients of the L2 terms; returns the sum of squares. */
    double addPenalties() {
        penaltyGradients.forEach(Runnable::run);
        return sumSquares(gradient);
    }

    /** Updates the parameters; returns whether the new values are finite. */
    boolean apply(int step, double rateFactor) {
        saveValues.run();
        optimizer.apply(step, rateFactor);
        subtractUpdate.run();
        if (hasStatistics) {
            parameters.applyNextStatistics();
        }
        return Double.isFinite(sumSquares(values));
    }

    /** Updates the moving averages, which may then replace the values; or undoes {@link #apply}. */
    void commitOrUndo(boolean commit, Averaging averaging) {
        if (!commit) {
            restoreValues.run();
            optimizer.undo();
            return;
        }
        if (averaging.decay() < 1) {
            Nd4j.factory().level1().scal(averages.length(), averaging.decay(), averages);
            Nd4j.factory().level1().axpy(averages.length(), 1 - averaging.decay(), values, averages);
        }
        if (averaging.replaces()) {
            replaceValues.run();
        }
    }

    /** Copies this range's state of the updaters to its offsets in that of all ranges. */
    void copyOptimizerState(float[] all) {
        optimizer.copyState(all);
    }

    /** Not finite if a value is not. */
    private static double sumSquares(INDArray values) {
        return Nd4j.getBlasWrapper().dot(values, values);
    }
}
