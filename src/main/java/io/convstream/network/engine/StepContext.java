package io.convstream.network.engine;

import io.convstream.network.nd4j.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the replicas of a group share: the batch, the current step, a barrier and arrays for all-reduce. */
final class StepContext implements AutoCloseable {

    private final int towers;
    private final int images;
    private final long seed;
    private final StepBarrier barrier;
    private final NativeMemory memory;
    private final List<INDArray> sharedRows = new ArrayList<>();
    private long step;

    StepContext(DataType type, int towers, int images, long seed) {
        this.towers = towers;
        this.images = images;
        this.seed = seed;
        this.barrier = new StepBarrier(towers);
        this.memory = new NativeMemory(type);
    }

    int towers() {
        return towers;
    }

    int images() {
        return images;
    }

    long seed() {
        return seed;
    }

    StepBarrier barrier() {
        return barrier;
    }

    long step() {
        return step;
    }

    /** Called between steps, when no replica computes. */
    void begin(long number) {
        step = number;
        barrier.reset();
    }

    /** The shared array of an index, {@code [towers, columns]}; replicas are bound one after the other. */
    INDArray sharedRows(int index, long columns) {
        if (index == sharedRows.size()) {
            sharedRows.add(memory.array(towers, columns));
        }
        return sharedRows.get(index);
    }

    @Override
    public void close() {
        memory.close();
    }
}
