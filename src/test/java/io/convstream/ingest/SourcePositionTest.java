package io.convstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.ingest.SourcePosition.Partition;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.connector.base.source.hybrid.HybridSourceSplit;
import org.apache.flink.connector.base.source.hybrid.HybridSourceSplitSerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Positions as the serializers of Flink's sources write them. */
final class SourcePositionTest {

    private static final SimpleVersionedSerializer<NumberSequenceSplit> NUMBERS =
            new NumberSequenceSource(0, 0).getSplitSerializer();
    private static final KafkaPartitionSplitSerializer KAFKA = new KafkaPartitionSplitSerializer();

    @Test
    void filesHaveANextRecord() throws IOException {
        var split = new NumberSequenceSplit("1", 1_575, 9_999);
        assertThat(SourcePosition.of(List.of(bytes(NUMBERS, split)))).isEqualTo(new SourcePosition(1_575L, List.of()));
    }

    @Test
    void anUnboundedTopicHasAnOffsetForEachPartition() throws IOException {
        var first = new KafkaPartitionSplit(new TopicPartition("images", 0), 12);
        var second = new KafkaPartitionSplit(new TopicPartition("images", 1), 0);
        assertThat(SourcePosition.of(List.of(bytes(KAFKA, first), bytes(KAFKA, second))))
                .isEqualTo(new SourcePosition(
                        null,
                        List.of(new Partition("images", 0, 0, 12, null), new Partition("images", 1, 0, 0, null))));
    }

    @Test
    void aBoundedTopicHasAnEpochAndAnEnd() throws IOException {
        var split = new KafkaPartitionSplit(new TopicPartition("images", 3), 12, 100);
        assertThat(SourcePosition.of(List.of(hybrid(2, KAFKA, split))))
                .isEqualTo(new SourcePosition(null, List.of(new Partition("images", 3, 2, 12, 100L))));
    }

    @Test
    void allRecordsOfATopicAreReadWhenItsBufferDrains() throws IOException {
        assertThat(SourcePosition.of(List.of(hybrid(3, NUMBERS, new NumberSequenceSplit("1", 5, 9)))))
                .isEqualTo(new SourcePosition(null, List.of()));
    }

    @Test
    void anotherSourceHasNoPosition() throws IOException {
        assertThat(SourcePosition.of(List.of(new byte[] {0, 0, 0, 1, 0, 0, 0, 3, 5, 5, 5})))
                .isNull();
    }

    private static <T> byte[] bytes(SimpleVersionedSerializer<T> serializer, T split) throws IOException {
        return SimpleVersionedSerialization.writeVersionAndSerialize(serializer, split);
    }

    /** Hybrid sources create their splits internally only. */
    private static <T> byte[] hybrid(int source, SimpleVersionedSerializer<T> serializer, T split) throws IOException {
        return bytes(
                new HybridSourceSplitSerializer(),
                new HybridSourceSplit(source, serializer.serialize(split), serializer.getVersion(), split.toString()));
    }
}
