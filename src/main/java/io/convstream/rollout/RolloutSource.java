package io.convstream.rollout;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Flink source of the decisions of a service. It must run with parallelism 1. Its state is the number of the next decision; the
 * decisions themselves are in the journal.
 */
public final class RolloutSource implements Source<Signal, NumberSequenceSplit, Collection<NumberSequenceSplit>> {

    private static final long serialVersionUID = 1;

    /** Source of all numbers, of which this source uses the enumerator and the serializers. */
    private static final NumberSequenceSource NUMBERS = new NumberSequenceSource(0, Long.MAX_VALUE - 1);

    private final RolloutOptions options;
    private final List<ServedModel> models;

    /** @param models the models to serve */
    public RolloutSource(RolloutOptions options, List<ServedModel> models) {
        this.options = options;
        this.models = List.copyOf(models);
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<Signal, NumberSequenceSplit> createReader(SourceReaderContext context) throws IOException {
        return new RolloutReader(context, options, models);
    }

    @Override
    public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> createEnumerator(
            SplitEnumeratorContext<NumberSequenceSplit> context) {
        return NUMBERS.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> restoreEnumerator(
            SplitEnumeratorContext<NumberSequenceSplit> context, Collection<NumberSequenceSplit> state) {
        return NUMBERS.restoreEnumerator(context, state);
    }

    @Override
    public SimpleVersionedSerializer<NumberSequenceSplit> getSplitSerializer() {
        return NUMBERS.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<Collection<NumberSequenceSplit>> getEnumeratorCheckpointSerializer() {
        return NUMBERS.getEnumeratorCheckpointSerializer();
    }
}
