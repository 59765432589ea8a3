package io.convstream.ingest.kafka;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.connector.base.source.hybrid.HybridSourceSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.TopicPartition;

/**
 * What the reader of a topic stores in addition to the positions of its splits. It is stored as a split of its own, because a
 * reader has no other state.
 *
 * @param records the number of records read
 * @param drainedAfter the number of passes after which drain requests were emitted; 0: none yet
 */
public record EndState(long records, int drainedAfter) {

    /** The id of the split, which is none of the topic. */
    public static final String ID = "convstream-end";

    /** Conversion to and from a split. */
    interface Codec<S extends SourceSplit> extends Serializable {

        S encode(EndState state);

        /** Returns the state; empty if the split is one of the topic. */
        Optional<EndState> decode(S split);
    }

    /** Codec for passes over a topic. */
    static final class OfPasses implements Codec<HybridSourceSplit> {

        private static final long serialVersionUID = 1;

        @Override
        public HybridSourceSplit encode(EndState state) {
            byte[] bytes = ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                    .putLong(state.records())
                    .putInt(state.drainedAfter())
                    .array();
            return new HybridSourceSplit(0, bytes, 0, ID);
        }

        @Override
        public Optional<EndState> decode(HybridSourceSplit split) {
            ByteBuffer bytes = ByteBuffer.wrap(split.wrappedSplitBytes());
            return split.splitId().equals(ID)
                    ? Optional.of(new EndState(bytes.getLong(), bytes.getInt()))
                    : Optional.empty();
        }
    }

    /** Codec for a topic that is read without end: the number of records is the offset of a partition that does not exist. */
    static final class OfPartitions implements Codec<KafkaPartitionSplit> {

        private static final long serialVersionUID = 1;

        @Override
        public KafkaPartitionSplit encode(EndState state) {
            return new KafkaPartitionSplit(new TopicPartition(ID, 0), state.records());
        }

        @Override
        public Optional<EndState> decode(KafkaPartitionSplit split) {
            return split.getTopic().equals(ID)
                    ? Optional.of(new EndState(split.getStartingOffset(), 0))
                    : Optional.empty();
        }
    }
}
