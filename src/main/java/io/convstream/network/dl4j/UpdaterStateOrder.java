package io.convstream.network.dl4j;

import io.convstream.network.plan.NetworkPlan;
import io.convstream.network.plan.UpdaterBlock;
import java.util.List;

/**
 * Conversion of the updaters' state between the order of a plan and that of DL4J, whose parameters are in another order
 * and whose blocks end at running statistics.
 */
final class UpdaterStateOrder {

    /** Index in DL4J's state of each value of the plan's. */
    private final int[] indices;

    /** @param dl4j the blocks of DL4J's updater */
    UpdaterStateOrder(NetworkPlan plan, List<org.deeplearning4j.nn.updater.UpdaterBlock> dl4j) {
        indices = new int[UpdaterBlock.stateSize(plan)];
        int[] parameters = plan.dl4jIndices();
        int next = 0;
        for (UpdaterBlock block : UpdaterBlock.of(plan)) {
            for (int value = 0; value < block.stateValuesPerParameter(); value++) {
                for (int i = block.range().from(); i < block.range().to(); i++) {
                    indices[next++] = index(dl4j, parameters[i], value);
                }
            }
        }
    }

    private static int index(List<org.deeplearning4j.nn.updater.UpdaterBlock> blocks, int parameter, int value) {
        for (org.deeplearning4j.nn.updater.UpdaterBlock block : blocks) {
            if (parameter < block.getParamOffsetEnd()) {
                int size = block.getParamOffsetEnd() - block.getParamOffsetStart();
                return block.getUpdaterViewOffsetStart() + value * size + parameter - block.getParamOffsetStart();
            }
        }
        throw new IllegalStateException("DL4J has no updater for parameter " + parameter);
    }

    float[] toDl4j(float[] state) {
        var dl4j = new float[indices.length];
        for (int i = 0; i < indices.length; i++) {
            dl4j[indices[i]] = state[i];
        }
        return dl4j;
    }

    float[] fromDl4j(float[] dl4j) {
        var state = new float[indices.length];
        for (int i = 0; i < indices.length; i++) {
            state[i] = dl4j[indices[i]];
        }
        return state;
    }
}
