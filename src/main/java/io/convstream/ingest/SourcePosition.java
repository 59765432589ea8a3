package io.convstream.ingest;

import io.convstream.ingest.kafka.EndState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.connector.base.source.hybrid.HybridSourceSplit;
import org.apache.flink.connector.base.source.hybrid.HybridSourceSplitSerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The position of a source in a checkpoint: the next record of files, or the next offset of each partition of a topic.
 * Neither, if all records have been read.
 *
 * @param next the number of the next record over all epochs, from 0; null for a topic
 * @param partitions those that are not read to their end
 */
public record SourcePosition(@Nullable Long next, List<Partition> partitions) {

    /** The uid of the source. */
    public static final String OPERATOR = "ingest";

    /** The name of the operator state in which Flink stores the splits of a source's reader. */
    public static final String STATE = "SourceReaderState";

    /**
     * A partition of a topic.
     *
     * @param epoch the pass over the topic, from 0
     * @param next the offset of the next message
     * @param end the offset at which the pass ends; null if the stream is unbounded
     */
    public record Partition(
            String topic,
            int partition,
            int epoch,
            long next,
            @Nullable Long end) {}

    /** Flink writes a string of n bytes as 2 + n bytes. */
    private static final int LENGTH_OF_STRING = Short.BYTES;

    private static final int NUMBER_SPLIT = 2 * Long.BYTES;
    private static final int KAFKA_SPLIT = Integer.BYTES + 2 * Long.BYTES;

    /**
     * Reads a position from the splits of a reader: the version of their serializer, their length, their bytes.
     *
     * @return null if they are of another source than those of convstream
     * @throws IOException if they are damaged
     */
    public static @Nullable SourcePosition of(Iterable<byte[]> splits) throws IOException {
        @Nullable Long next = null;
        List<Partition> partitions = new ArrayList<>();
        for (byte[] state : splits) {
            ByteBuffer buffer = ByteBuffer.wrap(state);
            int version = buffer.getInt();
            byte[] split = new byte[Math.min(buffer.getInt(), buffer.remaining())];
            buffer.get(split);
            int epoch = 0;
            if (isHybrid(split)) {
                HybridSourceSplit hybrid = new HybridSourceSplitSerializer().deserialize(version, split);
                if (EndState.ID.equals(hybrid.splitId())) {
                    continue;
                }
                epoch = hybrid.sourceIndex();
                version = hybrid.wrappedSplitSerializerVersion();
                split = hybrid.wrappedSplitBytes();
                if (length(split) == NUMBER_SPLIT) {
                    continue; // requests to drain the shuffle buffer: all records have been read
                }
            }
            if (length(split) == NUMBER_SPLIT) {
                var numbers =
                        new NumberSequenceSource(0, 0).getSplitSerializer().deserialize(version, split);
                next = numbers.from();
            } else if (length(split) == KAFKA_SPLIT) {
                KafkaPartitionSplit kafka = new KafkaPartitionSplitSerializer().deserialize(version, split);
                if (!EndState.ID.equals(kafka.getTopic())) {
                    partitions.add(partition(kafka, epoch));
                }
            } else {
                return null;
            }
        }
        return new SourcePosition(next, List.copyOf(partitions));
    }

    /** Returns whether the split of a hybrid source wraps another: it begins with a small int, others with a string. */
    private static boolean isHybrid(byte[] split) {
        return split.length > LENGTH_OF_STRING && split[0] == 0 && split[1] == 0;
    }

    /** Returns the number of bytes after the string at the beginning. */
    private static int length(byte[] split) {
        return split.length < LENGTH_OF_STRING
                ? 0
                : split.length - LENGTH_OF_STRING - ByteBuffer.wrap(split).getShort();
    }

    private static Partition partition(KafkaPartitionSplit split, int epoch) {
        return new Partition(
                split.getTopic(),
                split.getPartition(),
                epoch,
                split.getStartingOffset(),
                split.getStoppingOffset().orElse(null));
    }
}
