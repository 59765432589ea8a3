package io.convstream.ingest.kafka;

import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/** An enumerator that knows all its splits: once a reader has its own, it hears that no more will come. */
final class NoMoreSplitsEnumerator<S extends SourceSplit, C> extends DelegatingEnumerator<S, C> {

    private final SplitEnumeratorContext<S> context;

    NoMoreSplitsEnumerator(SplitEnumerator<S, C> enumerator, SplitEnumeratorContext<S> context) {
        super(enumerator);
        this.context = context;
    }

    @Override
    public void addReader(int subtask) {
        super.addReader(subtask);
        context.signalNoMoreSplits(subtask);
    }
}
