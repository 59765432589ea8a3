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

/** Reads what a topic holds at the moment, of transactions only what is committed; it leaves no trace in Kafka. */
public final class TopicReader {

    /** Time for the largest message over a slow network; a broker that is away is noticed after it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TopicReader() {}

    /** What is done with a message. */
    public interface Reading {
        void read(ConsumerRecord<byte[], byte[]> message) throws IOException;
    }

    /**
     * Reads all messages; those of a partition in their order.
     *
     * @return what was read
     * @throws IOException if the broker cannot be reached or there is no such topic
     */
    public static TopicRange readAll(KafkaTopic topic, Reading reading) throws IOException {
        TopicRange range = TopicRange.untilNow(topic, StartOffsets.EARLIEST);
        read(topic, range, reading);
        return range;
    }

    static void read(KafkaTopic topic, TopicRange range, Reading reading) throws IOException {
        read(topic, range, PATIENCE, reading);
    }

    /** @param patience for the next message: after it the broker is asked whether it is still there */
    static void read(KafkaTopic topic, TopicRange range, Duration patience, Reading reading) throws IOException {
        Map<TopicPartition, Long> ends = range.until();
        Properties properties = topic.consumerProperties();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(ends.keySet());
            range.from().forEach(consumer::seek);
            long missing = missing(consumer, ends);
            long moved = System.nanoTime();
            while (missing > 0) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
                    var partition = new TopicPartition(message.topic(), message.partition());
                    if (message.offset() < ends.getOrDefault(partition, 0L)) {
                        reading.read(message);
                    }
                }
                long left = missing(consumer, ends);
                if (left != missing) {
                    missing = left;
                    moved = System.nanoTime();
                } else if (System.nanoTime() - moved > patience.toNanos()) {
                    throw stalled(topic, missing, patience);
                }
            }
        } catch (KafkaException e) {
            throw KafkaFailure.of(topic, "read it", e);
        }
    }

    /** How many offsets there are still to read. */
    private static long missing(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }

    /** Kafka's consumer waits for a broker for ever: another client says what is wrong with it. */
    private static IOException stalled(KafkaTopic topic, long missing, Duration patience) throws IOException {
        topic.partitions(AclOperation.READ);
        return new IOException("topic " + topic.name() + " on " + topic.servers() + ": no message arrived for "
                + patience.toSeconds() + " s, " + missing
                + " are still to read: check that all brokers are running (a partition may have no leader)");
    }
}
