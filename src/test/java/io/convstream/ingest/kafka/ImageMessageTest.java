package io.convstream.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.ingest.dataset.CifarFiles;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Format of image messages, and parsing of topic addresses and start offsets. */
class ImageMessageTest {

    @Test
    void readsACifarRecord() {
        RawRecord record = ImageMessage.read(message(new byte[CifarFiles.RECORD_BYTES], "7"), 3);
        assertThat(record.format()).isEqualTo(RecordFormat.CIFAR);
        assertThat(record.epoch()).isEqualTo(3);
        assertThat(record.origin()).isEqualTo(new Origin("images", 2, 41, -1));
    }

    @Test
    void readsTheLabelOfPlanesFromTheHeader() {
        RawRecord record = ImageMessage.read(message(new byte[CifarFiles.RECORD_BYTES - 1], "7"), 0);
        assertThat(record.format()).isEqualTo(RecordFormat.PLANES);
        assertThat(record.label()).isEqualTo(7);
    }

    @Test
    void pixelsMayBeginWithAnyByte() {
        for (int first = 0; first < 256; first++) {
            byte[] planes = new byte[CifarFiles.RECORD_BYTES - 1];
            Arrays.fill(planes, (byte) first);
            byte[] record = new byte[CifarFiles.RECORD_BYTES];
            Arrays.fill(record, (byte) first);
            assertThat(ImageMessage.read(message(planes, "7"), 0).format())
                    .as("planes of bytes %02x", first)
                    .isEqualTo(RecordFormat.PLANES);
            assertThat(ImageMessage.read(message(record, "7"), 0).format())
                    .as("a record of bytes %02x", first)
                    .isEqualTo(RecordFormat.CIFAR);
        }
    }

    @Test
    void pixelsMayBeginAsAJPEGFileDoes() {
        byte[] planes = Arrays.copyOf(HexFormat.of().parseHex("ffd8ffe0f0e0"), CifarFiles.RECORD_BYTES - 1);
        assertThat(ImageMessage.read(message(planes, "7"), 0).format()).isEqualTo(RecordFormat.PLANES);
    }

    @ParameterizedTest
    @ValueSource(ints = {CifarFiles.RECORD_BYTES - 1, CifarFiles.RECORD_BYTES})
    void recognizesAFileAsLongAsARecord(int length) {
        for (String signature :
                List.of("ffd8ffe000040000ffdb", "ffd8ffdb00040000ffc0", "89504e470d0a1a0a", "474946383961")) {
            byte[] file = Arrays.copyOf(HexFormat.of().parseHex(signature), length);
            RawRecord record = ImageMessage.read(message(file, "7"), 0);
            assertThat(record.format()).as(signature).isEqualTo(RecordFormat.ENCODED);
            assertThat(record.label()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                | it holds the text ''",
                "cat               | it holds the text 'cat'",
                "\"3\"             | it holds the text '\"3\"'",
                "99999999999       | it holds the text '99999999999'",
            })
    void namesALabelThatIsNoNumber(String label, String problem) {
        RawRecord record = ImageMessage.read(message(new byte[5], label), 0);
        assertThat(record.label()).isEqualTo(-1);
        assertThat(record.labelProblem()).endsWith(problem);
    }

    @Test
    void printsABinaryLabelAsBytesAndReportsAMissingOne() {
        ConsumerRecord<byte[], byte[]> binary = new ConsumerRecord<>("images", 2, 41, null, new byte[5]);
        binary.headers().add(ImageMessage.LABEL, new byte[] {0, 0, 0, (byte) 200});
        assertThat(ImageMessage.read(binary, 0).labelProblem())
                .isEqualTo("the header 'label' must hold a class as decimal digits, but its 4 bytes are 00 00 00 c8");
        ConsumerRecord<byte[], byte[]> without = new ConsumerRecord<>("images", 2, 41, null, new byte[5]);
        assertThat(ImageMessage.read(without, 0).labelProblem()).isEqualTo("the message has no header 'label'");
        assertThat(ImageMessage.read(message(new byte[5], "7"), 0).labelProblem())
                .isNull();
    }

    @Test
    void aMessageWithoutValueIsAnEmptyRecord() {
        assertThat(ImageMessage.read(message(null, "1"), 0).content()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:9092", "[::1]:9092", "[fe80::1%eth0]:9092,10.0.0.1:9093,[2001:db8::2]:9092"})
    void acceptsHostNamesAndIpAddresses(String servers) {
        KafkaTopic topic = KafkaTopic.parse("kafka://" + servers + "/images", Map.of());
        assertThat(topic.servers()).isEqualTo(servers);
        assertThat(topic.name()).isEqualTo("images");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka://host/topic",
                "host:9092/topic",
                "kafka://host:9092",
                "kafka://host:9092/a b",
                "kafka://::1:9092/topic",
                "kafka://[::1]/topic"
            })
    void refusesAMalformedAddress(String address) {
        assertThatThrownBy(() -> KafkaTopic.parse(address, Map.of()))
                .hasMessageContaining("kafka://HOST:PORT[,HOST:PORT…]/TOPIC");
    }

    @Test
    void neverPrintsProperties() {
        KafkaTopic topic = KafkaTopic.parse("kafka://a:1,b:2/t", Map.of("sasl.jaas.config", "secret"));
        assertThat(topic).hasToString("kafka://a:1,b:2/t");
        assertThat(topic.clientProperties()).containsEntry("bootstrap.servers", "a:1,b:2");
    }

    @Test
    void consumersReadCommittedTransactionsUnlessConfiguredOtherwise() {
        KafkaTopic plain = KafkaTopic.parse("kafka://a:1/t", Map.of());
        assertThat(plain.consumerProperties()).containsEntry("isolation.level", "read_committed");
        assertThat(plain.isolation()).isEqualTo(IsolationLevel.READ_COMMITTED);
        KafkaTopic dirty = KafkaTopic.parse("kafka://a:1/t", Map.of("isolation.level", "read_uncommitted"));
        assertThat(dirty.consumerProperties()).containsEntry("isolation.level", "read_uncommitted");
        assertThat(dirty.isolation()).isEqualTo(IsolationLevel.READ_UNCOMMITTED);
    }

    @Test
    void parsesStartOffsets() {
        assertThat(StartOffsets.parse("committed").from()).isEqualTo(StartOffsets.From.COMMITTED);
        assertThat(StartOffsets.parse("2026-11-25T08:00:00Z").time()).isEqualTo(Instant.parse("2026-11-25T08:00:00Z"));
        assertThatThrownBy(() -> StartOffsets.parse("yesterday")).hasMessageContaining("'yesterday' is neither");
    }

    private static ConsumerRecord<byte[], byte[]> message(byte @Nullable [] value, String label) {
        var message = new ConsumerRecord<byte[], byte[]>("images", 2, 41, null, value);
        message.headers().add(ImageMessage.LABEL, label.getBytes(StandardCharsets.UTF_8));
        return message;
    }
}
