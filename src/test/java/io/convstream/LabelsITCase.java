package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.convstream.image.ImageSet;
import io.convstream.ingest.dataset.Shapes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service whose labels arrive later, on a real broker; it is killed in between. Training continues with its labeled images. */
class LabelsITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int IMAGES = 600;
    private static final int BATCH = 10;
    private static final long HOUR = Duration.ofHours(1).toMillis();

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;
    private static KafkaProducer<byte[], byte[]> producer;
    private static List<ImageSet.Entry> images;

    @BeforeAll
    static void start() throws Exception {
        broker = KafkaBroker.start(folder);
        producer = new KafkaProducer<>(
                broker.topic("any").clientProperties(), new ByteArraySerializer(), new ByteArraySerializer());
        broker.topic("frames").create(2);
        broker.topic("truth").create(2);
        images = new ArrayList<>();
        try (var reader = new Shapes(1, false, IMAGES).open()) {
            for (int i = 0; i < IMAGES; i++) {
                images.add(reader.read(i));
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        producer.close();
        broker.close();
    }

    @Test
    void eachLabelIsCountedOnceAndTrainingReadsTheLabeledImages() throws Exception {
        serve();
        train();
    }

    private static void serve() throws Exception {
        Path run = folder.resolve("service");
        Path model =
                Path.of(new ServedVersions(folder, Shapes.CLASS_NAMES).write(1).path());
        List<String> arguments = List.of(
                "serve",
                "--source=" + broker.address("frames"),
                "--from=earliest",
                "--models=" + model,
                "--predictions=" + broker.address("answers"),
                "--labels=" + broker.address("truth"),
                "--label-batch=" + BATCH,
                "--labeled=" + broker.address("labeled"),
                "--events=" + broker.address("events"),
                "--dead-letters=" + broker.address("rejected"),
                "--checkpoint-interval=500ms",
                "--run=" + run);
        RunProcess service = RunProcess.start(folder.resolve("service.log"), arguments);
        service.awaitCheckpoint(run, 0);
        send(0, IMAGES / 2);
        Thread.sleep(700); // so that some are covered by a checkpoint, and some are not
        service.kill();
        sendUnusable();
        send(IMAGES / 2, IMAGES);
        service = RunProcess.start(folder.resolve("again.log"), arguments);
        List<ConsumerRecord<byte[], byte[]>> labeled = await("labeled", IMAGES, service);
        List<ConsumerRecord<byte[], byte[]>> rejected = await("rejected", 5, service);
        List<ConsumerRecord<byte[], byte[]>> answers = await("answers", IMAGES + 2, service);
        service.interrupt();
        assertThat(service.await()).describedAs(service.output()).isZero();
        assertThat(service.output()).contains("precision@1 of the answers = ");
        verifyLabeled(labeled);
        verifyRejected(rejected);
        verifyEvents(answers);
    }

    private static void verifyLabeled(List<ConsumerRecord<byte[], byte[]>> labeled) {
        Map<Integer, ConsumerRecord<byte[], byte[]>> byNumber = new TreeMap<>();
        labeled.forEach(image -> assertThat(byNumber.put(number(image), image)).isNull());
        assertThat(byNumber).hasSize(IMAGES);
        byNumber.forEach((number, image) -> {
            byte[] record = images.get(number).content();
            assertThat(KafkaRuns.header(image, "label")).isEqualTo(String.valueOf(label(number)));
            assertThat(KafkaRuns.header(image, "class")).isEqualTo(Shapes.CLASS_NAMES.get(label(number)));
            assertThat(KafkaRuns.header(image, "camera")).isEqualTo("left");
            assertThat(image.value()).isEqualTo(Arrays.copyOfRange(record, record.length - 3_072, record.length));
        });
    }

    private static void verifyRejected(List<ConsumerRecord<byte[], byte[]>> rejected) {
        assertThat(rejected)
                .extracting(letter -> KafkaRuns.header(letter, "reason") + " "
                        + (letter.key() == null ? "-" : new String(letter.key(), StandardCharsets.UTF_8)))
                .containsExactlyInAnyOrder(
                        "CONFLICTING_LABEL image-0",
                        "UNKNOWN_LABEL image-1",
                        "LATE_LABEL late",
                        "UNKNOWN_KEY stranger",
                        "UNKNOWN_KEY -");
    }

    /** Compares the last estimates with the predictions: their window covers all labels. */
    private static void verifyEvents(List<ConsumerRecord<byte[], byte[]>> answers) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : broker.committed("events")) {
            JsonNode event = JSON.readTree(message.value());
            if (event.get("type").asText().equals("precision")) {
                events.add(event);
            }
        }
        assertThat(events)
                .extracting(event -> event.get("labels").asLong())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, IMAGES / BATCH)
                        .mapToObj(batch -> batch * BATCH)
                        .toList());
        int correct = 0;
        for (ConsumerRecord<byte[], byte[]> answer : answers) {
            if (answer.key() != null && isNumbered(answer)) {
                String best =
                        JSON.readTree(answer.value()).at("/classes/0/class").asText();
                correct += best.equals(Shapes.CLASS_NAMES.get(label(number(answer)))) ? 1 : 0;
            }
        }
        assertThat(correct).isPositive();
        assertThat(events.get(events.size() - 1).get("windowPrecision").asDouble())
                .isEqualTo((double) correct / IMAGES, within(1e-9));
    }

    private static void train() throws Exception {
        Path run = folder.resolve("train");
        RunProcess train = RunProcess.start(
                folder.resolve("train.log"),
                List.of(
                        "train",
                        "--source=" + broker.address("labeled"),
                        "--bounded=latest",
                        "--evaluate-data=shapes",
                        "--network=tiny",
                        "--batch-size=60",
                        "--no-report",
                        "--no-tensorboard",
                        "--run=" + run));
        assertThat(train.await()).describedAs(train.output()).isZero();
        assertThat(train.output()).contains("10 steps");
        assertThat(run.resolve("dead-letters")).doesNotExist();
    }

    /** Sends images and their labels, of each third image the label first. */
    private static void send(int from, int until) throws Exception {
        for (int i = from; i < until; i++) {
            if (i % 3 == 0) {
                sendLabel("image-" + i, Shapes.CLASS_NAMES.get(label(i)), null);
            }
            sendImage("image-" + i, i, null);
        }
        for (int i = from; i < until; i++) {
            if (i % 3 != 0) {
                sendLabel("image-" + i, "{\"label\": " + label(i) + "}", null);
            }
            if (i % 50 == 0) {
                sendLabel("image-" + i, String.valueOf(label(i)), null);
            }
        }
        producer.flush();
    }

    private static void sendUnusable() throws Exception {
        long now = System.currentTimeMillis();
        sendLabel("image-0", String.valueOf(label(0) + 1), null);
        sendLabel("image-1", "unheard-of", null);
        sendLabel("stranger", "0", now - 3 * HOUR);
        sendLabel(null, "0", null);
        sendImage("late", 0, now - 2 * HOUR);
        sendLabel("late", "0", now);
        sendImage(null, 1, null);
        producer.flush();
    }

    private static void sendImage(@Nullable String key, int number, @Nullable Long timestamp) throws Exception {
        var image = new ProducerRecord<>(
                "frames", null, timestamp, bytes(key), images.get(number).content());
        image.headers().add("camera", "left".getBytes(StandardCharsets.UTF_8));
        producer.send(image).get();
    }

    private static void sendLabel(@Nullable String key, String label, @Nullable Long timestamp) throws Exception {
        producer.send(new ProducerRecord<>("truth", null, timestamp, bytes(key), bytes(label)))
                .get();
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static int label(int number) {
        return images.get(number).effectiveLabel();
    }

    private static boolean isNumbered(ConsumerRecord<byte[], byte[]> message) {
        return new String(message.key(), StandardCharsets.UTF_8).startsWith("image-");
    }

    private static int number(ConsumerRecord<byte[], byte[]> message) {
        return Integer.parseInt(new String(message.key(), StandardCharsets.UTF_8).substring("image-".length()));
    }

    /** Waits until a topic has a number of committed messages; it must not have more. */
    private static List<ConsumerRecord<byte[], byte[]>> await(String topic, int count, RunProcess service)
            throws Exception {
        long began = System.nanoTime();
        List<ConsumerRecord<byte[], byte[]>> messages = List.of();
        while (messages.size() < count) {
            assertThat(System.nanoTime() - began)
                    .describedAs("%s of %s in %s\n%s", messages.size(), count, topic, service.output())
                    .isLessThan(PATIENCE.toNanos());
            Thread.sleep(200);
            messages = broker.committed(topic);
        }
        assertThat(messages).hasSize(count);
        return messages;
    }
}
