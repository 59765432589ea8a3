package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trains the tutorial's network from a topic at full load on a highly available cluster, while everything around it is
 * killed, stopped or disconnected: {@code mvn -Psoak verify}. Then nothing may be lost or duplicated, and a run without
 * faults over the same topic must end with the same parameters.
 */
@Tag("soak")
@Timeout(value = 5, unit = TimeUnit.HOURS)
class SoakITCase {

    /** The number of kills, about one a minute, beside the slow faults. */
    private static final int MINUTES = Integer.getInteger("soak.minutes", 10);

    private static final long SEED = Long.getLong("soak.seed", System.nanoTime());
    private static final long STEPS_AFTER_THE_LAST_STOP = 100;
    private static final int BATCH = 128;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern COMPLETED =
            Pattern.compile("Completed checkpoint (\\d+) for job|Restoring job .* from Checkpoint (\\d+) @");

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;
    private static TestCluster cluster;
    private static RunProcess feed;

    @BeforeAll
    static void startEverything() throws Exception {
        broker = KafkaBroker.start(folder);
        cluster = TestCluster.start(folder.resolve("cluster"), "--high-availability");
        feed = RunProcess.start(
                folder.resolve("feed.log"),
                List.of(
                        "feed",
                        "--data=shapes",
                        "--to=" + broker.address("images"),
                        "--create=1",
                        "--rate=2500",
                        "--repeat=100000"));
    }

    @AfterAll
    static void stopEverything() throws Exception {
        feed.kill();
        cluster.cluster("stop");
        broker.close();
    }

    @Test
    void faultsDoNotChangeTheResult() throws Exception {
        Path run = folder.resolve("soak");
        RunProcess submit = cluster.submit(run, options("soak"));
        submit.awaitCheckpoint(run, 0);
        var faults = new Faults(cluster, broker, run, SEED);
        Set<Long> checkpoints = new TreeSet<>();
        for (Faults.Fault fault : faults.all(MINUTES)) {
            faults.happens(fault, () -> checkpoints.addAll(completedCheckpoints()));
            assertThat(submit.isAlive()).describedAs(submit.output()).isTrue();
        }
        cluster.convstream("stop", TestCluster.job(submit), "--jobmanager=" + cluster.jobManager());
        assertThat(submit.await()).describedAs(submit.output()).isZero();
        long steps = RunProcess.events(run, "step").size() + STEPS_AFTER_THE_LAST_STOP;
        RunProcess last = goOn(run, steps);
        assertThat(last.await()).describedAs(last.output()).isZero();
        checkpoints.addAll(completedCheckpoints());
        assertThat(feed.isAlive()).describedAs(feed.output()).isTrue();

        List<Long> trained = numbers(committed("soak"), event -> isOf(event, "step"), "step");
        String table = faults.table(steps, trained);
        System.out.println(table);
        Files.writeString(Path.of("target", "soak.md"), table);

        List<Long> each = LongStream.range(0, steps).boxed().toList();
        assertThat(trained).isEqualTo(each);
        assertThat(numbers(RunProcess.events(run, "step"), event -> true, "step"))
                .isEqualTo(each);
        List<JsonNode> evaluations = RunProcess.events(run, "evaluation");
        JsonNode end = evaluations.get(evaluations.size() - 1);
        assertThat(end.get("images").asLong()).isEqualTo(steps * BATCH);
        assertOneEvaluationForEach(checkpoints, evaluations);
        assertThat(end.get("parametersSha256").asText()).isEqualTo(undisturbed(steps));
    }

    /**
     * Except for checkpoints before the first record left the shuffle buffer, without a model; for skipped ones, which
     * are counted; and for the last, of a job that had already ended.
     */
    private static void assertOneEvaluationForEach(Set<Long> checkpoints, List<JsonNode> evaluations) {
        List<Long> evaluated =
                numbers(evaluations, event -> event.get("trigger").asText().equals("CHECKPOINT"), "checkpoint");
        long skipped =
                evaluations.get(evaluations.size() - 1).get("skippedSnapshots").asLong();
        System.out.printf("%d checkpoints, %d evaluated, %d skipped%n", checkpoints.size(), evaluated.size(), skipped);
        assertThat(evaluated).doesNotHaveDuplicates();
        assertThat(checkpoints).containsAll(evaluated);
        checkpoints.removeIf(checkpoint -> checkpoint < evaluated.get(0));
        assertThat(checkpoints.size() - evaluated.size()).isEqualTo(skipped + 1);
    }

    private static RunProcess goOn(Path run, long steps) throws Exception {
        List<String> options = new ArrayList<>(options("soak"));
        options.addAll(List.of("--steps=" + steps, "--resume=" + run));
        return cluster.submit(run, options);
    }

    /** The parameters of a run without faults. */
    private static String undisturbed(long steps) throws Exception {
        Path run = folder.resolve("undisturbed");
        List<String> arguments = new ArrayList<>(List.of("train", "--run=" + run, "--steps=" + steps));
        arguments.addAll(options("undisturbed"));
        RunProcess train = RunProcess.start(folder.resolve("undisturbed.log"), arguments);
        assertThat(train.await(Duration.ofMinutes(3L * MINUTES)))
                .describedAs(train.output())
                .isZero();
        return RunProcess.parameters(run);
    }

    private static List<String> options(String name) {
        return List.of(
                "--data=shapes",
                "--source=" + broker.address("images"),
                "--shuffle-buffer=2000",
                "--events=" + broker.address("events-" + name),
                "--network=cifar10",
                "--schedule=constant",
                "--batch-size=" + BATCH,
                "--towers=2",
                "--checkpoint-interval=3s",
                "--log-every=100",
                "--no-report");
    }

    /** A JobManager that starts again begins a new log, so its log is to be read before. */
    private static Set<Long> completedCheckpoints() throws Exception {
        Set<Long> completed = new TreeSet<>();
        Matcher line = COMPLETED.matcher(Files.readString(cluster.log("jobmanager")));
        while (line.find()) {
            completed.add(Long.parseLong(line.group(line.group(1) == null ? 2 : 1)));
        }
        return completed;
    }

    private static List<JsonNode> committed(String name) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : broker.committed("events-" + name)) {
            events.add(JSON.readTree(message.value()));
        }
        return events;
    }

    private static boolean isOf(JsonNode event, String type) {
        return event.get("type").asText().equals(type);
    }

    private static List<Long> numbers(List<JsonNode> events, Predicate<JsonNode> which, String field) {
        return events.stream()
                .filter(which)
                .map(event -> event.get(field).asLong())
                .toList();
    }
}
