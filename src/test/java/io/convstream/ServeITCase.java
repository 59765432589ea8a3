package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.convstream.event.ModelAnnouncement;
import io.convstream.image.RawRecord;
import io.convstream.ingest.dataset.Shapes;
import io.convstream.ingest.kafka.ImageMessage;
import io.convstream.network.Classifier;
import io.convstream.network.ModelFile;
import io.convstream.prepare.ImagePreparer;
import io.convstream.prepare.PrepareOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service in a process of its own that answers images of a real broker, while versions change and the process is killed. */
class ServeITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int CLASSES = Shapes.CLASS_NAMES.size();
    private static final int KILLS = 5;

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;
    private static KafkaProducer<byte[], byte[]> producer;
    private static ServedVersions versions;

    @BeforeAll
    static void start() throws Exception {
        broker = KafkaBroker.start(folder);
        producer = new KafkaProducer<>(
                broker.topic("any").clientProperties(), new ByteArraySerializer(), new ByteArraySerializer());
        versions = new ServedVersions(folder, Shapes.CLASS_NAMES);
    }

    @AfterAll
    static void stop() throws Exception {
        producer.close();
        broker.close();
    }

    @Test
    void everyImageIsAnsweredOnceByTheVersionOfItsTimeAndAReplayHasTheSameBytes() throws Exception {
        broker.topic("images").create(2);
        broker.topic("announced").create(1);
        Path run = folder.resolve("killed");
        Map<String, Path> files = new HashMap<>();
        announce("announced", 1, files);
        List<String> arguments = arguments("images", "announced", "answers", run);
        RunProcess service = start("killed", arguments);
        service.awaitCheckpoint(run, 0);
        var random = new Random(20);
        long sent;
        try (Camera camera = new Camera("images")) {
            for (int kill = 1; kill <= KILLS; kill++) {
                announce("announced", kill + 1, files);
                Thread.sleep(300 + random.nextInt(2500));
                service.kill();
                long before = RunProcess.newestCheckpoint(run);
                service = start("killed-" + kill, arguments);
                service.awaitCheckpoint(run, before);
            }
            sent = camera.stop();
        }
        Map<String, ConsumerRecord<byte[], byte[]>> answers = await("answers", sent, service);
        service.interrupt();
        assertThat(service.await()).describedAs(service.output()).isZero();

        verify(answers, run, files);
        assertThat(answers.values().stream()
                        .map(answer -> json(answer).get("step").asInt())
                        .distinct())
                .hasSizeGreaterThan(KILLS - 1);
        broker.topic("again").create(1);
        Path replay = replay(run);
        RunProcess second = start("replay", arguments("images", "announced", "again", replay));
        Map<String, ConsumerRecord<byte[], byte[]>> again = await("again", sent, second);
        second.kill();
        assertThat(again.keySet()).isEqualTo(answers.keySet());
        again.forEach((image, answer) -> assertThat(answer.value())
                .describedAs(image)
                .isEqualTo(Objects.requireNonNull(answers.get(image)).value()));
    }

    @Test
    void commandsAndUnusableVersionsChangeNothingThatTheyShouldNot() throws Exception {
        broker.topic("looks").create(1);
        broker.topic("offers").create(1);
        broker.topic("orders").create(1);
        Path run = folder.resolve("controlled");
        Map<String, Path> files = new HashMap<>();
        announce("offers", 100, files);
        List<String> arguments = new ArrayList<>(arguments("looks", "offers", "verdicts", run));
        arguments.add("--control=" + broker.address("orders"));
        arguments.add("--events=" + broker.address("deployments"));
        arguments.add("--min-precision=0.1");
        RunProcess service = start("controlled", arguments);
        service.awaitCheckpoint(run, 0);
        try (Camera camera = new Camera("looks")) {
            announce("offers", 50, files);
            awaitEvent(event -> event.contains("its precision@1 of 0.0500 is below 0.1000"), service);
            ModelAnnouncement other = versions.write(150);
            send("offers", changed(other, "fileSha256", "0".repeat(64)));
            awaitEvent(event -> event.contains("announced was 0000"), service);
            send("offers", changed(other, "path", folder.resolve("gone.zip").toString()));
            awaitEvent(event -> event.contains("gone.zip cannot be read"), service);
            ModelAnnouncement fewer = new ServedVersions(folder, Shapes.CLASS_NAMES.subList(0, 3)).write(160);
            send("offers", ServedVersions.message(fewer));
            awaitEvent(event -> event.contains("its 3 classes are not the " + CLASSES), service);
            order("{\"command\":\"shadow\"}", "new versions predict without answering", service);
            announce("offers", 200, files);
            awaitEvent(event -> event.contains("step 200") && event.contains("predicts without answering"), service);
            order("{\"command\":\"canary\",\"percent\":30}", "answer 30 % of the keys", service);
            Thread.sleep(3000);
            order("{\"command\":\"promote\"}", "step 200", service);
            order("{\"command\":\"rollback\"}", "pinned to step 100", service);
            announce("offers", 300, files);
            awaitEvent(event -> event.contains("step 300") && event.contains("is pinned to step 100"), service);
            order("{\"command\":\"pin\",\"version\":\"7\"}", "is not among the 3 kept ones", service);
            order("{\"command\":\"explode\"}", "unknown command 'explode'", service);
            order("no json", "is not JSON", service);
            order("{\"command\":\"direct\"}", "answer at once", service);
            order("{\"command\":\"unpin\"}", "deployed again", service);
            Thread.sleep(2000);
            producer.send(new ProducerRecord<>("looks", "broken".getBytes(StandardCharsets.UTF_8)))
                    .get();
            long sent = camera.stop();
            Map<String, ConsumerRecord<byte[], byte[]>> answers = await("verdicts", sent, service);
            service.interrupt();
            assertThat(service.await()).describedAs(service.output()).isZero();
            verify(answers, run, files);
            assertThat(answers.values().stream()
                            .map(answer -> json(answer).get("step").asInt())
                            .distinct())
                    .containsExactlyInAnyOrder(100, 200, 300);
            List<JsonNode> canary = answers.values().stream()
                    .map(ServeITCase::json)
                    .filter(answer -> answer.get("candidate").asBoolean())
                    .toList();
            assertThat(canary).isNotEmpty();
            assertThat(Files.readString(part(run.resolve("dead-letters")))).contains("BROKEN_IMAGE");
        }
    }

    @Test
    void aRunningTrainingIsServed() throws Exception {
        for (String topic : List.of("shapes", "steps", "classified")) {
            broker.topic(topic).create(1);
        }
        var feed = start("feed", List.of("feed", "--data=shapes", "--to=" + broker.address("shapes")));
        assertThat(feed.await()).describedAs(feed.output()).isZero();
        RunProcess train = start(
                "train",
                List.of(
                        "train",
                        "--data=shapes",
                        "--network=tiny",
                        "--epochs=4",
                        "--checkpoint-interval=1s",
                        "--events=" + broker.address("steps"),
                        "--no-report",
                        "--run=" + folder.resolve("train")));
        Path run = folder.resolve("follow");
        List<String> arguments = new ArrayList<>(arguments("shapes", "steps", "classified", run));
        RunProcess service = start("follow", arguments);
        Map<String, ConsumerRecord<byte[], byte[]>> answers = await("classified", Shapes.DEFAULT_TRAIN_SIZE, service);
        assertThat(train.await()).describedAs(train.output()).isZero();
        service.interrupt();
        assertThat(service.await()).describedAs(service.output()).isZero();
        assertThat(answers).hasSize((int) Shapes.DEFAULT_TRAIN_SIZE);
        assertThat(service.output()).contains("Waiting for the first version of a model in kafka://");
    }

    private static List<String> arguments(String images, String models, String predictions, Path run) {
        return List.of(
                "serve",
                "--source=" + broker.address(images),
                "--from=earliest",
                "--models=" + broker.address(models),
                "--predictions=" + broker.address(predictions),
                "--checkpoint-interval=500ms",
                "--activation-delay=1s",
                "--run=" + run);
    }

    private static RunProcess start(String name, List<String> arguments) throws IOException {
        return RunProcess.start(folder.resolve(name + ".log"), arguments);
    }

    private static void announce(String topic, int step, Map<String, Path> files) throws Exception {
        ModelAnnouncement version = versions.write(step);
        files.put(version.fileSha256(), Path.of(version.path()));
        send(topic, ServedVersions.message(version));
    }

    private static byte[] changed(ModelAnnouncement version, String field, String value) throws IOException {
        ObjectNode message = (ObjectNode) JSON.readTree(ServedVersions.message(version));
        return JSON.writeValueAsBytes(message.put(field, value));
    }

    private static void send(String topic, byte[] message) throws Exception {
        producer.send(new ProducerRecord<>(topic, message)).get();
    }

    private static void order(String command, String answer, RunProcess service) throws Exception {
        int before = events().size();
        send("orders", command.getBytes(StandardCharsets.UTF_8));
        awaitEvent(event -> event.contains(answer), before, service);
    }

    private static List<String> events() throws IOException {
        return broker.committed("deployments").stream()
                .map(message -> new String(message.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static void awaitEvent(Predicate<String> condition, RunProcess service) throws Exception {
        awaitEvent(condition, 0, service);
    }

    private static void awaitEvent(Predicate<String> condition, int from, RunProcess service) throws Exception {
        long began = System.nanoTime();
        List<String> events = events();
        while (events.stream().skip(from).noneMatch(condition)) {
            assertThat(System.nanoTime() - began)
                    .describedAs("%s\n%s", events, service.output())
                    .isLessThan(PATIENCE.toNanos());
            Thread.sleep(100);
            events = events();
        }
    }

    /** Waits until a number of images are answered; fails if one is answered twice. */
    private static Map<String, ConsumerRecord<byte[], byte[]>> await(String topic, long images, RunProcess service)
            throws Exception {
        long began = System.nanoTime();
        while (true) {
            Map<String, ConsumerRecord<byte[], byte[]>> answers = new TreeMap<>();
            for (ConsumerRecord<byte[], byte[]> answer : broker.committed(topic)) {
                JsonNode json = json(answer);
                String image =
                        json.get("partition").asInt() + "/" + json.get("offset").asLong();
                assertThat(answers.put(image, answer)).describedAs(image).isNull();
            }
            if (answers.size() >= images) {
                return answers;
            }
            assertThat(System.nanoTime() - began)
                    .describedAs("%s of %s\n%s", answers.size(), images, service.output())
                    .isLessThan(PATIENCE.toNanos());
            Thread.sleep(200);
        }
    }

    /** Compares the answers with the journal of the service and with the versions themselves. */
    private static void verify(Map<String, ConsumerRecord<byte[], byte[]>> answers, Path run, Map<String, Path> files)
            throws Exception {
        NavigableMap<Long, JsonNode> plans = plans(run);
        Map<String, Classifier> classifiers = new HashMap<>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            ModelFile.Content content = ModelFile.read(file.getValue(), ServedVersions.FRAMING, 1);
            var classifier = new Classifier(ServedVersions.definition(1, CLASSES), 32);
            classifier.load(content.parameters());
            classifiers.put(file.getKey(), classifier);
        }
        try (var preparer = ImagePreparer.forEvaluation(PrepareOptions.unaugmented(ServedVersions.FRAMING, 256))) {
            for (ConsumerRecord<byte[], byte[]> message : answers.values()) {
                JsonNode answer = json(message);
                long timestamp = Instant.parse(answer.get("timestamp").asText()).toEpochMilli();
                Map.Entry<Long, JsonNode> entry = plans.floorEntry(timestamp);
                JsonNode plan = entry == null ? plans.firstEntry().getValue() : entry.getValue();
                boolean candidate = answer.get("candidate").asBoolean();
                String version = answer.get("sha256").asText();
                assertThat(version)
                        .isEqualTo(plan.at(candidate ? "/candidate/sha256" : "/answer/sha256")
                                .asText());
                assertThat(new String(message.key(), StandardCharsets.UTF_8)).startsWith("image-");
                assertThat(KafkaRuns.header(message, "camera")).isEqualTo("left");
                assertThat(Long.parseLong(KafkaRuns.header(message, "latency-ms")))
                        .isNotNegative();
                int number = Integer.parseInt(
                        new String(message.key(), StandardCharsets.UTF_8).substring("image-".length()));
                float[] input = preparer.input(Camera.record(number)).values();
                float[] probabilities =
                        Objects.requireNonNull(classifiers.get(version)).probabilities(input, 1);
                JsonNode best = answer.get("classes").get(0);
                int label = Shapes.CLASS_NAMES.indexOf(best.get("class").asText());
                assertThat(best.get("probability").floatValue()).isEqualTo(probabilities[label]);
                for (float probability : probabilities) {
                    assertThat(probability).isLessThanOrEqualTo(probabilities[label]);
                }
            }
        } finally {
            classifiers.values().forEach(Classifier::close);
        }
    }

    private static NavigableMap<Long, JsonNode> plans(Path run) throws IOException {
        NavigableMap<Long, JsonNode> plans = new TreeMap<>();
        for (JsonNode decision :
                JSON.readTree(run.resolve("deployments.json").toFile()).get("decisions")) {
            JsonNode deployment = decision.get("deployment");
            if (!deployment.isNull()) {
                plans.put(deployment.get("from").asLong(), deployment.get("plan"));
            }
        }
        return plans;
    }

    /** Another service with the same deployments, which has read nothing. */
    private static Path replay(Path run) throws IOException {
        Path copy = Files.createDirectories(folder.resolve("replay"));
        Files.createDirectories(copy.resolve("models"));
        Files.copy(run.resolve("deployments.json"), copy.resolve("deployments.json"));
        try (Stream<Path> models = Files.list(run.resolve("models"))) {
            for (Path model : models.toList()) {
                Files.copy(model, copy.resolve("models").resolve(model.getFileName()));
            }
        }
        return copy;
    }

    private static Path part(Path events) throws IOException {
        try (Stream<Path> parts = Files.list(events)) {
            return parts.filter(path -> path.toString().endsWith(".jsonl"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static JsonNode json(ConsumerRecord<byte[], byte[]> message) {
        try {
            return JSON.readTree(message.value());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends images to a topic, several hundred a second, until it is stopped. */
    private static final class Camera implements AutoCloseable {

        private final AtomicBoolean stopped = new AtomicBoolean();
        private final String topic;
        private final Thread thread;
        private final AtomicLong sent = new AtomicLong();

        Camera(String topic) {
            this.topic = topic;
            thread = new Thread(this::send);
            thread.start();
        }

        private void send() {
            try {
                while (!stopped.get()) {
                    for (int i = 0; i < 5; i++) {
                        var image = new ProducerRecord<>(
                                topic,
                                ("image-" + sent.get()).getBytes(StandardCharsets.UTF_8),
                                record(sent.intValue()).content());
                        image.headers().add("camera", "left".getBytes(StandardCharsets.UTF_8));
                        producer.send(image).get();
                        sent.incrementAndGet();
                    }
                    Thread.sleep(10);
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        /** An image as it is decoded. */
        static RawRecord record(int number) throws IOException {
            try (var reader = new Shapes(1, false, 1000).open()) {
                byte[] content = reader.read(number % 1000).content();
                RawRecord image = ImageMessage.read(new ConsumerRecord<>("", 0, 0, new byte[0], content), 0);
                return new RawRecord(0, 0, image.format(), content, 0, image.origin());
            }
        }

        long stop() throws InterruptedException {
            stopped.set(true);
            thread.join();
            return sent.get();
        }

        @Override
        public void close() {
            stopped.set(true);
        }
    }
}
