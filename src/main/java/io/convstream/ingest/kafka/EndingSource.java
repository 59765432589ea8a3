package io.convstream.ingest.kafka;

import io.convstream.image.RawRecord;
import io.convstream.ingest.hold.Hold;
import io.convstream.storage.StoragePath;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.base.source.hybrid.HybridSourceEnumeratorState;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Source of a topic with the end of a run, which is not part of its state. Before the end it holds until a checkpoint has been
 * kept; then it emits the drain requests of {@link ShuffleFunction}.
 *
 * @param <S> the splits of the source
 * @param <C> the state of its enumerator
 */
final class EndingSource<S extends SourceSplit, C> implements Source<RawRecord, S, C> {

    private static final long serialVersionUID = 1;

    private final Source<RawRecord, S, C> source;
    private final EndState.Codec<S> codec;
    private final TopicEnd end;

    EndingSource(Source<RawRecord, S, C> source, EndState.Codec<S> codec, TopicEnd end) {
        this.source = source;
        this.codec = codec;
        this.end = end;
    }

    @Override
    public Boundedness getBoundedness() {
        return source.getBoundedness();
    }

    @Override
    public SourceReader<RawRecord, S> createReader(SourceReaderContext context) throws Exception {
        StoragePath checkpoints = end.checkpoints();
        return new EndingReader<>(
                source.createReader(context), codec, end, checkpoints == null ? null : new Hold(context, checkpoints));
    }

    @Override
    public SplitEnumerator<S, C> createEnumerator(SplitEnumeratorContext<S> context) throws Exception {
        return source.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<S, C> restoreEnumerator(SplitEnumeratorContext<S> context, C state) throws Exception {
        if (state instanceof HybridSourceEnumeratorState passes && passes.getCurrentSourceIndex() >= end.passes()) {
            throw new SuppressRestartsException(
                    new IllegalArgumentException("the checkpoint is in pass " + (passes.getCurrentSourceIndex() + 1)
                            + " over the topic, but the run ends after " + end.passes()
                            + ": resume with more --epochs or --steps"));
        }
        return source.restoreEnumerator(context, state);
    }

    @Override
    public SimpleVersionedSerializer<S> getSplitSerializer() {
        return source.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<C> getEnumeratorCheckpointSerializer() {
        return source.getEnumeratorCheckpointSerializer();
    }
}
