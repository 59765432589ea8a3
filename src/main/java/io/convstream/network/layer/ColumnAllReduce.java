package io.convstream.network.layer;

import io.convstream.network.nd4j.NativeMemory;
import io.convstream.network.nd4j.NativeOp;
import io.convstream.network.operation.BindContext;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Column sums over the rows of all towers: each tower writes its own sums into its row of a shared array, all wait for
 * each other, then each adds up all rows, in the same order and so with the same result.
 */
final class ColumnAllReduce {

    private final BindContext context;
    private final INDArray total;
    private final INDArray own;
    private final NativeOp ownSums;
    private final NativeOp allSums;

    /** @param rows this tower's {@code [rows, columns]} */
    ColumnAllReduce(BindContext context, INDArray rows, double factor) {
        this.context = context;
        NativeMemory memory = context.memory();
        INDArray shared = context.sharedRows(rows.size(1));
        total = memory.array(1, rows.size(1));
        own = NativeMemory.view(shared, context.tower() * rows.size(1), 1, rows.size(1));
        ownSums = memory.columnSums(rows, factor, own);
        allSums = memory.columnSums(shared, 1, total);
    }

    /** {@code [1, columns]}, this tower's share. */
    INDArray own() {
        return own;
    }

    /** {@code [1, columns]}, the same in all towers after {@link #run()}. */
    INDArray total() {
        return total;
    }

    /** No tower may come here again before all have read: the end of the step sees to that. */
    void run() {
        ownSums.run();
        context.awaitReplicas();
        allSums.run();
    }
}
