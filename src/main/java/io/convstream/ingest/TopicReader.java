package io.convstream.ingest;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a topic holds at the moment, of transactions only what is committed; it leaves no trace in Kafka. */
public final class TopicReader {

    private TopicReader() {}

    /** What is done with a message. */
    public interface Reading {
        void read(ConsumerRecord<byte[], byte[]> message) throws IOException;
    }

    /**
     * Reads all messages; those of a partition in their order.
     *
     * @throws IOException where the broker can't be reached or there is no such topic
     */
    public static void readAll(KafkaTopic topic, Reading reading) throws IOException {
        read(topic, TopicRange.untilNow(topic, StartOffsets.EARLIEST), reading);
    }

    static void read(KafkaTopic topic, TopicRange range, Reading reading) throws IOException {
        Map<TopicPartition, Long> ends = range.until();
        Properties properties = topic.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(ends.keySet());
            range.from().forEach(consumer::seek);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
                    var partition = new TopicPartition(message.topic(), message.partition());
                    if (message.offset() < ends.getOrDefault(partition, 0L)) {
                        reading.read(message);
                    }
                }
            }
        } catch (KafkaException e) {
            throw new IOException(topic + " cannot be read: " + e.getMessage(), e);
        }
    }
}
