package io.convstream.network.compiled;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.plan.NetworkPlan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Flat parameters that all replicas of a model share, and a flat gradient per tower if they train. */
public final class SharedParameters implements AutoCloseable {

    private final NativeMemory memory;
    private final INDArray values;
    private final INDArray nextStatistics;
    private final @Nullable INDArray statistics;
    private final List<INDArray> gradients = new ArrayList<>();

    /**
     * Allocates the flat vector and the gradients.
     *
     * @param towers number of gradients: that of this worker's towers; 0 without training
     */
    public SharedParameters(DataType type, NetworkPlan plan, int towers) {
        memory = new NativeMemory(type);
        try {
            values = memory.array(1, plan.size());
            int statisticsSize = plan.size() - plan.trainableSize();
            // ND4J has no empty arrays: without running statistics there is one unused value.
            nextStatistics = memory.array(1, Math.max(1, statisticsSize));
            statistics =
                    statisticsSize == 0 ? null : NativeMemory.view(values, plan.trainableSize(), 1, statisticsSize);
            for (int tower = 0; tower < towers; tower++) {
                gradients.add(memory.array(1, plan.trainableSize()));
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

    /**
     * {@code [1, trainable size]}: the gradient of a tower's share of the batch.
     *
     * @param index of the tower among those of this worker
     */
    public INDArray gradient(int index) {
        return gradients.get(index);
    }

    /** {@code [1, statistics]}: the running statistics after the current step. */
    INDArray nextStatistics() {
        return nextStatistics;
    }

    /** The bytes of {@link #nextStatistics()}. */
    ByteBuffer nextStatisticsBytes() {
        return NativeMemory.bytes(nextStatistics, 0, nextStatistics.length());
    }

    /** Replaces the running statistics. */
    void applyNextStatistics() {
        if (statistics != null) {
            statistics.assign(nextStatistics);
        }
    }

    /** Replaces all values. */
    public void load(float[] parameters) {
        NativeMemory.put(parameters, 0, parameters.length, values);
    }

    /** A copy of all values. */
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
