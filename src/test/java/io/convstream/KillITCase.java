package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.convstream.cli.Convstream;
import io.convstream.event.EventRecords;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real {@code kill -9} of the whole process, twice in one run: nothing of it may be seen in the results. */
class KillITCase {

    private static final int STEPS = 1_500;
    private static final int AIR_STEPS = 500;
    private static final int KILLS = 2;
    private static final int CHECKPOINT_MILLIS = 300;
    private static final String TO_RESUME = "To resume: convstream ";

    @TempDir
    private static Path folder;

    private static List<String> losses;
    private static JsonNode lastEvaluation;

    @BeforeAll
    static void trainUndisturbed() throws Exception {
        Path run = folder.resolve("undisturbed");
        RunProcess process = RunProcess.start(folder.resolve("undisturbed.log"), arguments(run, 1, "hashmap"));
        assertThat(process.await()).describedAs(process.output()).isZero();
        losses = losses(run);
        lastEvaluation = lastEvaluation(run);
        assertThat(losses).hasSize(STEPS);
    }

    @Test
    void aKilledRunEndsLikeOneWithoutFaults() throws Exception {
        assertAKilledRunEndsLikeOneWithoutFaults(4, "forst");
    }

    @Tag("soak")
    @ParameterizedTest(name = "prepare parallelism {0}, state backend {1}")
    @CsvSource({"1, hashmap", "2, rocksdb"})
    void aKilledRunWithOtherSettingsEndsLikeOneWithoutFaults(int prepareParallelism, String stateBackend)
            throws Exception {
        assertAKilledRunEndsLikeOneWithoutFaults(prepareParallelism, stateBackend);
    }

    private static void assertAKilledRunEndsLikeOneWithoutFaults(int prepareParallelism, String stateBackend)
            throws Exception {
        long seed = System.nanoTime();
        Random moment = new Random(seed);
        Path run = folder.resolve("killed-" + stateBackend);
        Path log = folder.resolve("killed-" + stateBackend + ".log");

        List<String> arguments = arguments(run, prepareParallelism, stateBackend);
        RunProcess process = RunProcess.start(log, arguments);
        String thinned = "";
        for (int kill = 0; kill < KILLS; kill++) {
            process.awaitCheckpoint(run, RunProcess.newestCheckpoint(run));
            Thread.sleep(moment.nextInt(CHECKPOINT_MILLIS));
            assertThat(process.isAlive())
                    .describedAs("killed too late, seed %s", seed)
                    .isTrue();
            process.kill();
            thinned += thin();
            arguments = new ArrayList<>(arguments(run, prepareParallelism, stateBackend));
            arguments.addAll(List.of("--resume", run.toString()));
            process = RunProcess.start(log, arguments);
        }
        assertThat(process.await()).describedAs(process.output()).isZero();
        assertThat(thinned).contains("Deleted from the run in " + run);

        assertThat(losses(run)).describedAs("seed %s", seed).isEqualTo(losses);
        assertThat(EventRecords.steps(run.resolve("tensorboard/train"), "total_loss"))
                .describedAs("seed %s", seed)
                .isEqualTo(LongStream.range(0, (STEPS + 99) / 100)
                        .map(summary -> 100 * summary)
                        .boxed()
                        .toList());
        assertThat(EventRecords.steps(run.resolve("tensorboard/eval"), "Precision @ 1"))
                .describedAs("seed %s", seed)
                .contains((long) STEPS)
                // A checkpoint is evaluated once it is confirmed, so perhaps after a later step that requests one
                // itself.
                .filteredOn(step -> step % (STEPS / 3) != 0)
                .isSorted();
        JsonNode last = lastEvaluation(run);
        assertThat(last.get("parametersSha256")).isEqualTo(lastEvaluation.get("parametersSha256"));
        assertThat(last.get("newest")).isEqualTo(lastEvaluation.get("newest"));
        assertThat(last.get("ema")).isEqualTo(lastEvaluation.get("ema"));
    }

    @Test
    void ctrlCTakesASavepointThatTheRunResumesFrom() throws Exception {
        assertCtrlCTakesASavepoint("hashmap");
    }

    @Tag("soak")
    @Test
    void ctrlCTakesASavepointOfForst() throws Exception {
        assertCtrlCTakesASavepoint("forst");
    }

    private static void assertCtrlCTakesASavepoint(String stateBackend) throws Exception {
        Path run = folder.resolve("interrupted-" + stateBackend);
        Path log = folder.resolve("interrupted-" + stateBackend + ".log");
        RunProcess process = RunProcess.start(log, arguments(run, 2, stateBackend));
        process.awaitCheckpoint(run, 0);
        process.interrupt();
        assertThat(process.await()).describedAs(process.output()).isZero();

        assertThat(process.output()).contains(TO_RESUME);
        String told = process.output()
                .lines()
                .filter(line -> line.startsWith(TO_RESUME))
                .findFirst()
                .orElseThrow();
        RunProcess resumed =
                RunProcess.start(log, List.of(told.substring(TO_RESUME.length()).split(" ")));
        assertThat(resumed.await()).describedAs(resumed.output()).isZero();

        assertThat(losses(run)).isEqualTo(losses);
        assertThat(lastEvaluation(run).get("parametersSha256")).isEqualTo(lastEvaluation.get("parametersSha256"));
    }

    /** With first weights that are set from images, look-ahead, and flips that depend on the epoch. */
    @Tag("soak")
    @Test
    void aKilledRunOfAPresetWithLookaheadEndsLikeOneWithoutFaults() throws Exception {
        Path whole = folder.resolve("air");
        RunProcess process = RunProcess.start(folder.resolve("air.log"), air(whole));
        assertThat(process.await()).describedAs(process.output()).isZero();
        Path killed = folder.resolve("air-killed");
        process = RunProcess.start(folder.resolve("air-killed.log"), air(killed));
        for (int kill = 0; kill < KILLS; kill++) {
            process.awaitCheckpoint(killed, RunProcess.newestCheckpoint(killed));
            process.kill();
            List<String> arguments = new ArrayList<>(air(killed));
            arguments.addAll(List.of("--resume", killed.toString()));
            process = RunProcess.start(folder.resolve("air-killed.log"), arguments);
        }
        assertThat(process.await()).describedAs(process.output()).isZero();
        assertThat(process.output()).contains("Resuming from ");
        assertThat(losses(killed)).hasSize(AIR_STEPS).isEqualTo(losses(whole));
        assertThat(lastEvaluation(killed).get("parametersSha256"))
                .isEqualTo(lastEvaluation(whole).get("parametersSha256"));
    }

    private static List<String> air(Path run) {
        return List.of(
                "train",
                "--data=shapes",
                "--network=air93",
                "--image-size=16",
                "--crop-size=16",
                "--batch-size=16",
                "--towers=2",
                "--steps=" + AIR_STEPS,
                "--checkpoint-interval=" + CHECKPOINT_MILLIS + "ms",
                "--log-every=100",
                "--no-report",
                "--run=" + run);
    }

    /** Removes what no resume needs from the runs of this test; returns what is printed. */
    private static String thin() {
        StringWriter printed = new StringWriter();
        int exitCode = Convstream.commandLine()
                .setOut(new PrintWriter(printed))
                .execute("runs", "prune", folder.toString(), "--thin");
        assertThat(exitCode).isZero();
        return printed.toString();
    }

    private static List<String> arguments(Path run, int prepareParallelism, String stateBackend) {
        return List.of(
                "train",
                "--data=shapes",
                "--network=tiny",
                "--batch-size=32",
                "--towers=2",
                "--steps=" + STEPS,
                "--checkpoint-interval=" + CHECKPOINT_MILLIS + "ms",
                "--evaluate-every=" + STEPS / 3,
                "--log-every=100",
                "--no-report",
                "--prepare-parallelism=" + prepareParallelism,
                "--state-backend=" + stateBackend,
                "--run=" + run);
    }

    /** Step and loss of every step event, in the file's order. */
    private static List<String> losses(Path run) throws Exception {
        return RunProcess.events(run, "step").stream()
                .map(step -> step.get("step") + ": " + step.get("loss"))
                .toList();
    }

    private static JsonNode lastEvaluation(Path run) throws Exception {
        List<JsonNode> evaluations = RunProcess.events(run, "evaluation");
        JsonNode last = evaluations.get(evaluations.size() - 1);
        assertThat(last.get("trigger").asText()).isEqualTo("END");
        return last;
    }
}
