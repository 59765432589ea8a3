package io.convstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.Origin;
import io.convstream.image.PictureSet;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How pictures lie in messages, and how a person names topics and offsets. */
class PictureMessageTest {

    @Test
    void a_cifar_record_brings_its_label() {
        RawRecord record = PictureMessage.read(message(new byte[CifarFiles.RECORD_BYTES], "7"), 3);
        assertThat(record.format()).isEqualTo(RecordFormat.CIFAR);
        assertThat(record.epoch()).isEqualTo(3);
        assertThat(record.origin()).isEqualTo(new Origin("pictures", 2, 41, -1));
    }

    @Test
    void planes_take_it_from_the_header() {
        RawRecord record = PictureMessage.read(message(new byte[CifarFiles.RECORD_BYTES - 1], "7"), 0);
        assertThat(record.format()).isEqualTo(RecordFormat.PLANES);
        assertThat(record.label()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cat", "99999999999"})
    void a_label_that_is_no_number_is_none(String label) {
        assertThat(PictureMessage.read(message(new byte[5], label), 0).label()).isEqualTo(-1);
    }

    @Test
    void a_message_without_value_is_an_empty_record() {
        assertThat(PictureMessage.read(message(null, "1"), 0).content()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(FeedFormat.class)
    void every_format_keeps_the_label(FeedFormat format) throws IOException {
        byte[] content = new byte[CifarFiles.RECORD_BYTES];
        content[0] = 4;
        PictureSet.Entry made =
                format.convert(new PictureSet.Entry(RecordFormat.CIFAR, content, -1, new Origin("f", -1, 0, 0)));
        RawRecord read = PictureMessage.read(message(made.content(), "4"), 0);
        assertThat(read.format()).isEqualTo(format == FeedFormat.CIFAR ? RecordFormat.CIFAR : RecordFormat.ENCODED);
        int label = format == FeedFormat.CIFAR ? made.content()[0] : made.label();
        assertThat(label).isEqualTo(4);
    }

    @Test
    void png_holds_every_pixel() throws IOException {
        byte[] content = new byte[CifarFiles.RECORD_BYTES];
        for (int i = 1; i < content.length; i++) {
            content[i] = (byte) (i * 31);
        }
        var record = new PictureSet.Entry(RecordFormat.CIFAR, content, -1, new Origin("f", -1, 0, 0));
        assertThat(FeedFormat.CIFAR.convert(FeedFormat.PNG.convert(record)).content())
                .isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka://host/topic", "host:9092/topic", "kafka://host:9092", "kafka://host:9092/a b"})
    void what_names_no_topic_is_refused(String address) {
        assertThatThrownBy(() -> KafkaTopic.parse(address, Map.of()))
                .hasMessageContaining("kafka://HOST:PORT[,HOST:PORT…]/TOPIC");
    }

    @Test
    void a_topic_never_shows_its_properties() {
        KafkaTopic topic = KafkaTopic.parse("kafka://a:1,b:2/t", Map.of("sasl.jaas.config", "secret"));
        assertThat(topic).hasToString("kafka://a:1,b:2/t");
        assertThat(topic.clientProperties()).containsEntry("bootstrap.servers", "a:1,b:2");
    }

    @Test
    void offsets_begin_at_words_or_times() {
        assertThat(StartOffsets.parse("committed").from()).isEqualTo(StartOffsets.From.COMMITTED);
        assertThat(StartOffsets.parse("2026-11-25T08:00:00Z").time()).isEqualTo(Instant.parse("2026-11-25T08:00:00Z"));
        assertThatThrownBy(() -> StartOffsets.parse("yesterday")).hasMessageContaining("'yesterday' is neither");
    }

    private static ConsumerRecord<byte[], byte[]> message(byte @Nullable [] value, String label) {
        var message = new ConsumerRecord<byte[], byte[]>("pictures", 2, 41, null, value);
        message.headers().add(PictureMessage.LABEL, label.getBytes(StandardCharsets.UTF_8));
        return message;
    }
}
