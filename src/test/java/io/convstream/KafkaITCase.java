package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.convstream.image.Origin;
import io.convstream.image.PictureSet;
import io.convstream.image.RecordFormat;
import io.convstream.ingest.TopicFeeder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures from a real broker, events into it, and the two of them killed. */
class KafkaITCase {

    /** The training part of the shapes, and the broken records among them. */
    private static final int GOOD = 20_000;

    private static final int BAD = 200;
    private static final int PASSES = 2;
    private static final int BATCH = 64;
    private static final long STEPS = (GOOD * PASSES + BATCH - 1) / BATCH;
    /** The largest that is still looked at. */
    private static final int HUGE = 10 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;
    private static JsonNode undisturbed;

    @BeforeAll
    static void feedAndTrain() throws Exception {
        broker = KafkaBroker.start(Files.createDirectory(folder.resolve("broker")));
        succeeds("feed", "--data=shapes", "--to=" + broker.address("pictures"), "--create=1", "--bad=0.01");
        succeeds(train("undisturbed"));
        undisturbed = last("undisturbed");
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void everyRecordIsTrainedOnceAPassAndEveryEventStandsInItsTopicOnce() throws Exception {
        assertThat(undisturbed.get("images").asLong()).isEqualTo(GOOD * PASSES);
        assertThat(undisturbed.get("averaged").get("precision").asDouble()).isGreaterThan(0.4);
        assertThat(steps("undisturbed"))
                .isEqualTo(LongStream.range(0, STEPS).boxed().toList());
    }

    @Test
    void brokenRecordsBecomeDeadLettersWithReasonAndPlace() throws Exception {
        List<ConsumerRecord<byte[], byte[]>> letters = broker.committed("dead-undisturbed");
        assertThat(letters).hasSize(BAD);
        assertThat(letters.stream()
                        .collect(Collectors.groupingBy(letter -> header(letter, "reason"), Collectors.counting())))
                .containsOnlyKeys("EMPTY", "BROKEN_PICTURE", "UNKNOWN_LABEL", "TOO_LARGE");
        assertThat(letters).allSatisfy(letter -> {
            assertThat(header(letter, "source")).isEqualTo("pictures");
            assertThat(Long.parseLong(header(letter, "offset"))).isBetween(0L, (long) GOOD + BAD);
        });
    }

    @Test
    void deadLettersAreListedByReasonAndGoBackWhereTheyCanBeUsedNow() throws Exception {
        broker.topic("again").create(1);
        RunProcess process = RunProcess.start(
                log("letters"),
                List.of(
                        "dead-letters",
                        broker.address("dead-undisturbed"),
                        "--replay=" + broker.address("again"),
                        "--classes=251")); // the class that was made up to be unknown is 250
        assertThat(process.await()).describedAs(process.output()).isZero();
        assertThat(process.output())
                .containsPattern(
                        "UNKNOWN_LABEL +40 +the label 250 is not between 0 and 9 \\(pictures, partition 0, offset ")
                .containsPattern("in all +200")
                .contains("Sent 40 of them to " + broker.address("again") + "; 160 are still bad.");
        assertThat(broker.committed("again")).hasSize(40);
    }

    @Test
    void aKilledRunEndsWithTheSameParametersAndEventsAsAnUndisturbedOne() throws Exception {
        long seed = System.nanoTime();
        Random moment = new Random(seed);
        Path run = folder.resolve("killed");
        RunProcess process = RunProcess.start(log("killed"), train("killed"));
        for (int kill = 0; kill < 2; kill++) {
            process.awaitCheckpoint(run, RunProcess.newestCheckpoint(run) + 1);
            Thread.sleep(moment.nextInt(500));
            process.kill();
            List<String> resume = new ArrayList<>(train("killed"));
            resume.add("--resume=" + run);
            process = RunProcess.start(log("killed"), resume);
        }
        assertThat(process.await()).describedAs(process.output()).isZero();
        assertSameAsUndisturbed("killed", seed);
    }

    @Test
    void aRunOutlivesTheDeathOfItsBroker() throws Exception {
        RunProcess process = RunProcess.start(log("orphan"), train("orphan"));
        process.awaitCheckpoint(folder.resolve("orphan"), 1);
        broker.kill();
        Thread.sleep(3_000);
        broker.restart();
        assertThat(process.await()).describedAs(process.output()).isZero();
        assertSameAsUndisturbed("orphan", 0);
    }

    @Test
    void halfOfTheRecordsMayBeBadAndSomeHuge() throws Exception {
        succeeds("feed", "--data=shapes", "--to=" + broker.address("rough"), "--create=1", "--bad=1");
        try (TopicFeeder feeder = new TopicFeeder(broker.topic("rough"))) {
            for (int bytes : List.of(HUGE, HUGE + 1)) {
                feeder.send(new PictureSet.Entry(RecordFormat.ENCODED, new byte[bytes], 3, new Origin("", 0, 0, 0)));
            }
            feeder.flush();
        }
        broker.create("dead-rough", Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1000000"));
        succeeds(train("rough", "rough", "--epochs=1", "--shuffle-buffer=2000"));

        assertThat(last("rough").get("images").asLong()).isEqualTo(GOOD);
        List<ConsumerRecord<byte[], byte[]>> letters = broker.committed("dead-rough");
        assertThat(letters).hasSize(GOOD + 2);
        assertThat(letters.stream().filter(letter -> Integer.parseInt(header(letter, "bytes")) >= HUGE))
                .extracting(letter -> header(letter, "reason"))
                .containsExactlyInAnyOrder("BROKEN_PICTURE", "TOO_LARGE");
    }

    @Test
    void aPartitionThatATopicGetsLaterIsReadByAStreamWithoutEnd() throws Exception {
        int first = 1_000;
        broker.create("growing", Map.of());
        broker.copyCifarRecords("pictures", "growing", 0, first);
        Path properties =
                Files.writeString(folder.resolve("discovery.properties"), "partition.discovery.interval.ms=500");
        List<String> arguments = train("growing", "growing", "--shuffle-buffer=100", "--steps=" + 2 * first / BATCH);
        arguments.remove("--until=latest");
        arguments.add("--kafka-properties=" + properties);
        RunProcess process = RunProcess.start(log("growing"), arguments);
        process.awaitCheckpoint(folder.resolve("growing"), 0);
        broker.grow("growing", 2);
        broker.copyCifarRecords("pictures", "growing", 1, 3 * first);
        assertThat(process.await()).describedAs(process.output()).isZero();
        assertThat(last("growing").get("step").asLong()).isEqualTo(2 * first / BATCH);
    }

    @Test
    void aPartitionThatATopicGetsLaterIsNoPartOfARangeThatWasFixedBefore() throws Exception {
        int records = 1_000;
        int passes = 40;
        broker.create("ranged", Map.of());
        broker.copyCifarRecords("pictures", "ranged", 0, records);
        RunProcess process = RunProcess.start(
                log("ranged"), train("ranged", "ranged", "--shuffle-buffer=100", "--epochs=" + passes));
        process.awaitCheckpoint(folder.resolve("ranged"), 0);
        broker.grow("ranged", 2);
        broker.copyCifarRecords("pictures", "ranged", 1, records);
        assertThat(process.await()).describedAs(process.output()).isZero();
        assertThat(last("ranged").get("images").asLong()).isEqualTo((long) records * passes);
    }

    @Test
    void aStreamWithoutEndIsLeftAfterTheStepsAskedFor() throws Exception {
        List<String> endless = train("endless", "pictures", "--shuffle-buffer=2000", "--steps=50");
        endless.remove("--until=latest");
        succeeds(endless);
        assertThat(last("endless").get("step").asLong()).isEqualTo(50);
    }

    @Test
    void heldOutPicturesMayLieInATopic() throws Exception {
        String heldOut = broker.address("held-out");
        succeeds("feed", "--held-out", "--data=shapes", "--to=" + heldOut, "--create=2");
        List<String> train = new ArrayList<>(train("topics"));
        train.remove("--data=shapes");
        train.add("--evaluate-data=" + heldOut);
        succeeds(train);
        JsonNode last = last("topics");
        // The loss is a sum over the pictures in the order of the partitions, and so not the same to the last digit.
        for (String field : List.of("/parametersSha256", "/averaged/confusion", "/newest/confusion")) {
            assertThat(last.at(field)).isEqualTo(undisturbed.at(field));
        }
        Path model = folder.resolve("topics/models/model/best.zip");
        assertThat(evaluate("topic", model, heldOut)).isEqualTo(evaluate("shapes", model, "shapes"));
    }

    private static String evaluate(String log, Path model, String data) throws Exception {
        RunProcess process = RunProcess.start(log(log), List.of("evaluate", "--model=" + model, "--data=" + data));
        assertThat(process.await()).describedAs(process.output()).isZero();
        return process.output()
                .lines()
                .filter(line -> line.startsWith("precision @ 1"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theDoctorReachesATopicOrSaysWhyNot() throws Exception {
        RunProcess fine = RunProcess.start(
                log("doctor"), List.of("doctor", "--source=" + broker.address("pictures"), "--run=" + folder));
        assertThat(fine.await()).describedAs(fine.output()).isZero();
        assertThat(fine.output())
                .contains("ok     Kafka: " + broker.address("pictures")
                        + " has 1 partition, a message may have 20,000,000 bytes");
        RunProcess wrong = RunProcess.start(
                log("doctor"), List.of("doctor", "--source=" + broker.address("nowhere"), "--run=" + folder));
        assertThat(wrong.await()).isEqualTo(1);
        assertThat(wrong.output()).contains("fails  Kafka: there is no topic nowhere on 127.0.0.1");
    }

    @Test
    void aTopicThatIsNotThereIsNamedInOneSentence() throws Exception {
        RunProcess process = RunProcess.start(
                log("nowhere"), List.of("train", "--data=shapes", "--source=" + broker.address("nowhere")));
        assertThat(process.await()).isEqualTo(1);
        assertThat(process.output()).contains("there is no topic nowhere on 127.0.0.1");
    }

    private static void assertSameAsUndisturbed(String name, long seed) throws Exception {
        assertThat(last(name).get("parametersSha256"))
                .describedAs("seed %s", seed)
                .isEqualTo(undisturbed.get("parametersSha256"));
        assertThat(steps(name)).isEqualTo(LongStream.range(0, STEPS).boxed().toList());
        assertThat(broker.committed("dead-" + name)).hasSize(BAD);
    }

    private static List<String> train(String name) {
        return train(name, "pictures", "--epochs=" + PASSES, "--shuffle-buffer=2000");
    }

    private static List<String> train(String name, String topic, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--data=shapes",
                "--source=" + broker.address(topic),
                "--until=latest",
                "--events=" + broker.address("events-" + name),
                "--dead-letters=" + broker.address("dead-" + name),
                "--network=tiny",
                "--batch-size=" + BATCH,
                "--towers=2",
                "--checkpoint-interval=500ms",
                "--log-every=100",
                "--run=" + folder.resolve(name)));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private static void succeeds(String... arguments) throws Exception {
        succeeds(List.of(arguments));
    }

    private static void succeeds(List<String> arguments) throws Exception {
        RunProcess process = RunProcess.start(log("any"), arguments);
        assertThat(process.await()).describedAs(process.output()).isZero();
    }

    private static Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /** The numbers of the steps in the events' topic, in its order. */
    private static List<Long> steps(String name) throws IOException {
        List<Long> steps = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : broker.committed("events-" + name)) {
            JsonNode event = JSON.readTree(message.value());
            if (event.get("type").asText().equals("step")) {
                steps.add(event.get("step").asLong());
            }
        }
        return steps;
    }

    private static JsonNode last(String name) throws IOException {
        List<JsonNode> evaluations = RunProcess.events(folder.resolve(name), "evaluation");
        return evaluations.get(evaluations.size() - 1);
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
