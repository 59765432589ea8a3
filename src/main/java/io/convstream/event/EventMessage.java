package io.convstream.event;

import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How an event lies in a Kafka message: one JSON object. The confusion matrices of an evaluation grow with the square of
 * the number of classes; if a message with them is too large for the topic, it says so in their place.
 */
public final class EventMessage implements KafkaRecordSerializationSchema<Event> {

    private static final long serialVersionUID = 1;

    /** Room for what Kafka adds. */
    private static final int ROOM = 1 << 10;
    /** An event without what grows with the classes: names, paths, sentences. */
    private static final int PLAIN_BYTES = 8 << 10;
    /** A share of each class, for two sets of weights. */
    private static final int CLASS_BYTES = 2 * 25;

    private final String topic;
    private final int largest;

    /**
     * Serializes events for a topic.
     *
     * @param largest the bytes that a message of the topic may have
     */
    public EventMessage(String topic, int largest) {
        this.topic = topic;
        this.largest = largest;
    }

    /** The bytes that a message of the topic must be allowed to have, without confusion matrices. */
    public static int leastBytes(int classes) {
        return ROOM + PLAIN_BYTES + CLASS_BYTES * classes;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Event event, KafkaSinkContext context, Long timestamp) {
        byte[] line = bytes(JsonLines.line(event));
        if (event.evaluation() != null && line.length > largest - ROOM) {
            line = bytes(JsonLines.lineWithoutConfusion(
                    event.evaluation(),
                    "with the confusion matrices the message would have " + line.length + " bytes, the topic allows "
                            + largest));
        }
        return new ProducerRecord<>(topic, line);
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }
}
