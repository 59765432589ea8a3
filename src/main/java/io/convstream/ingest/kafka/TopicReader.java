package io.convstream.ingest.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reader of the messages that a topic holds now, without a consumer group; reads committed transactions only. */
public final class TopicReader {

    /** Long enough for the largest message over a slow network; then the broker is checked. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private TopicReader() {}

    /** Handler of a message. */
    @FunctionalInterface
    public interface MessageHandler {
        void handle(ConsumerRecord<byte[], byte[]> message) throws IOException;
    }

    /**
     * Reads all messages, in order within each partition.
     *
     * @return the range that was read
     * @throws IOException if the broker cannot be reached or there is no such topic
     */
    public static TopicRange readAll(KafkaTopic topic, MessageHandler handler) throws IOException {
        TopicRange range = TopicRange.toLatest(topic, StartOffsets.EARLIEST);
        read(topic, range, handler);
        return range;
    }

    static void read(KafkaTopic topic, TopicRange range, MessageHandler handler) throws IOException {
        read(topic, range, TIMEOUT, handler);
    }

    /** @param timeout limit for the next message, after which the broker is checked */
    static void read(KafkaTopic topic, TopicRange range, Duration timeout, MessageHandler handler) throws IOException {
        Map<TopicPartition, Long> ends = range.until();
        Properties properties = topic.consumerProperties();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(ends.keySet());
            range.from().forEach(consumer::seek);
            long remaining = remaining(consumer, ends);
            long lastProgress = System.nanoTime();
            while (remaining > 0) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
                    var partition = new TopicPartition(message.topic(), message.partition());
                    if (message.offset() < ends.getOrDefault(partition, 0L)) {
                        handler.handle(message);
                    }
                }
                long now = remaining(consumer, ends);
                if (now != remaining) {
                    remaining = now;
                    lastProgress = System.nanoTime();
                } else if (System.nanoTime() - lastProgress > timeout.toNanos()) {
                    throw stalled(topic, remaining, timeout);
                }
            }
        } catch (KafkaException e) {
            throw KafkaFailure.of(topic, "read it", e);
        }
    }

    /** Returns the number of offsets to read. */
    private static long remaining(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }

    /** A Kafka consumer waits forever for a broker: an admin client finds out the cause. */
    private static IOException stalled(KafkaTopic topic, long remaining, Duration timeout) throws IOException {
        topic.partitions(AclOperation.READ);
        return new IOException("topic " + topic.name() + " on " + topic.servers() + ": no message arrived for "
                + timeout.toSeconds() + " s, " + remaining
                + " are still unread: check that all brokers are running (a partition may have no leader)");
    }
}
