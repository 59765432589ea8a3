package io.convstream.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.cli.Convstream;
import io.convstream.event.StoredModel;
import io.convstream.failure.UsageException;
import io.convstream.image.Framing;
import io.convstream.modelstore.ModelFolder;
import io.convstream.network.ModelSignature;
import io.convstream.run.Attempts.Outcome;
import io.convstream.run.JobLookup.JobState;
import io.convstream.storage.StoragePath;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code convstream runs prune --thin}. */
final class RunThinningTest {

    private static final String FIRST_JOB = "0123456789abcdef0123456789abcdef";
    private static final String LAST_JOB = "fedcba9876543210fedcba9876543210";
    private static final String NAMED = "11111111-2222-3333-4444-555555555555";
    private static final String UNNAMED = "66666666-7777-8888-9999-000000000000";
    private static final String OF_SAVEPOINT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";

    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void startRun() throws Exception {
        run = folder.resolve("a");
        RunStartTest.open("--run=" + run, "--data=shapes", "--network=tiny", "--steps=50");
        checkpoint(FIRST_JOB + "/chk-1", 1, "");
        checkpoint(FIRST_JOB + "/chk-2", 2, "");
        checkpoint("last/chk-2", 2, "");
        checkpoint(LAST_JOB + "/chk-3", 3, "");
        checkpoint(LAST_JOB + "/chk-4", 4, "file:/moved/shared/" + NAMED);
        write("checkpoints/" + LAST_JOB + "/shared/" + NAMED);
        write("checkpoints/" + LAST_JOB + "/shared/" + UNNAMED);
        write("checkpoints/" + LAST_JOB + "/shared/" + OF_SAVEPOINT);
        write("checkpoints/" + LAST_JOB + "/chk-5/" + UNNAMED); // incomplete
        write("checkpoints/" + LAST_JOB + "/shared/notes.txt");
        write("checkpoints/mine/chk-1/_metadata");
        snapshot("savepoints/s", 1, "file:/moved/shared/" + OF_SAVEPOINT);
    }

    @Test
    void theNewestAndTheLastCheckpointTheFilesTheyNameAndSavepointsAreKept() throws IOException {
        List<String> before = files();
        String planned = prune("--thin", "--dry-run");
        assertThat(planned)
                .isEqualTo("Would delete from the run in " + run + ": old checkpoints and models (8 files, 1 MB)\n");
        assertThat(files()).isEqualTo(before);
        assertThat(prune("--thin")).isEqualTo(planned.replace("Would delete", "Deleted"));
        assertThat(files())
                .containsExactly(
                        LAST_JOB + "/chk-4/" + UNNAMED.replace('6', '4'),
                        LAST_JOB + "/chk-4/_metadata",
                        LAST_JOB + "/shared/" + NAMED,
                        LAST_JOB + "/shared/" + OF_SAVEPOINT,
                        LAST_JOB + "/shared/notes.txt",
                        "last/chk-2/" + UNNAMED.replace('6', '2'),
                        "last/chk-2/_metadata",
                        "mine/chk-1/_metadata");
        assertThat(run.resolve("checkpoints/" + FIRST_JOB)).doesNotExist();
        assertThat(run.resolve("checkpoints/" + LAST_JOB + "/chk-5")).doesNotExist();
        assertThat(run.resolve("savepoints/s/_metadata")).exists();
        assertThat(prune("--thin")).contains("There are no old checkpoints or models");
    }

    @Test
    void theCheckpointThatWasWrittenLastIsKeptIfAnOlderOneWasResumedFrom() throws IOException {
        Path written = run.resolve("checkpoints/" + LAST_JOB + "/chk-3/_metadata");
        Files.setLastModifiedTime(written, FileTime.from(Instant.now().plusSeconds(60)));
        prune("--thin");
        assertThat(written).exists();
        assertThat(run.resolve("checkpoints/" + LAST_JOB + "/chk-4/_metadata")).exists();
    }

    @Test
    void aDivergedRunKeepsTheCheckpointThatItsAdviceNames() throws IOException {
        RunFolder diverged = RunFolder.of(run);
        Attempts.ended(diverged, RunDescription.read(diverged.description()).identity(), Outcome.DIVERGED);
        List<String> before = files();
        assertThat(prune("--thin")).contains("There are no old checkpoints or models");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void modelsThatTheManifestDoesNotNameAreRemoved() throws IOException {
        prune("--thin");
        Path models = run.resolve("models/tiny");
        ModelFolder stored = new ModelFolder(
                StoragePath.of(models),
                Map.of(),
                new ModelSignature(List.of("cat", "dog"), Framing.of(28, 0, 24)),
                "100 test images");
        for (int step : List.of(10, 20, 30)) {
            var model = new StoredModel(step, 1, step == 10 ? 0.9 : 0.5, StoredModel.Weights.EMA, "hash");
            stored.store(model, file -> Files.writeString(file, "model " + step));
        }
        Files.writeString(models.resolve("mine.zip"), "x");
        assertThat(models).isDirectoryContaining("glob:**/0000000020-*.zip");
        assertThat(prune("--thin")).contains("(1 files, 1 MB)");
        assertThat(models)
                .isDirectoryNotContaining("glob:**/0000000020-*.zip")
                .isDirectoryContaining("glob:**/0000000010-*.zip")
                .isDirectoryContaining("glob:**/0000000030-*.zip")
                .isDirectoryContaining("glob:**/mine.zip");
    }

    @Test
    void runsInUseAreNotThinned() throws Exception {
        List<String> before = files();
        RunFolder submitted = RunFolder.of(run);
        var out = new PrintWriter(new StringWriter());
        var pruning = new RunPruning(0, Duration.ZERO, new RunUse(job -> JobState.UNREACHABLE, false));
        try (RunLock lock = RunLock.take(submitted, out)) {
            lock.requireHeld();
            assertThat(pruning.thinnable(StoragePath.of(folder), List.of())).isEmpty();
            assertThatThrownBy(() -> pruning.thin(submitted, false, out)).isInstanceOf(UsageException.class);
        }
        Attempts.submitted(
                submitted,
                RunDescription.read(submitted.description()).identity(),
                new Attempts.SubmittedJob("0", "there:8081", "elsewhere", true));
        assertThat(pruning.thinnable(StoragePath.of(folder), List.of())).isEmpty();
        assertThatThrownBy(() -> pruning.thin(submitted, false, out)).isInstanceOf(UsageException.class);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void onlyKeptRunsAreThinnedAndOneThatCannotBeReadDoesNotStopTheOthers() throws Exception {
        Path damaged = folder.resolve("b");
        Thread.sleep(2); // times are recorded in milliseconds
        RunStartTest.open("--run=" + damaged, "--data=shapes", "--network=tiny", "--steps=50");
        Files.createDirectories(damaged.resolve("models/m"));
        Files.writeString(damaged.resolve("models/m/manifest.json"), "{\"version\":1}");
        assertThat(prune("--keep=2", "--thin"))
                .contains(
                        "There is no run to delete",
                        "Not thinned: ",
                        "manifest.json",
                        "Deleted from the run in " + run);
        assertThat(prune("--keep=1", "--thin")).contains("Deleted the run in " + run, "Not thinned: ");
        assertThat(run).doesNotExist();
    }

    private void checkpoint(String path, long id, String text) throws IOException {
        snapshot("checkpoints/" + path, id, text);
        write("checkpoints/" + path + "/" + UNNAMED.replace('6', (char) ('0' + id)));
    }

    /** Writes metadata that begin as Flink's. */
    private void snapshot(String path, long id, String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(0x4960672d);
        out.writeInt(6);
        out.writeLong(id);
        out.writeUTF(text);
        Files.write(write(path + "/_metadata"), bytes.toByteArray());
    }

    private Path write(String path) throws IOException {
        Path file = run.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "x");
    }

    private List<String> files() throws IOException {
        Path checkpoints = run.resolve("checkpoints");
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> checkpoints.relativize(file).toString())
                    .sorted()
                    .toList();
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
