package io.convstream.ingest.kafka;

import io.convstream.image.RawRecord;
import java.util.Set;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.base.source.hybrid.HybridSource;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/** Factory of Flink sources of a topic. {@link ShuffleFunction} assigns the sequence numbers of their records. */
public final class TopicSource {

    private TopicSource() {}

    /**
     * Creates a source that reads a topic forever, including partitions that are added later.
     *
     * @param end where the source holds
     */
    public static Source<RawRecord, ?, ?> unbounded(KafkaTopic topic, StartOffsets start, TopicEnd end) {
        var source = new MonitoredKafkaSource<>(
                topic,
                builder(topic, 0)
                        .setTopics(topic.name())
                        .setStartingOffsets(start.initializer())
                        .build());
        return new EndingSource<>(source, new EndState.OfPartitions(), end);
    }

    /**
     * Creates a source that reads a topic forever, including partitions that are added later, and commits the offsets of
     * completed checkpoints to the consumer group.
     *
     * @param deserializer converts a message to at most one record, and rejects none
     */
    public static <T> Source<T, ?, ?> unbounded(
            KafkaTopic topic, StartOffsets start, KafkaRecordDeserializationSchema<T> deserializer) {
        return new MonitoredKafkaSource<>(
                topic,
                KafkaSource.<T>builder()
                        .setProperties(topic.consumerProperties())
                        .setTopics(topic.name())
                        .setStartingOffsets(start.initializer())
                        .setDeserializer(deserializer)
                        .build());
    }

    /** Creates a source that reads a range of a topic {@link TopicEnd#passes} times. */
    public static Source<RawRecord, ?, ?> bounded(KafkaTopic topic, TopicRange range, TopicEnd end) {
        HybridSource.HybridSourceBuilder<RawRecord, SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState>> all =
                HybridSource.builder(pass(topic, range, 0));
        for (int epoch = 1; epoch < end.passes(); epoch++) {
            all = all.addSource(pass(topic, range, epoch));
        }
        return new EndingSource<>(all.build(), new EndState.OfPasses(), end);
    }

    private static MonitoredKafkaSource<RawRecord> pass(KafkaTopic topic, TopicRange range, int epoch) {
        return new MonitoredKafkaSource<>(
                topic,
                builder(topic, epoch)
                        .setPartitions(Set.copyOf(range.until().keySet())) // a partition added later would have no end
                        .setStartingOffsets(OffsetsInitializer.offsets(range.from()))
                        .setBounded(OffsetsInitializer.offsets(range.until()))
                        .build());
    }

    private static KafkaSourceBuilder<RawRecord> builder(KafkaTopic topic, int epoch) {
        return KafkaSource.<RawRecord>builder()
                .setProperties(topic.consumerProperties())
                // ShuffleFunction commits offsets: buffered records have been read, but not trained.
                .setProperty(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), "false")
                .setDeserializer(new ImageMessageDeserializer(epoch));
    }
}
