package io.convstream.labels;

import io.convstream.event.TopicMessage;
import io.convstream.image.RecordFormat;
import io.convstream.ingest.kafka.ImageMessage;
import io.convstream.serve.AnsweredImage;
import io.convstream.serve.MessageHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Serializes a labeled image as a message that training reads: the image's bytes, key and headers, and the label in headers. Of a
 * CIFAR record, whose first byte is a label, the pixels remain.
 */
public final class LabeledImageMessage extends TopicMessage<LabeledImage> {

    private static final long serialVersionUID = 1;

    public LabeledImageMessage(String topic) {
        super(topic);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(LabeledImage image, KafkaSinkContext context, Long timestamp) {
        byte[] content = image.content();
        byte[] value = image.format() == RecordFormat.CIFAR ? Arrays.copyOfRange(content, 1, content.length) : content;
        var message = new ProducerRecord<>(topic(), AnsweredImage.bytes(image.key()), value);
        MessageHeaders.decode(image.headers(), message.headers());
        set(message.headers(), ImageMessage.LABEL, String.valueOf(image.label()));
        set(message.headers(), ImageMessage.CLASS, image.className());
        return message;
    }

    private static void set(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
