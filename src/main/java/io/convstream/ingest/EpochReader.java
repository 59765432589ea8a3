package io.convstream.ingest;

import io.convstream.image.RawRecord;
import io.convstream.ingest.hold.Hold;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;

/** Reader of an {@link EpochSource}: emits records from the number in its split up to the end of the job. */
final class EpochReader implements SourceReader<RawRecord, NumberSequenceSplit> {

    private final SourceReaderContext context;
    private final EpochFunction function;
    private final long records;
    private final long holdAt;
    private final @Nullable Hold hold;
    private final CompletableFuture<Void> hasSplit = new CompletableFuture<>();
    private @Nullable String split;
    private long next;

    /**
     * A reader without a split.
     *
     * @param records the number of records until the end
     * @param holdAt the number of records until the hold
     * @param checkpoints the folder of checkpoints; null: the reader never holds
     */
    EpochReader(
            SourceReaderContext context,
            EpochFunction function,
            long records,
            long holdAt,
            @Nullable StoragePath checkpoints) {
        this.context = context;
        this.function = function;
        this.records = records;
        this.holdAt = holdAt;
        this.hold = checkpoints == null ? null : new Hold(context, checkpoints);
    }

    @Override
    public void start() {
        if (split == null) {
            context.sendSplitRequest();
        }
    }

    @Override
    public void addSplits(List<NumberSequenceSplit> splits) {
        for (NumberSequenceSplit added : splits) {
            split = added.splitId();
            next = added.from();
        }
        if (next > records) {
            throw new SuppressRestartsException(new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the checkpoint has read %,d images, but the run ends after %,d: resume with more --epochs or --steps",
                    next,
                    records)));
        }
        if (hold != null && next > holdAt) {
            hold.release(); // the checkpoint at the end has been kept
        }
        hasSplit.complete(null);
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public InputStatus pollNext(ReaderOutput<RawRecord> output) throws IOException {
        if (split == null) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        if (isHeld()) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        if (next >= records) {
            return InputStatus.END_OF_INPUT;
        }
        output.collect(function.map(next));
        next++;
        return InputStatus.MORE_AVAILABLE;
    }

    private boolean isHeld() {
        if (hold == null || next < holdAt || hold.isReleased()) {
            return false;
        }
        hold.start();
        return true;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return hold != null && isHeld() ? hold.released() : hasSplit;
    }

    @Override
    public List<NumberSequenceSplit> snapshotState(long checkpoint) {
        if (hold != null) {
            hold.snapshot(checkpoint, next >= holdAt);
        }
        return split == null ? List.of() : List.of(new NumberSequenceSplit(split, next, Long.MAX_VALUE - 1));
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
        if (hold != null) {
            hold.complete(checkpoint);
        }
    }

    @Override
    public void close() throws IOException {
        function.close();
    }
}
