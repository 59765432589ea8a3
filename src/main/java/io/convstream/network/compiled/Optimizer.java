package io.convstream.network.compiled;

import static io.convstream.network.nd4j.NativeMemory.in;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.ParameterRange;
import io.convstream.network.plan.UpdaterBlock;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * ND4J's updaters over a range of the flat vector: one for each run of adjacent parameters with equal settings, as
 * DL4J's {@code UpdaterBlock}. The last {@link #apply} can be undone.
 *
 * <p>The state of all ranges together has DL4J's layout, regardless of how the vector is split: block by block, in a
 * block one value per parameter, then the next (of Adam all m, then all v).
 */
final class Optimizer {

    private final List<BoundUpdater> updaters = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();
    private final INDArray state;
    private final NativeOp saveState;
    private final NativeOp restoreState;
    private final int stateSize;

    /** @param settings whose learning rate is multiplied by the factor of a step */
    private record BoundUpdater(IUpdater settings, GradientUpdater<?> updater, INDArray gradient) {

        void apply(int step, double rateFactor) {
            if (settings.hasLearningRate()) {
                updater.getConfig().setLrAndSchedule(settings.getLearningRate(step, 0) * rateFactor, null);
            }
            updater.applyUpdater(gradient, step, 0);
        }
    }

    /** Offsets of a segment of this range's state: in the state of all ranges, and in this one's. */
    private record Segment(int globalOffset, int localOffset, int size) {}

    /**
     * Allocates the state of the updaters.
     *
     * @param range the part of the flat vector
     * @param gradient {@code [1, trainable size]}, which {@link #apply} replaces with the update in this range
     * @param restored state of all ranges; empty for a new one
     */
    Optimizer(NetworkPlan plan, ParameterRange range, NativeMemory memory, INDArray gradient, float[] restored) {
        List<UpdaterBlock> blocks = UpdaterBlock.of(plan);
        int globalOffset = 0;
        int localOffset = 0;
        for (UpdaterBlock block : blocks) {
            ParameterRange common = block.range().intersect(range);
            int start = common.from() - block.range().from();
            for (int i = 0; common.size() > 0 && i < block.stateValuesPerParameter(); i++) {
                int offset = globalOffset + i * block.range().size() + start;
                segments.add(new Segment(offset, localOffset, common.size()));
                localOffset += common.size();
            }
            globalOffset += block.stateSize();
        }
        stateSize = localOffset;
        state = memory.array(1, Math.max(1, stateSize));
        INDArray saved = memory.array(1, Math.max(1, stateSize));
        saveState = memory.op("assign", in(saved, state), saved);
        restoreState = memory.op("assign", in(state, saved), state);
        boolean initialize = restored.length == 0;
        if (!initialize) {
            var values = new float[stateSize];
            segments.forEach(segment ->
                    System.arraycopy(restored, segment.globalOffset(), values, segment.localOffset(), segment.size()));
            NativeMemory.put(values, 0, stateSize, state);
        }
        localOffset = 0;
        for (UpdaterBlock block : blocks) {
            ParameterRange common = block.range().intersect(range);
            if (common.size() > 0) {
                int size = block.stateValuesPerParameter() * common.size();
                // ND4J refuses a state array for an updater without state.
                IUpdater own = block.settings().clone();
                GradientUpdater<?> updater = size == 0
                        ? own.instantiate((INDArray) null, false)
                        : own.instantiate(NativeMemory.view(state, localOffset, 1, size), initialize);
                updaters.add(new BoundUpdater(
                        block.settings(), updater, NativeMemory.view(gradient, common.from(), 1, common.size())));
                localOffset += size;
            }
        }
    }

    /** Saves the state, then replaces the gradient with what is to be subtracted from the parameters. */
    void apply(int step, double rateFactor) {
        saveState.run();
        for (BoundUpdater bound : updaters) {
            bound.apply(step, rateFactor);
        }
    }

    /** Restores the state to that before the last {@link #apply}. */
    void undo() {
        restoreState.run();
    }

    /** Copies this range's state to its offsets in the state of all ranges. */
    void copyState(float[] all) {
        if (stateSize > 0) {
            var values = new float[stateSize];
            NativeMemory.get(state, values);
            segments.forEach(segment ->
                    System.arraycopy(values, segment.localOffset(), all, segment.globalOffset(), segment.size()));
        }
    }
}
