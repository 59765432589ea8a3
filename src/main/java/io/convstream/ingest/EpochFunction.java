package io.convstream.ingest;

import io.convstream.image.ImageSet;
import io.convstream.image.RawRecord;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.jspecify.annotations.Nullable;

/** Mapping of stream indexes to records: epoch = index / size, with a new permutation in each epoch. */
final class EpochFunction implements GeneratorFunction<Long, RawRecord> {

    private static final long serialVersionUID = 1;

    private final ImageSet set;
    private final long seed;
    private final long size;

    private transient ImageSet.@Nullable Reader reader;
    private transient @Nullable Permutation permutation;
    private transient int permutationEpoch;

    EpochFunction(ImageSet set, long seed) {
        this.set = set;
        this.seed = seed;
        this.size = set.size();
    }

    @Override
    public void open(SourceReaderContext context) throws IOException {
        reader = set.open();
    }

    @Override
    public RawRecord map(Long index) throws IOException {
        if (reader == null) {
            throw new IllegalStateException("the source reads before it was opened");
        }
        int epoch = Math.toIntExact(index / size);
        return reader.read(permutation(epoch).at(index % size), epoch).numbered(index, epoch);
    }

    private Permutation permutation(int epoch) {
        if (permutation == null || permutationEpoch != epoch) {
            permutation = new Permutation(seed, epoch, size);
            permutationEpoch = epoch;
        }
        return permutation;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
