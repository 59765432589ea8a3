package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.KafkaBroker;
import io.convstream.cli.options.DatasetLoader;
import io.convstream.image.Framing;
import io.convstream.image.ImageSet;
import io.convstream.ingest.kafka.ImageMessage;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.prepare.HeldOutImages;
import io.convstream.prepare.PrepareOptions;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Feeds images from files to a topic of a real broker. */
class FeedITCase {

    private static final int CLASSES = 300;
    private static final int CIFAR_RECORD = 3_073;

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = KafkaBroker.start(folder);
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    @Test
    void labelsAbove255AreSentAsHeaders() throws Exception {
        Path data = folder.resolve("many");
        for (int label = 0; label < CLASSES; label++) {
            image(data.resolve(String.format("train/c%03d/a.png", label)), 32, 32);
        }
        image(data.resolve("test/c000/a.png"), 32, 32);
        assertThat(feed(data, "many", "cifar").exit()).isZero();
        List<ConsumerRecord<byte[], byte[]>> messages = broker.committed("many");
        assertThat(messages).extracting(FeedITCase::label).containsExactlyElementsOf(labels());
        assertThat(messages)
                .extracting(message -> header(message, ImageMessage.CLASS))
                .containsExactlyElementsOf(labels().stream()
                        .map(label -> String.format("c%03d", label))
                        .toList());
    }

    @Test
    void anUndecodableImageIsSkippedAndReported() throws Exception {
        Path data = folder.resolve("mixed");
        for (String name : List.of("a/p0.png", "a/p2.png", "b/p0.png")) {
            image(data.resolve("train").resolve(name), 32, 32);
        }
        image(data.resolve("train/b/wide.png"), 40, 32);
        Files.write(data.resolve("train/a/p1.png"), new byte[] {1, 2, 3});
        image(data.resolve("test/a/p0.png"), 32, 32);
        Output output = feed(data, "mixed", "cifar");
        assertThat(output.exit()).isZero();
        assertThat(output.text())
                .contains("Sent 3 messages")
                .containsPattern("Skipped 2 images that cannot be sent as CIFAR; the first: "
                        + ".*/a/p1.png: the 3 bytes are no JPEG, PNG, GIF or BMP file\\.");
        assertThat(broker.committed("mixed")).hasSize(3);
    }

    @Test
    void anImageLargerThanTheTopicAllowsIsSkipped() throws Exception {
        Path data = folder.resolve("large");
        image(data.resolve("train/a/small.png"), 32, 32);
        image(data.resolve("train/b/large.png"), 300, 300);
        image(data.resolve("test/a/small.png"), 32, 32);
        broker.create("large", Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "10000"));
        Output output = feed(data, "large", "png");
        assertThat(output.exit()).isZero();
        assertThat(output.text())
                .contains("Sent 1 messages")
                .containsPattern("Skipped 1 images that are larger than the topic allows .*/b/large.png");
        assertThat(broker.committed("large")).hasSize(1);
    }

    @Test
    void feedFailsIfNothingCanBeSent() throws Exception {
        Path data = folder.resolve("bad");
        image(data.resolve("train/a/wide.png"), 40, 32);
        image(data.resolve("train/b/wide.png"), 40, 32);
        image(data.resolve("test/a/p0.png"), 32, 32);
        Output output = feed(data, "bad", "cifar");
        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.text()).contains("Skipped 2 images");
    }

    @Test
    void aHeldOutMessageWithALabelOutOfRangeIsNotAClass() throws Exception {
        KafkaTopic topic = KafkaTopic.parse(broker.address("stray"), Map.of());
        topic.create(1);
        try (var producer =
                new KafkaProducer<>(topic.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int label : new int[] {0, 1, 1_999_999_999}) {
                var message = new ProducerRecord<byte[], byte[]>(topic.name(), new byte[CIFAR_RECORD - 1]);
                message.headers()
                        .add(ImageMessage.LABEL, String.valueOf(label).getBytes(StandardCharsets.UTF_8))
                        .add(ImageMessage.CLASS, ("class" + label).getBytes(StandardCharsets.UTF_8));
                producer.send(message).get();
            }
        }
        ImageSet heldOut = DatasetLoader.resolve(broker.address("stray")).heldOut();
        assertThat(heldOut.classNames()).containsExactly("class0", "class1");
        HeldOutImages read = HeldOutImages.read(heldOut, PrepareOptions.unaugmented(Framing.of(32, 0, 32), 2));
        assertThat(read.images().labels()).containsExactly(0, 1);
        assertThat(read.deadLetters())
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.message()).isEqualTo("the label 1999999999 is not between 0 and 1"));
    }

    private record Output(int exit, String text) {}

    private static Output feed(Path data, String topic, String format) {
        String[] arguments = {
            "feed", "--data=" + data, "--to=" + broker.address(topic), "--create=1", "--format=" + format
        };
        CommandLine convstream = Convstream.commandLine(arguments);
        var out = new StringWriter();
        convstream.setOut(new PrintWriter(out, true));
        convstream.setErr(new PrintWriter(out, true));
        return new Output(convstream.execute(arguments), out.toString());
    }

    private static List<Integer> labels() {
        return IntStream.range(0, CLASSES).boxed().toList();
    }

    private static int label(ConsumerRecord<byte[], byte[]> message) {
        return message.value().length == CIFAR_RECORD
                ? message.value()[0] & 0xFF
                : Integer.parseInt(header(message, ImageMessage.LABEL));
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static void image(Path file, int width, int height) throws IOException {
        Files.createDirectories(file.getParent());
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < width * height; pixel++) {
            image.setRGB(pixel % width, pixel / width, pixel * 0x9E3779);
        }
        ImageIO.write(image, "png", file.toFile());
    }
}
