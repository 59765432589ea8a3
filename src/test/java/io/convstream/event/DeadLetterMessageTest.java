package io.convstream.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.Origin;
import io.convstream.prepare.DeadLetter;
import io.convstream.prepare.decode.BadRecordReason;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeadLetterMessageTest {

    @Test
    void aDeadLetterKeepsKeyAndBytesSoThatItCanBeReplayed() {
        byte[] key = "image-7".getBytes(StandardCharsets.UTF_8);
        byte[] label = "catt".getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> message = message(label, key, 1 << 20);
        assertThat(message.key()).isEqualTo(key);
        assertThat(message.value()).isEqualTo(label);
        assertThat(header(message, DeadLetterMessage.REASON)).isEqualTo("UNKNOWN_LABEL");
        assertThat(header(message, DeadLetterMessage.MESSAGE)).isEqualTo("a sentence");
        assertThat(header(message, DeadLetterMessage.OFFSET)).isEqualTo("5");
        assertThat(message(label, null, 1 << 20).key()).isNull();
    }

    @Test
    void aRecordThatIsTooLargeIsTruncated() {
        ProducerRecord<byte[], byte[]> message = message(new byte[30_000], null, 20_000);
        assertThat(message.value()).hasSizeBetween(1, 20_000);
        assertThat(header(message, DeadLetterMessage.BYTES)).isEqualTo("30000");
    }

    @SuppressWarnings("NullAway") // the serializer does not use the context
    private static ProducerRecord<byte[], byte[]> message(byte[] content, byte @Nullable [] key, int maxBytes) {
        var letter = new DeadLetter(
                BadRecordReason.UNKNOWN_LABEL, "a sentence", content, -1, new Origin("labels", 2, 5, -1), 5, key);
        return new DeadLetterMessage("dead", maxBytes).serialize(letter, null, 0L);
    }

    private static String header(ProducerRecord<byte[], byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
