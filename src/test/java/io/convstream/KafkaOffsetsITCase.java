package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which messages of a topic a run trains, and which it leaves to the next one. */
@Timeout(300)
class KafkaOffsetsITCase {

    private static final int RECORDS = 2_000;
    private static final int STEPS = 16;

    @TempDir
    private static Path folder;

    private static KafkaRuns runs;

    @BeforeAll
    static void startBroker() throws Exception {
        runs = new KafkaRuns(folder);
    }

    @AfterAll
    static void stopBroker() throws Exception {
        runs.close();
    }

    @Test
    void theCommittedOffsetLeavesWhatWasNotTrainedToTheNextRun() throws Exception {
        fill("images", RECORDS, true);
        Path properties = Files.writeString(folder.resolve("group.properties"), "group.id=shared\n");
        List<String> first = train("first", "images", "--steps=" + STEPS, "--kafka-properties=" + properties);
        first.remove("--bounded=latest");
        runs.succeed("first", first);
        long committed = committed("shared", "images");
        assertThat(committed).isBetween(1L, (long) STEPS * KafkaRuns.BATCH);

        runs.succeed(
                "second",
                train("second", "images", "--from=committed", "--epochs=1", "--kafka-properties=" + properties));
        assertThat(runs.last("second").get("images").asLong()).isEqualTo(RECORDS - committed);
        assertThat(committed("shared", "images")).isEqualTo(RECORDS);
    }

    @Test
    void stepsThatEndWithinARangeLeaveTheRestOfIt() throws Exception {
        fill("ranged", RECORDS, true);
        Path properties = Files.writeString(folder.resolve("ranged.properties"), "group.id=ranged\n");
        runs.succeed("ranged", train("ranged", "ranged", "--steps=" + STEPS, "--kafka-properties=" + properties));
        assertThat(committed("ranged", "ranged")).isBetween(1L, (long) STEPS * KafkaRuns.BATCH);
    }

    @Test
    void aRunHasAGroupOfItsOwnAndCommittedNeedsASharedOne() throws Exception {
        fill("own", 256, true);
        runs.succeed("own", train("own", "own", "--epochs=2"));
        String id = new ObjectMapper()
                .readTree(runs.folder("own").resolve("run.json").toFile())
                .get("id")
                .asText();
        assertThat(committed("convstream-" + id, "own")).isEqualTo(256);

        RunProcess refused = runs.start("refused", train("refused", "own", "--from=committed"));
        assertThat(refused.await()).isEqualTo(2);
        assertThat(refused.output())
                .contains("convstream: --from committed needs a consumer group that several runs share: set group.id"
                        + " in --kafka-properties");
    }

    @Test
    void anAbortedTransactionIsNotTrained() throws Exception {
        fill("aborted", 128, true);
        fill("aborted", 300, false);
        runs.succeed("aborted", train("aborted", "aborted", "--epochs=1"));
        assertThat(runs.last("aborted").get("images").asLong()).isEqualTo(128);
    }

    @Test
    void aTopicThatIsDeletedFailsTheRunWithOneSentence() throws Exception {
        fill("gone", 1_000, true);
        List<String> endless = train("gone", "gone");
        endless.remove("--bounded=latest");
        RunProcess process = runs.start("gone", endless);
        process.awaitCheckpoint(runs.folder("gone"), 1);
        try (Admin admin = Admin.create(runs.broker().topic("gone").clientProperties())) {
            admin.deleteTopics(List.of("gone")).all().get();
        }
        assertThat(process.await()).isEqualTo(1);
        assertThat(process.output())
                .contains("convstream: topic gone on ")
                .contains(" was deleted while it was read: create and fill it again, then resume the run");
        assertThat(process.output().lines()).hasSizeLessThan(40);
    }

    private static List<String> train(String name, String topic, String... more) {
        List<String> arguments = runs.arguments(name, runs.broker().address(topic), more);
        arguments.add("--shuffle-buffer=100");
        return arguments;
    }

    /** Sends CIFAR records in one transaction. */
    private static void fill(String topic, int records, boolean commit) throws Exception {
        runs.broker().topic(topic).create(1);
        var properties = runs.broker().topic(topic).clientProperties();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic + commit);
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < records; i++) {
                byte[] record = new byte[3_073];
                record[0] = (byte) (i % 10);
                record[1 + i] = (byte) i;
                var unused = producer.send(new ProducerRecord<>(topic, record));
            }
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private static long committed(String group, String topic) throws Exception {
        try (Admin admin = Admin.create(runs.broker().topic(topic).clientProperties())) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return Objects.requireNonNull(offsets.get(new TopicPartition(topic, 0)))
                    .offset();
        }
    }
}
