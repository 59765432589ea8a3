package io.convstream.network.compiled;

import io.convstream.network.engine.StepBarrier;
import io.convstream.network.nd4j.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * State that the replicas of a group share: size of the batch, current step, barrier and all-reduce buffers. Written
 * between steps by the thread that starts them; handing tasks to the towers' executors makes it visible to them.
 */
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

    /** Starts a step. Call it only if no replica computes. */
    void begin(long number) {
        step = number;
        barrier.reset();
    }

    /** The shared array of an index, {@code [towers, columns]}. Replicas are bound one after the other, so no lock. */
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
