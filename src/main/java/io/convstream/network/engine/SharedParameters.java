package io.convstream.network.engine;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.plan.NetworkPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What all replicas of a model share: the flat parameters, and a gradient for each tower where it learns. */
public final class SharedParameters implements AutoCloseable {

    private final NativeMemory memory;
    private final INDArray values;
    private final INDArray nextStatistics;
    private final @Nullable INDArray statistics;
    private final List<INDArray> gradients = new ArrayList<>();

    /**
     * Allocates the flat vector and one gradient per tower.
     *
     * @param towers 0 where nothing learns
     */
    public SharedParameters(DataType type, NetworkPlan network, int towers) {
        memory = new NativeMemory(type);
        try {
            values = memory.array(1, network.size());
            int statisticsSize = network.size() - network.trainableSize();
            // ND4J has no arrays of no values: a network without running statistics gets one that nobody reads.
            nextStatistics = memory.array(1, Math.max(1, statisticsSize));
            statistics =
                    statisticsSize == 0 ? null : NativeMemory.view(values, network.trainableSize(), 1, statisticsSize);
            for (int tower = 0; tower < towers; tower++) {
                gradients.add(memory.array(1, network.trainableSize()));
            }
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    DataType type() {
        return memory.type();
    }

    boolean isTraining() {
        return !gradients.isEmpty();
    }

    /** {@code [1, size]}: every trainable parameter, then the running statistics. */
    public INDArray values() {
        return values;
    }

    /** {@code [1, trainable size]} */
    public INDArray gradient(int tower) {
        return gradients.get(tower);
    }

    /** The running statistics as they shall be after this step, in their order. */
    INDArray nextStatistics() {
        return nextStatistics;
    }

    void takeNextStatistics() {
        if (statistics != null) {
            statistics.assign(nextStatistics);
        }
    }

    public void load(float[] parameters) {
        NativeMemory.put(parameters, 0, parameters.length, values);
    }

    public float[] copy() {
        var copy = new float[Math.toIntExact(values.length())];
        NativeMemory.get(values, copy);
        return copy;
    }

    @Override
    public void close() {
        memory.close();
    }
}
