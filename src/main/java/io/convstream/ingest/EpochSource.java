package io.convstream.ingest;

import io.convstream.image.ImageSet;
import io.convstream.image.RawRecord;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Flink source that reads an image set repeatedly, with a new permutation in each epoch. It must run with parallelism 1: records
 * are then emitted in sequence order, without gaps. Its checkpoint state is the number of the next record; the end is not part
 * of it, so a resumed job may have another end.
 */
@PublicEvolving
public final class EpochSource implements Source<RawRecord, NumberSequenceSplit, Collection<NumberSequenceSplit>> {

    private static final long serialVersionUID = 1;

    /** Source of all numbers, of which this source uses the enumerator and the serializers. */
    private static final NumberSequenceSource NUMBERS = new NumberSequenceSource(0, Long.MAX_VALUE - 1);

    private final ImageSet set;
    private final long seed;
    private final long records;
    private final long holdAt;
    private final @Nullable StoragePath checkpoints;

    private EpochSource(ImageSet set, long seed, long records, long holdAt, @Nullable StoragePath checkpoints) {
        if (records < 1) {
            throw new IllegalArgumentException(
                    "a source of " + records + " records is empty: it needs at least 1 record");
        }
        this.set = set;
        this.seed = seed;
        this.records = records;
        this.holdAt = holdAt;
        this.checkpoints = checkpoints;
    }

    /**
     * Creates a source that emits {@code records} records, over as many epochs as needed.
     *
     * @param seed determines the order of the records
     * @param records the total number, at least 1
     */
    public static EpochSource of(ImageSet set, long seed, long records) {
        return new EpochSource(set, seed, records, records, null);
    }

    /**
     * Returns a source that pauses until a checkpoint covers the first {@code number} records, and keeps that checkpoint. The
     * job must have periodic checkpoints.
     *
     * @param folder Flink's path of the folder of the run's checkpoints
     */
    public EpochSource holdingAt(long number, String folder) {
        return new EpochSource(set, seed, records, Math.min(number, records), StoragePath.of(new Path(folder)));
    }

    /**
     * Returns the first records that a source of the set emits, at most one epoch.
     *
     * @throws IOException with the path, if a file cannot be read
     */
    public static List<RawRecord> first(ImageSet set, long seed, int records) throws IOException {
        var permutation = new Permutation(seed, 0, set.size());
        var first = new ArrayList<RawRecord>();
        try (ImageSet.Reader reader = set.open()) {
            for (int sequence = 0; sequence < Math.min(records, set.size()); sequence++) {
                first.add(reader.read(permutation.at(sequence)).numbered(sequence, 0));
            }
        }
        return first;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<RawRecord, NumberSequenceSplit> createReader(SourceReaderContext context) throws IOException {
        var function = new EpochFunction(set, seed);
        function.open(context);
        return new EpochReader(context, function, records, holdAt, checkpoints);
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
