package io.convstream.ingest.hold;

import io.convstream.storage.KeptCheckpoint;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.connector.source.RichSourceReaderContext;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hold of a source reader after the last record of a run. It ends when a checkpoint that covers all records has completed;
 * that checkpoint is kept, so that a run with a later end can continue from it. Later, the end of the input makes the models
 * train an incomplete batch, which a longer run does not. All methods are for the task thread; Flink completes no checkpoint
 * while one of them runs, so none is deleted while it is copied.
 */
public final class Hold {

    /** Accumulator: {@link #HELD} or {@link #RELEASED}; 0 before. */
    public static final String STATE = "convstream.hold";

    /** The source holds: it has read all records. */
    public static final long HELD = 1;

    /** The source passes the end, or has passed it. */
    public static final long RELEASED = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Hold.class);

    private static final long NONE = Long.MAX_VALUE;

    private final RuntimeContext runtime;
    private final StoragePath checkpoints;
    private final LongCounter state = new LongCounter();
    private final CompletableFuture<Void> release = new CompletableFuture<>();
    /** The first checkpoint that covers all records. */
    private long covering = NONE;

    /**
     * The hold of a reader.
     *
     * @param checkpoints the folder of the run's checkpoints
     */
    public Hold(SourceReaderContext context, StoragePath checkpoints) {
        this.runtime = ((RichSourceReaderContext) context).getRuntimeContext();
        this.checkpoints = checkpoints;
        runtime.addAccumulator(STATE, state);
    }

    /** Starts the hold, after the last record; later calls have no effect. */
    public void start() {
        if (state.getLocalValue() == 0) {
            state.add(HELD);
        }
    }

    /** Returns whether the reader may pass the end. */
    public boolean isReleased() {
        return release.isDone();
    }

    /** Completes when the reader may pass the end. */
    public CompletableFuture<Void> released() {
        return release;
    }

    /** Releases the reader. */
    public void release() {
        state.resetLocal();
        state.add(RELEASED);
        release.complete(null);
    }

    /**
     * Records that a checkpoint is taken.
     *
     * @param complete whether all records have been emitted
     */
    public void snapshot(long checkpoint, boolean complete) {
        if (complete && covering == NONE) {
            covering = checkpoint;
        }
    }

    /** Keeps a completed checkpoint and releases the reader, if the checkpoint covers all records. */
    public void complete(long checkpoint) {
        if (isReleased() || checkpoint < covering) {
            return;
        }
        try {
            KeptCheckpoint.keep(checkpoints, runtime.getJobInfo().getJobId(), checkpoint);
        } catch (IOException e) {
            LOG.warn("No checkpoint is kept after the end of the run: {}", e.getMessage());
        }
        release();
    }
}
