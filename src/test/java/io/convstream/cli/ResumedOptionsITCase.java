package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is resumed with other options trains each image once per epoch, and to the bit if that is promised. */
@Timeout(180)
class ResumedOptionsITCase {

    /** No multiple of a batch size: images wait in an incomplete batch. */
    private static final int IMAGES = 330;

    @TempDir
    private static Path folder;

    private static SmallRuns runs;

    @BeforeAll
    static void train() throws Exception {
        runs = new SmallRuns(folder, IMAGES);
        runs.train("short", "--epochs=2", "--network=tiny", "--towers=2");
        runs.train("long", "--epochs=3", "--network=tiny", "--towers=2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--batch-size=48", "--batch-size=8", "--towers=1"})
    void eachImageIsTrainedOncePerEpoch(String option) throws Exception {
        runs.fork("short", option, "--epochs=3", option);
        assertThat(runs.images(option)).isEqualTo(3 * IMAGES);
        assertThat(runs.printed()).contains("bits of the parameters differ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--prepare-parallelism=2", "--shuffle-buffer=5"})
    void theParametersAreTheSame(String option) throws Exception {
        runs.fork("short", option, "--epochs=3", option);
        assertThat(runs.images(option)).isEqualTo(3 * IMAGES);
        assertThat(runs.last(option)).isEqualTo(runs.last("long"));
    }

    @Test
    void tensorBoardIsSwitchedOnAndOffAgain() throws Exception {
        runs.fork("short", "with", "--steps=24");
        assertThat(runs.run("with").resolve("tensorboard")).isNotEmptyDirectory();
        runs.fork("with", "without", "--epochs=3", "--no-tensorboard");
        assertThat(runs.run("without").resolve("tensorboard")).doesNotExist();
        assertThat(runs.last("without")).isEqualTo(runs.last("long"));
    }

    /** Flink's state backends do not read each other's checkpoints. */
    @Test
    void aCheckpointOfAnotherStateBackendIsRefused() {
        runs.train("disk", "--epochs=2", "--network=tiny", "--towers=2", "--state-backend=rocksdb");
        refuse("disk", "hashmap", "rocksdb or forst, as it was taken, or resume from a savepoint");
        refuse("short", "rocksdb", "hashmap, or resume from a savepoint, which Ctrl-C and 'convstream stop' take");
        refuse("short", "forst", "hashmap");
    }

    @Test
    void aSavepointIsResumedWithAnotherStateBackend() throws Exception {
        CompletableFuture<Void> training = CompletableFuture.runAsync(() ->
                runs.train("stopped", "--epochs=10000", "--network=tiny", "--towers=2", "--checkpoint-interval=200ms"));
        Path checkpoints = runs.run("stopped").resolve("checkpoints");
        while (!training.isDone() && !hasCheckpoint(checkpoints)) {
            Thread.sleep(50);
        }
        assertThat(training).isNotDone();
        new ProcessBuilder(
                        "kill", "-INT", String.valueOf(ProcessHandle.current().pid()))
                .start()
                .waitFor();
        training.get();
        long steps = runs.steps("stopped") + 50;
        String end = "--steps=" + steps;
        runs.fork("stopped", "memory", end);
        runs.fork("stopped", "database", end, "--state-backend=rocksdb");
        assertThat(runs.last("database")).isEqualTo(runs.last("memory"));
        assertThat(runs.last("database").get("tiny")).startsWith(steps + " ");
        refuse("stopped", "forst", "hashmap");
    }

    private static boolean hasCheckpoint(Path checkpoints) throws IOException {
        try (Stream<Path> files = Files.exists(checkpoints) ? Files.walk(checkpoints) : Stream.empty()) {
            return files.anyMatch(file -> file.endsWith("_metadata"));
        } catch (UncheckedIOException e) {
            return false; // a checkpoint was removed meanwhile
        }
    }

    private static void refuse(String run, String backend, String advice) {
        assertThat(runs.execute("train", "--resume=" + runs.run(run), "--epochs=3", "--state-backend=" + backend))
                .isNotZero();
        assertThat(runs.printed())
                .contains("cannot be restored with the state backend " + backend + ": resume it with --state-backend "
                        + advice);
    }
}
