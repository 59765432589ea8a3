package io.convstream.labels;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.Framing;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.ingest.kafka.ImageMessage;
import io.convstream.prepare.PrepareOptions;
import io.convstream.prepare.RecordCheck;
import io.convstream.serve.AnsweredImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Training reads what the service writes. */
final class LabeledImageMessageTest {

    @Test
    void aRecordOfCifarLosesItsOwnLabel() {
        byte[] record = new byte[3_073];
        new Random(1).nextBytes(record);
        record[0] = 9;
        RawRecord read = read(message(RecordFormat.CIFAR, record));
        assertThat(read.format()).isEqualTo(RecordFormat.PLANES);
        assertThat(read.label()).isEqualTo(3);
        assertThat(read.content()).isEqualTo(Arrays.copyOfRange(record, 1, record.length));
        try (var check = new RecordCheck(PrepareOptions.unaugmented(Framing.of(32, 0, 32), 10))) {
            assertThat(check.problem(read)).isEmpty();
        }
    }

    @Test
    void aFileKeepsItsBytesAndTheMessageItsKey() {
        byte[] file = "any bytes".getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> message = message(RecordFormat.ENCODED, file);
        RawRecord read = read(message);
        assertThat(read.content()).isEqualTo(file);
        assertThat(read.label()).isEqualTo(3);
        assertThat(message.key()).isEqualTo(new byte[] {(byte) 0xC3, 0, 1});
        assertThat(new String(message.headers().lastHeader(ImageMessage.CLASS).value(), StandardCharsets.UTF_8))
                .isEqualTo("Käfer");
    }

    @SuppressWarnings("NullAway") // the serializer does not use the context
    private static ProducerRecord<byte[], byte[]> message(RecordFormat format, byte[] content) {
        String key = AnsweredImage.key(new byte[] {(byte) 0xC3, 0, 1});
        var image = new LabeledImage(key, new byte[0], format, content, 3, "Käfer");
        return new LabeledImageMessage("labeled").serialize(image, null, 0L);
    }

    private static RawRecord read(ProducerRecord<byte[], byte[]> message) {
        var received = new ConsumerRecord<>("labeled", 0, 0, message.key(), message.value());
        message.headers().forEach(received.headers()::add);
        return ImageMessage.read(received, 0);
    }
}
