package io.convstream.network;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Column sums over the rows of all towers: each tower writes its own sums into its row of a shared array, all wait for
 * each other, then each adds up all rows, in the same order and so with the same result.
 */
final class TeamSum {

    private final Replica replica;
    private final INDArray total;
    private final NativeOp own;
    private final NativeOp all;

    /** @param rows this tower's {@code [rows, columns]} */
    TeamSum(Replica replica, INDArray rows, double factor) {
        this.replica = replica;
        Memory memory = replica.memory();
        INDArray shared = replica.sharedRows(rows.size(1));
        total = memory.array(1, rows.size(1));
        own = memory.columnSums(rows, factor, Memory.view(shared, replica.tower() * rows.size(1), rows.size(1)));
        all = memory.columnSums(shared, 1, total);
    }

    /** {@code [1, columns]}, the same in all towers after {@link #run()}. */
    INDArray total() {
        return total;
    }

    /** No tower may come here again before all have read: the end of the step sees to that. */
    void run() {
        own.run();
        replica.meetOthers();
        all.run();
    }
}
