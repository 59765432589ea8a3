package io.convstream.ingest.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reader that follows a small topic, without a consumer group; reads committed transactions only. Partitions that are added
 * later are not read. Not thread-safe.
 */
public final class TopicTail implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final KafkaTopic topic;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Opens the topic.
     *
     * @param positions the next offset of each partition; partitions without one are read from their beginning
     * @throws IOException if the broker cannot be reached, or there is no such topic
     */
    public TopicTail(KafkaTopic topic, Map<Integer, Long> positions) throws IOException {
        this.topic = topic;
        List<TopicPartition> partitions = topic.partitions(AclOperation.READ);
        Properties properties = topic.consumerProperties();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        try {
            consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw KafkaFailure.of(topic, "read it", e);
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        for (TopicPartition partition : partitions) {
            Long next = positions.get(partition.partition());
            if (next != null) {
                consumer.seek(partition, next);
            }
        }
    }

    /**
     * Returns the messages that have arrived, in order within each partition.
     *
     * @param patience how long to wait for the first one
     */
    public List<ConsumerRecord<byte[], byte[]>> poll(Duration patience) throws IOException {
        try {
            var messages = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            consumer.poll(patience).forEach(messages::add);
            return messages;
        } catch (KafkaException e) {
            throw KafkaFailure.of(topic, "read it", e);
        }
    }

    /** Returns whether every message that the topic held at a moment during this call has been returned. */
    public boolean isAtEnd() throws IOException {
        try {
            return consumer.endOffsets(consumer.assignment(), ANSWER).entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey(), ANSWER) >= end.getValue());
        } catch (KafkaException e) {
            throw KafkaFailure.of(topic, "find its end", e);
        }
    }

    /** Returns the next offset of each partition. */
    public Map<Integer, Long> positions() throws IOException {
        Map<Integer, Long> positions = new HashMap<>();
        try {
            for (TopicPartition partition : consumer.assignment()) {
                positions.put(partition.partition(), consumer.position(partition, ANSWER));
            }
        } catch (KafkaException e) {
            throw KafkaFailure.of(topic, "find its positions", e);
        }
        return positions;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
