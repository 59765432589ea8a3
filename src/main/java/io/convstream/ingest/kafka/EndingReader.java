package io.convstream.ingest.kafka;

import io.convstream.image.RawRecord;
import io.convstream.ingest.hold.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;

/** Reader of an {@link EndingSource}: the records of the topic, the hold, the rest of the records, the drain requests. */
@SuppressWarnings("try") // close() of Flink's own declares Exception
final class EndingReader<S extends SourceSplit> implements SourceReader<RawRecord, S> {

    private final SourceReader<RawRecord, S> reader;
    private final EndState.Codec<S> codec;
    private final TopicEnd end;
    private final @Nullable Hold hold;
    private final CountingOutput counter = new CountingOutput();
    private boolean started;
    private boolean ended;
    private int requests;
    private boolean drained;

    EndingReader(SourceReader<RawRecord, S> reader, EndState.Codec<S> codec, TopicEnd end, @Nullable Hold hold) {
        this.reader = reader;
        this.codec = codec;
        this.end = end;
        this.hold = hold;
    }

    /** Adds splits; those that are added before the start are restored from a checkpoint. */
    @Override
    public void addSplits(List<S> splits) {
        List<S> ofTopic = new ArrayList<>();
        Optional<EndState> restored = Optional.empty();
        for (S split : splits) {
            Optional<EndState> state = codec.decode(split);
            if (state.isPresent()) {
                restored = state;
            } else {
                ofTopic.add(split);
            }
        }
        if (restored.isPresent()) {
            restore(restored.get());
        } else if (!started && hold != null) {
            hold.release(); // of an older version: the number of records is unknown
        }
        if (!ofTopic.isEmpty()) {
            reader.addSplits(ofTopic);
        }
    }

    private void restore(EndState state) {
        if (state.drainedAfter() != 0 && state.drainedAfter() != end.passes()) {
            throw new SuppressRestartsException(new IllegalArgumentException(
                    "the checkpoint was taken while the shuffle buffer was emptied, after the last of "
                            + state.drainedAfter() + " passes, and cannot continue with another pass: resume from the"
                            + " run's checkpoints/last, or without other --epochs and --steps"));
        }
        counter.setRecords(state.records());
        drained = state.drainedAfter() != 0;
        if (hold != null && (drained || state.records() > end.holdAt())) {
            hold.release(); // the last checkpoint has been kept
        }
    }

    @Override
    public void start() {
        started = true;
        reader.start();
    }

    @Override
    public InputStatus pollNext(ReaderOutput<RawRecord> output) throws Exception {
        if (isHeld()) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        if (!ended) {
            InputStatus status = reader.pollNext(counter.to(output));
            if (status != InputStatus.END_OF_INPUT) {
                return status;
            }
            ended = true;
            return InputStatus.MORE_AVAILABLE;
        }
        if (requests == end.buffer()) {
            return InputStatus.END_OF_INPUT;
        }
        requests++;
        drained = true;
        output.collect(ShuffleFunction.drainRequest());
        return InputStatus.MORE_AVAILABLE;
    }

    /** Whether all records to train have been read, and the last checkpoint has not been kept. */
    private boolean isHeld() {
        if (hold == null || hold.isReleased() || !isComplete()) {
            return false;
        }
        hold.start();
        return true;
    }

    private boolean isComplete() {
        return ended || counter.records() >= end.holdAt();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        if (hold != null && isHeld()) {
            return hold.released();
        }
        return ended ? CompletableFuture.completedFuture(null) : reader.isAvailable();
    }

    @Override
    public List<S> snapshotState(long checkpoint) {
        if (hold != null) {
            hold.snapshot(checkpoint, isComplete());
        }
        List<S> splits = new ArrayList<>(reader.snapshotState(checkpoint));
        splits.add(codec.encode(new EndState(counter.records(), drained ? end.passes() : 0)));
        return splits;
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws Exception {
        reader.notifyCheckpointComplete(checkpoint);
        if (hold != null) {
            hold.complete(checkpoint);
        }
    }

    @Override
    public void notifyCheckpointAborted(long checkpoint) throws Exception {
        reader.notifyCheckpointAborted(checkpoint);
    }

    @Override
    public void notifyNoMoreSplits() {
        reader.notifyNoMoreSplits();
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        reader.handleSourceEvents(event);
    }

    @Override
    public void close() throws Exception {
        reader.close();
    }
}
