package io.convstream.ingest.kafka;

import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/** Enumerator of a fixed set of splits: signals to each reader that there are no more. */
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
