package io.convstream.ingest;

import io.convstream.image.ImageSet;
import io.convstream.image.RawRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;

/**
 * Flink source that reads an image set repeatedly, with a new permutation in each epoch. Its checkpoint state is one number. It
 * must run with parallelism 1: records are then emitted in sequence order, without gaps.
 */
@PublicEvolving
public final class EpochSource {

    private EpochSource() {}

    /**
     * Creates a source that emits {@code records} records, over as many epochs as needed.
     *
     * @param seed determines the order of the records
     * @param records the total number, at least 1
     */
    public static DataGeneratorSource<RawRecord> of(ImageSet set, long seed, long records) {
        if (records < 1) {
            throw new IllegalArgumentException(
                    "a source of " + records + " records is empty: it needs at least 1 record");
        }
        return new DataGeneratorSource<>(new EpochFunction(set, seed), records, TypeInformation.of(RawRecord.class));
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
}
