package io.convstream.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.cli.Convstream;
import io.convstream.failure.UsageException;
import io.convstream.run.Attempts.Outcome;
import io.convstream.run.JobLookup.JobState;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code convstream runs prune}. */
final class RunPruningTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void startThreeRuns() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            RunStartTest.open("--run=" + folder.resolve(name), "--data=shapes", "--network=tiny", "--steps=50");
            Thread.sleep(2); // times are recorded in milliseconds
        }
    }

    @Test
    void theRunsThatWereStartedLastAreKept() {
        assertThat(prune("--keep=1", "--dry-run").lines())
                .containsExactly(
                        "Would delete the run in " + folder.resolve("b"),
                        "Would delete the run in " + folder.resolve("a"));
        assertThat(names()).containsExactly("a", "b", "c");
        assertThat(prune("--keep=1").lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("Deleted the run in " + folder));
        assertThat(names()).containsExactly("c");
        assertThat(prune("--keep=1")).contains("no run to delete");
    }

    @Test
    void youngRunsAreKept() throws Exception {
        assertThat(prune("--older-than=1h")).contains("no run to delete");
        RunPruning pruning = new RunPruning(0, Duration.ofHours(1), new RunUse(job -> JobState.RUNNING, false));
        assertThat(pruning.removable(StoragePath.of(folder), Instant.now().plus(Duration.ofHours(2))))
                .extracting(RunFolder::name)
                .containsExactly("c", "b", "a");
    }

    @Test
    void runsInUseAndFilesOfTheUserAreKept() throws Exception {
        Files.writeString(folder.resolve("a/notes.txt"), "mine");
        RunFolder submitted = RunFolder.of(folder.resolve("b"));
        RunIdentity identity = RunDescription.read(submitted.description()).identity();
        Attempts.submitted(submitted, identity, new Attempts.SubmittedJob("0", "there:8081", "elsewhere", true));
        RunUse use = new RunUse(job -> JobState.RUNNING, false);
        try (RunLock lock = RunLock.take(RunFolder.of(folder.resolve("c")), new PrintWriter(new StringWriter()))) {
            lock.requireHeld();
            List<RunFolder> removable =
                    new RunPruning(0, Duration.ZERO, use).removable(StoragePath.of(folder), Instant.now());
            assertThat(removable).extracting(RunFolder::name).containsExactly("a");
            prune("--keep=2");
        }
        assertThat(names()).containsExactly("a", "b", "c");
        assertThat(folder.resolve("a")).isDirectoryContaining("glob:**notes.txt");
        assertThat(folder.resolve("a/run.json")).doesNotExist();
        RunPruning pruning = new RunPruning(0, Duration.ZERO, use);
        assertThatThrownBy(() -> pruning.remove(submitted, new PrintWriter(new StringWriter())))
                .isInstanceOf(UsageException.class);
        Attempts.ended(submitted, identity, Outcome.STOPPED);
        pruning.remove(submitted, new PrintWriter(new StringWriter()));
        assertThat(names()).containsExactly("a", "c");
    }

    @Test
    void nothingIsDeletedWithoutARule() {
        assertThat(prune()).contains("'runs prune' needs --keep, --older-than or --thin");
        assertThat(names()).containsExactly("a", "b", "c");
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String prune(String... options) {
        StringWriter printed = new StringWriter();
        Convstream.commandLine()
                .setOut(new PrintWriter(printed))
                .setErr(new PrintWriter(printed, true))
                .execute(Stream.concat(Stream.of("runs", "prune", folder.toString()), Stream.of(options))
                        .toArray(String[]::new));
        return printed.toString();
    }
}
