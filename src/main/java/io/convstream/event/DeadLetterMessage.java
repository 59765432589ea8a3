package io.convstream.event;

import io.convstream.ingest.kafka.ImageMessage;
import io.convstream.prepare.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Serializes a dead letter as a Kafka message: key and value are the record's, the headers hold error and origin. It
 * can be replayed unchanged to the images' topic, except that a record too large for the dead letter topic is
 * truncated.
 */
public final class DeadLetterMessage extends TopicMessage<DeadLetter> {

    /** Header: the {@link io.convstream.prepare.decode.BadRecordReason}. */
    public static final String REASON = "reason";
    /** Header: the error message. */
    public static final String MESSAGE = "message";
    /** Header: file or topic of the record. */
    public static final String SOURCE = "source";
    /** Header: partition of the topic, -1 for files. */
    public static final String PARTITION = "partition";
    /** Header: offset, or the record's number in its file. */
    public static final String OFFSET = "offset";

    /** Header: size of the record before truncation, in bytes. */
    public static final String BYTES = "bytes";

    private static final long serialVersionUID = 1;

    /** Reserved for the headers and Kafka's record overhead. */
    private static final int OVERHEAD_BYTES = 16 << 10;

    private final int maxContent;

    /**
     * Creates a serializer for a topic.
     *
     * @param maxBytes the topic's {@code max.message.bytes}
     */
    public DeadLetterMessage(String topic, int maxBytes) {
        super(topic);
        this.maxContent = Math.max(0, maxBytes - OVERHEAD_BYTES);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(DeadLetter letter, KafkaSinkContext context, Long timestamp) {
        byte[] content = letter.content();
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                topic(), letter.key(), content.length > maxContent ? Arrays.copyOf(content, maxContent) : content);
        header(message, REASON, letter.reason().name());
        header(message, MESSAGE, letter.message());
        header(message, SOURCE, letter.origin().source());
        header(message, PARTITION, String.valueOf(letter.origin().partition()));
        header(message, OFFSET, String.valueOf(letter.origin().position()));
        header(message, BYTES, String.valueOf(content.length));
        header(message, ImageMessage.LABEL, String.valueOf(letter.label()));
        return message;
    }

    private static void header(ProducerRecord<byte[], byte[]> message, String name, String value) {
        message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
