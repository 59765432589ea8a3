package io.convstream.network.compiled;

import io.convstream.exchange.Towers;
import io.convstream.exchange.WorkerGroup;
import io.convstream.network.engine.StepBarrier;
import io.convstream.network.nd4j.NativeMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * State that the replicas of a group share: size of the batch, current step, barrier and all-reduce buffers. Written
 * between steps by the thread that starts them; handing tasks to the towers' executors makes it visible to them.
 */
final class StepContext implements AutoCloseable {

    private final Towers towers;
    private final int images;
    private final long seed;
    private final StepBarrier barrier;
    private final NativeMemory memory;
    private final List<INDArray> sharedRows = new ArrayList<>();
    private long step;

    StepContext(DataType type, Towers towers, int images, long seed) {
        this.towers = towers;
        this.images = images;
        this.seed = seed;
        this.barrier = new StepBarrier(Math.max(1, ownReplicas()));
        this.memory = new NativeMemory(type);
    }

    Towers towers() {
        return towers;
    }

    /** Number of replicas of this worker. */
    int ownReplicas() {
        return towers.activeOf(towers.workers().rank(), images);
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
            sharedRows.add(memory.array(towers.active(images), columns));
        }
        return sharedRows.get(index);
    }

    /** Waits until all replicas of all workers have written their rows. */
    void gatherRows(INDArray rows, boolean isFirst) {
        barrier.await();
        if (towers.workers().size() > 1) {
            if (isFirst) {
                exchangeRows(rows);
            }
            barrier.await();
        }
    }

    private void exchangeRows(INDArray rows) {
        WorkerGroup workers = towers.workers();
        var outgoing = new ByteBuffer[workers.size()][];
        var incoming = new ByteBuffer[workers.size()][];
        for (int rank = 0; rank < workers.size(); rank++) {
            if (towers.activeOf(rank, images) > 0) {
                outgoing[rank] = new ByteBuffer[] {rowsOf(workers.rank(), rows)};
                incoming[rank] = new ByteBuffer[] {rowsOf(rank, rows)};
            }
        }
        workers.exchange(step, outgoing, incoming);
    }

    private ByteBuffer rowsOf(int rank, INDArray rows) {
        return NativeMemory.bytes(
                rows, (long) rank * towers.own() * rows.size(1), towers.activeOf(rank, images) * rows.size(1));
    }

    @Override
    public void close() {
        memory.close();
    }
}
