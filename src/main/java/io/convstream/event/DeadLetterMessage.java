package io.convstream.event;

import io.convstream.ingest.kafka.ImageMessage;
import io.convstream.prepare.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How a dead letter lies in a Kafka message: the value is the record's bytes as they came, the headers say what is wrong
 * with it and where it came from. Sent back to the images' topic as it is, it is what it was. Of a record that is
 * larger than the topic takes only the beginning is there.
 */
public final class DeadLetterMessage implements KafkaRecordSerializationSchema<DeadLetter> {

    /** The header with the {@link io.convstream.prepare.decode.BadRecordReason}. */
    public static final String REASON = "reason";
    /** The header with the error message. */
    public static final String MESSAGE = "message";
    /** The header with the file or topic. */
    public static final String SOURCE = "source";
    /** The header with the topic's partition, -1 for files. */
    public static final String PARTITION = "partition";
    /** The header with the offset, or the record's number in its file. */
    public static final String OFFSET = "offset";

    /** The header with the number of bytes that the record had. */
    public static final String BYTES = "bytes";

    private static final long serialVersionUID = 1;

    /** Room for the headers and for what Kafka adds. */
    private static final int ROOM = 16 << 10;

    private final String topic;
    private final int mostContent;

    /**
     * Serializes dead letters for a topic.
     *
     * @param largest the bytes that a message of the topic may have
     */
    public DeadLetterMessage(String topic, int largest) {
        this.topic = topic;
        this.mostContent = Math.max(0, largest - ROOM);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(DeadLetter letter, KafkaSinkContext context, Long timestamp) {
        byte[] content = letter.content();
        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(
                topic, content.length > mostContent ? Arrays.copyOf(content, mostContent) : content);
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
