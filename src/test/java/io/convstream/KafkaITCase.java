package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.convstream.image.ImageSet;
import io.convstream.image.Origin;
import io.convstream.image.RecordFormat;
import io.convstream.ingest.kafka.TopicFeeder;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images from a real broker, and events into it. */
class KafkaITCase {

    /** The training part of the shapes, and the broken records among them. */
    private static final int GOOD = 20_000;

    private static final int BAD = 200;
    private static final int PASSES = 2;
    private static final int BATCH = KafkaRuns.BATCH;
    private static final long STEPS = (GOOD * PASSES + BATCH - 1) / BATCH;
    /** The largest that is still looked at. */
    private static final int HUGE = 10 << 20;

    @TempDir
    private static Path folder;

    private static KafkaRuns runs;
    private static KafkaBroker broker;
    private static JsonNode undisturbed;

    @BeforeAll
    static void feedAndTrain() throws Exception {
        runs = new KafkaRuns(folder);
        broker = runs.broker();
        runs.succeed(
                "feed", "feed", "--data=shapes", "--to=" + broker.address("images"), "--create=1", "--corrupt=0.01");
        runs.succeed("undisturbed", train("undisturbed"));
        undisturbed = runs.last("undisturbed");
    }

    @AfterAll
    static void stopBroker() throws Exception {
        runs.close();
    }

    @Test
    void everyRecordIsTrainedOncePerPassAndEveryEventIsInItsTopicOnce() throws Exception {
        assertThat(undisturbed.get("images").asLong()).isEqualTo(GOOD * PASSES);
        assertThat(undisturbed.get("ema").get("precision").asDouble()).isGreaterThan(0.4);
        assertThat(runs.steps("undisturbed"))
                .isEqualTo(LongStream.range(0, STEPS).boxed().toList());
    }

    @Test
    void corruptRecordsBecomeDeadLettersWithReasonAndOrigin() throws Exception {
        List<ConsumerRecord<byte[], byte[]>> letters = runs.deadLetters("undisturbed");
        assertThat(letters).hasSize(BAD);
        assertThat(letters.stream()
                        .collect(Collectors.groupingBy(
                                letter -> KafkaRuns.header(letter, "reason"), Collectors.counting())))
                .containsOnlyKeys("EMPTY", "BROKEN_IMAGE", "UNKNOWN_LABEL", "TOO_LARGE");
        assertThat(letters).allSatisfy(letter -> {
            assertThat(KafkaRuns.header(letter, "source")).isEqualTo("images");
            assertThat(Long.parseLong(KafkaRuns.header(letter, "offset"))).isBetween(0L, (long) GOOD + BAD);
        });
    }

    @Test
    void deadLettersAreListedByReasonAndReplayedIfUsable() throws Exception {
        broker.topic("again").create(1);
        String said = runs.succeed(
                "letters",
                "dead-letters",
                broker.address("dead-undisturbed"),
                "--replay=" + broker.address("again"),
                "--classes=251"); // the class that was made up to be unknown is 250
        assertThat(said)
                .containsPattern(
                        "UNKNOWN_LABEL +40 +the label 250 is not between 0 and 9 \\(images, partition 0, offset ")
                .containsPattern("total +200")
                .contains("Sent 40 of them to " + broker.address("again") + "; 160 are still unusable.");
        assertThat(broker.committed("again")).hasSize(40);
    }

    @Tag("soak")
    @Test
    void halfOfTheRecordsMayBeBadAndSomeHuge() throws Exception {
        runs.succeed("feed", "feed", "--data=shapes", "--to=" + broker.address("rough"), "--create=1", "--corrupt=1");
        try (TopicFeeder feeder = new TopicFeeder(broker.topic("rough"))) {
            for (int bytes : List.of(HUGE, HUGE + 1)) {
                feeder.send(new ImageSet.Entry(RecordFormat.ENCODED, new byte[bytes], 3, new Origin("", 0, 0, 0)));
            }
            feeder.flush();
        }
        broker.create("dead-rough", Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1000000"));
        runs.succeed("rough", train("rough", "rough", "--epochs=1", "--shuffle-buffer=2000"));

        assertThat(runs.last("rough").get("images").asLong()).isEqualTo(GOOD);
        List<ConsumerRecord<byte[], byte[]>> letters = runs.deadLetters("rough");
        assertThat(letters).hasSize(GOOD + 2);
        assertThat(letters.stream().filter(letter -> Integer.parseInt(KafkaRuns.header(letter, "bytes")) >= HUGE))
                .extracting(letter -> KafkaRuns.header(letter, "reason"))
                .containsExactlyInAnyOrder("BROKEN_IMAGE", "TOO_LARGE");
    }

    @Test
    void aPartitionAddedLaterIsReadByAnUnboundedStream() throws Exception {
        int first = 1_000;
        broker.create("growing", Map.of());
        broker.copyCifarRecords("images", "growing", 0, first);
        Path properties =
                Files.writeString(folder.resolve("discovery.properties"), "partition.discovery.interval.ms=500");
        List<String> arguments = train("growing", "growing", "--shuffle-buffer=100", "--steps=" + 2 * first / BATCH);
        arguments.remove("--bounded=latest");
        arguments.add("--kafka-properties=" + properties);
        RunProcess process = runs.start("growing", arguments);
        process.awaitCheckpoint(runs.folder("growing"), 0);
        broker.grow("growing", 2);
        broker.copyCifarRecords("images", "growing", 1, 3 * first);
        KafkaRuns.ended(process);
        assertThat(runs.last("growing").get("step").asLong()).isEqualTo(2 * first / BATCH);
    }

    @Tag("soak")
    @Test
    void aPartitionAddedLaterIsNotPartOfABoundedRange() throws Exception {
        int records = 1_000;
        int passes = 40;
        broker.create("ranged", Map.of());
        broker.copyCifarRecords("images", "ranged", 0, records);
        RunProcess process =
                runs.start("ranged", train("ranged", "ranged", "--shuffle-buffer=100", "--epochs=" + passes));
        process.awaitCheckpoint(runs.folder("ranged"), 0);
        broker.grow("ranged", 2);
        broker.copyCifarRecords("images", "ranged", 1, records);
        KafkaRuns.ended(process);
        assertThat(runs.last("ranged").get("images").asLong()).isEqualTo((long) records * passes);
    }

    @Test
    void anUnboundedStreamEndsAfterTheRequestedSteps() throws Exception {
        List<String> endless = train("endless", "images", "--shuffle-buffer=2000", "--steps=50");
        endless.remove("--bounded=latest");
        runs.succeed("endless", endless);
        assertThat(runs.last("endless").get("step").asLong()).isEqualTo(50);
    }

    @Test
    void twoRunsWhoseFoldersHaveTheSameLastNameWriteToOneTopicAtTheSameTimeAndLoseNoEvent() throws Exception {
        int steps = 400;
        List<RunProcess> together = new ArrayList<>();
        for (String above : List.of("here", "there")) {
            String name = above + "/same";
            Files.createDirectories(runs.folder(above));
            List<String> arguments = new ArrayList<>(runs.arguments(name, "", "--steps=" + steps));
            arguments.removeIf(argument -> argument.matches("--(source|bounded|events|dead-letters)=.*"));
            arguments.add("--events=" + broker.address("events-shared"));
            together.add(runs.start(name, arguments));
        }
        for (RunProcess process : together) {
            KafkaRuns.ended(process);
        }
        assertThat(runs.steps("shared").stream().collect(Collectors.groupingBy(step -> step, Collectors.counting())))
                .hasSize(steps)
                .allSatisfy((step, count) -> assertThat(count).isEqualTo(2));
    }

    @Tag("soak")
    @Test
    void aRunHasAFewTransactionalIdsAndNoneForATopicThatItDoesNotWriteTo() throws Exception {
        broker.create("clean", Map.of());
        broker.copyCifarRecords("images", "clean", 0, 1_000);
        List<String> train = train("pooled", "clean", "--shuffle-buffer=100", "--epochs=60");
        train.replaceAll(argument -> argument.replace("--checkpoint-interval=500ms", "--checkpoint-interval=100ms"));
        runs.succeed("pooled", train);
        long checkpoint = RunProcess.events(runs.folder("pooled"), "evaluation").stream()
                .mapToLong(evaluation -> evaluation.get("checkpoint").asLong())
                .max()
                .orElseThrow();
        assertThat(checkpoint).isGreaterThan(20);
        String id = new ObjectMapper()
                .readTree(runs.folder("pooled").resolve("run.json").toFile())
                .get("id")
                .asText();
        assertThat(broker.transactionalIds("convstream-" + id))
                .hasSizeLessThanOrEqualTo(4)
                .allMatch(name -> name.contains("-events-"));
        assertThat(broker.committed("dead-pooled")).isEmpty();
    }

    @Test
    void heldOutImagesMayBeInATopic() throws Exception {
        String heldOut = broker.address("held-out");
        runs.succeed("feed", "feed", "--held-out", "--data=shapes", "--to=" + heldOut, "--create=2");
        List<String> train = train("topics", "images", "--steps=50", "--shuffle-buffer=2000");
        train.remove("--data=shapes");
        train.add("--evaluate-data=" + heldOut);
        runs.succeed("topics", train);
        assertThat(runs.last("topics").at("/ema/images").asInt()).isEqualTo(2_000);
        Path model = runs.folder("topics").resolve("models/tiny");
        assertThat(evaluate("topic", model, heldOut)).isEqualTo(evaluate("shapes", model, "shapes"));
    }

    @Test
    void aTopicWhoseMessagesNameOtherClassesThanTheHeldOutImagesIsRefused() throws Exception {
        for (String name : List.of("cat", "dog")) {
            Path place = Files.createDirectories(folder.resolve("pets/test").resolve(name));
            ImageIO.write(
                    new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB),
                    "png",
                    place.resolve("1.png").toFile());
        }
        List<String> train = new ArrayList<>(train("pets-run"));
        train.remove("--data=shapes");
        train.add("--evaluate-data=" + folder.resolve("pets"));
        RunProcess process = runs.start("pets-run", train);
        assertThat(process.await()).describedAs(process.output()).isEqualTo(2);
        assertThat(process.output())
                .contains("have different classes", "only the first has cat, dog", "only the second has circle");
    }

    private static String evaluate(String log, Path model, String data) throws Exception {
        return runs.succeed(log, "evaluate", "--model=" + model, "--data=" + data)
                .lines()
                .filter(line -> line.startsWith("precision @ 1"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theDoctorChecksATopic() throws Exception {
        assertThat(runs.succeed("doctor", "doctor", "--source=" + broker.address("images"), "--run=" + folder))
                .contains("ok     Kafka: " + broker.address("images")
                        + " has 1 partition, a message may have 20,000,000 bytes");
        RunProcess wrong =
                runs.start("unwell", List.of("doctor", "--source=" + broker.address("nowhere"), "--run=" + folder));
        assertThat(wrong.await()).isEqualTo(1);
        assertThat(wrong.output()).contains("fails  Kafka: there is no topic nowhere on 127.0.0.1");
    }

    @Test
    void aMissingTopicIsNamedInOneSentence() throws Exception {
        RunProcess process =
                runs.start("nowhere", List.of("train", "--data=shapes", "--source=" + broker.address("nowhere")));
        assertThat(process.await()).isEqualTo(1);
        assertThat(process.output()).contains("there is no topic nowhere on 127.0.0.1");
    }

    private static List<String> train(String name) {
        return train(name, "images", "--epochs=" + PASSES, "--shuffle-buffer=2000");
    }

    private static List<String> train(String name, String topic, String... more) {
        return runs.arguments(name, broker.address(topic), more);
    }
}
