package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.convstream.KafkaBroker;
import io.convstream.event.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a topic of one partition that are resumed after the topic, or their options, have changed. */
@Timeout(180)
class ResumedTopicITCase {

    private static final int IMAGES = 330;

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;
    private static SmallRuns runs;

    @BeforeAll
    static void feed() throws Exception {
        broker = KafkaBroker.start(folder);
        runs = new SmallRuns(folder, IMAGES);
        runs.feed(broker.address("images"));
        train("short", "images", "--epochs=1");
        train("long", "images", "--epochs=3");
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    @Test
    void laterMessagesAndPartitionsAreNotReadUnlessTheRangeIsGivenAgain() throws Exception {
        runs.feed(broker.address("growing"));
        train("growing", "growing", "--epochs=1");
        train("growing-long", "growing", "--epochs=3");
        runs.feed(broker.address("growing"));
        broker.grow("growing", 2);
        runs.fork("growing", "same range", "--epochs=3");
        assertThat(runs.images("same range")).isEqualTo(3 * IMAGES);
        assertThat(runs.last("same range")).isEqualTo(runs.last("growing-long"));
        runs.fork("growing", "new range", "--epochs=3", "--bounded=latest");
        assertThat(runs.printed()).contains("range of offsets 0: 0-660, 1: 0-0 (was 0: 0-330)");
        assertThat(runs.images("new range")).isEqualTo((1 + 2 * 2) * IMAGES);
    }

    @Test
    void anotherTopicIsRefused() {
        runs.feed(broker.address("other"));
        assertThat(runs.execute(
                        "train", "--resume=" + runs.run("short"), "--source=" + broker.address("other"), "--epochs=2"))
                .isNotZero();
        assertThat(runs.printed())
                .contains("the training images are not those of the run (topic other of Kafka cluster ")
                .contains(", not topic images of Kafka cluster ");
    }

    @Test
    void aTopicThatWasCreatedAnewIsResumedIfItHoldsTheMessages() throws Exception {
        runs.feed(broker.address("anew"));
        train("anew", "anew", "--epochs=1");
        broker.delete("anew");
        broker.create("anew", Map.of());
        assertThat(runs.execute("train", "--resume=" + runs.run("anew"), "--epochs=3"))
                .isNotZero();
        assertThat(runs.printed())
                .contains("the run reads the offsets 0-330 of partition 0 of " + broker.address("anew")
                        + ", which now holds 0-0: feed the same messages again, or add --bounded latest");
        runs.feed(broker.address("anew"));
        runs.resume("anew", "--epochs=3");
        assertThat(runs.last("anew")).isEqualTo(runs.last("long"));
    }

    @Test
    void theTopicOfEventsIsSwitchedOffAndOnAgain() throws Exception {
        String events = "--events=" + broker.address("events");
        train("first", "images", "--steps=5", events);
        runs.resume("first", "--steps=10", "--events=none");
        assertThat(steps()).isEqualTo(LongStream.range(0, 5).boxed().toList());
        runs.resume("first", "--epochs=3", events);
        List<Long> expected = new ArrayList<>(LongStream.range(0, 5).boxed().toList());
        LongStream.range(10, (3 * IMAGES + 31) / 32).forEach(expected::add);
        assertThat(steps()).isEqualTo(expected);
        assertThat(runs.last("first")).isEqualTo(runs.last("long"));
    }

    @Test
    void skippedRecordsAreTheSameAfterAResume() throws Exception {
        String skip = "--skip-records=100-140,400-420";
        train("skipping", "images", "--epochs=1", skip);
        runs.resume("skipping", "--epochs=3");
        train("skipping-long", "images", "--epochs=3", skip);
        assertThat(runs.images("skipping")).isEqualTo(3 * IMAGES - 41 - 21);
        assertThat(runs.last("skipping")).isEqualTo(runs.last("skipping-long")).isNotEqualTo(runs.last("long"));
    }

    @Test
    void anotherShuffleBufferTrainsEachImageOncePerEpoch() throws Exception {
        runs.fork("short", "small buffer", "--epochs=3", "--shuffle-buffer=10");
        runs.fork("short", "large buffer", "--epochs=3", "--shuffle-buffer=300");
        assertThat(runs.images("small buffer")).isEqualTo(3 * IMAGES);
        assertThat(runs.images("large buffer")).isEqualTo(3 * IMAGES);
    }

    private static List<Long> steps() throws IOException {
        List<Long> steps = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : broker.committed("events")) {
            JsonNode event = JsonLines.MAPPER.readTree(message.value());
            if (event.get("type").asText().equals("step")) {
                steps.add(event.get("step").asLong());
            }
        }
        return steps;
    }

    private static void train(String name, String topic, String... options) {
        List<String> all = new ArrayList<>(List.of(
                "--source=" + broker.address(topic),
                "--bounded=latest",
                "--shuffle-buffer=100",
                "--network=tiny",
                "--towers=2"));
        all.addAll(List.of(options));
        runs.train(name, all.toArray(String[]::new));
    }
}
