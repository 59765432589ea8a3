package io.convstream.event;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Serializes an event as a Kafka message: one JSON object without a key. If an evaluation's confusion matrices, which
 * grow with the square of the number of classes, make the message too large for the topic, they are replaced by the
 * reason.
 */
public final class EventMessage extends TopicMessage<Event> {

    private static final long serialVersionUID = 1;

    /** Reserved for Kafka's record overhead. */
    private static final int OVERHEAD_BYTES = 1 << 10;
    /** An event without the parts that grow with the number of classes: names, paths, messages. */
    private static final int BASE_BYTES = 8 << 10;
    /** The recall of a class with newest and EMA weights. */
    private static final int CLASS_BYTES = 2 * 25;

    private final int maxBytes;

    /**
     * Creates a serializer for a topic.
     *
     * @param maxBytes the topic's {@code max.message.bytes}
     */
    public EventMessage(String topic, int maxBytes) {
        super(topic);
        this.maxBytes = maxBytes;
    }

    /** Returns the smallest {@code max.message.bytes} that fits every event without confusion matrices. */
    public static int minBytes(int classes) {
        return OVERHEAD_BYTES + BASE_BYTES + CLASS_BYTES * classes;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Event event, KafkaSinkContext context, Long timestamp) {
        byte[] line = bytes(JsonLines.line(event));
        if (event.evaluation() != null && line.length > maxBytes - OVERHEAD_BYTES) {
            line = bytes(JsonLines.lineWithoutConfusion(
                    event.evaluation(),
                    "with the confusion matrices the message would have " + line.length + " bytes, the topic allows "
                            + maxBytes));
        }
        return new ProducerRecord<>(topic(), line);
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }
}
