package io.convstream.network.layer;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.operation.BindContext;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * All-reduce of column sums over towers: each tower writes the sums of its rows to its row of a shared array, waits for
 * the others, then sums the shared rows. All towers sum in the same order, so they get the same bits.
 */
final class ColumnAllReduce {

    private final BindContext context;
    private final INDArray shared;
    private final INDArray total;
    private final INDArray own;
    private final NativeOp ownSums;
    private final NativeOp allSums;

    /**
     * Allocates the sums.
     *
     * @param rows this tower's values, {@code [rows, columns]}
     * @param factor of the sums
     */
    ColumnAllReduce(BindContext context, INDArray rows, double factor) {
        this.context = context;
        NativeMemory memory = context.memory();
        shared = context.sharedRows(rows.size(1));
        total = memory.array(1, rows.size(1));
        own = NativeMemory.view(shared, context.tower() * rows.size(1), 1, rows.size(1));
        ownSums = memory.columnSums(rows, factor, own);
        allSums = memory.columnSums(shared, 1, total);
    }

    /** {@code [1, columns]}: the sums of this tower's rows. */
    INDArray own() {
        return own;
    }

    /** {@code [1, columns]}: the sums over all towers. */
    INDArray total() {
        return total;
    }

    /** Computes the sums. Not reentrant; the end of the step separates calls. */
    void run() {
        ownSums.run();
        context.gatherRows(shared);
        allSums.run();
    }
}
