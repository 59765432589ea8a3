package io.convstream.exchange;

import java.nio.ByteBuffer;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * The workers that train one model, as one of them sees them. All of them call the same methods in the same order, for one
 * step after the other.
 */
@PublicEvolving
public interface WorkerGroup {

    /** A single worker, which exchanges nothing. */
    WorkerGroup ALONE = new WorkerGroup() {
        @Override
        public int rank() {
            return 0;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public long exchangeNanos() {
            return 0;
        }

        @Override
        public void exchange(long step, ByteBuffer[] @Nullable [] outgoing, ByteBuffer[] @Nullable [] incoming) {}
    };

    /** Index of this worker, from 0. */
    int rank();

    /** Number of workers. */
    int size();

    /** Time in {@link #exchange} so far, waiting for other workers included. */
    long exchangeNanos();

    /**
     * Sends bytes to other workers and receives bytes from others; returns when all have been sent and received. The bytes
     * for one worker are those of its buffers, each from position to limit. The receiver knows how many it gets.
     *
     * @param outgoing by rank; null: nothing is sent; not used for this worker
     * @param incoming by rank; null: nothing is received; not used for this worker
     * @throws WorkerLostException if another worker does not answer in time, or answers with something else
     */
    void exchange(long step, ByteBuffer[] @Nullable [] outgoing, ByteBuffer[] @Nullable [] incoming);
}
