package io.convstream.ingest;

import io.convstream.image.PictureSet;
import io.convstream.image.RawRecord;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.jspecify.annotations.Nullable;

/** A picture set as an endless-looking stream: epoch after epoch, each perfectly shuffled and exactly replayable. */
public final class EpochSource {

    private EpochSource() {}

    /**
     * A source of numbered records, to be read by one subtask. Record number i is of epoch i / size, at position
     * permutation(seed, epoch)(i % size): nothing but the number is state.
     *
     * @param records how many to give before the stream ends
     */
    public static Source<RawRecord, ?, ?> of(PictureSet set, long seed, long records) {
        return new DataGeneratorSource<>(new Shuffled(set, seed), records, TypeInformation.of(RawRecord.class));
    }

    private static final class Shuffled implements GeneratorFunction<Long, RawRecord> {

        private final PictureSet set;
        private final long seed;
        private transient PictureSet.@Nullable Reader reader;
        private transient @Nullable Permutation permutation;
        private transient long permutationEpoch;

        Shuffled(PictureSet set, long seed) {
            this.set = set;
            this.seed = seed;
        }

        @Override
        public void open(SourceReaderContext context) throws IOException {
            reader = set.open();
        }

        @Override
        public RawRecord map(Long sequence) throws IOException {
            if (reader == null) {
                throw new IllegalStateException("the source is read before it is opened");
            }
            long epoch = sequence / set.size();
            if (permutation == null || permutationEpoch != epoch) {
                permutation = new Permutation(seed, epoch, set.size());
                permutationEpoch = epoch;
            }
            return reader.read(permutation.at(sequence % set.size())).numbered(sequence, (int) epoch);
        }

        @Override
        public void close() throws IOException {
            if (reader != null) {
                reader.close();
            }
        }
    }
}
