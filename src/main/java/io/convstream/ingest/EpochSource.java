package io.convstream.ingest;

import io.convstream.image.ImageSet;
import io.convstream.image.RawRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;

/**
 * Makes a Flink source of an image set that reads it over and over, shuffled anew in each epoch. Its state in a
 * checkpoint is one number. It must run with parallelism 1: then records come in the order of their sequence, without
 * gaps.
 */
public final class EpochSource {

    private EpochSource() {}

    /**
     * Makes a source of so many records, over as many epochs as that takes.
     *
     * @param seed changes the order of the records
     * @param records how many in all
     */
    public static DataGeneratorSource<RawRecord> of(ImageSet set, long seed, long records) {
        if (records < 1) {
            throw new IllegalArgumentException("a source of " + records + " records never starts: ask for at least 1");
        }
        return new DataGeneratorSource<>(new EpochFunction(set, seed), records, TypeInformation.of(RawRecord.class));
    }

    /**
     * The records that the source of a set begins with.
     *
     * @throws IOException with the path, where a file cannot be read
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
