package io.convstream.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.convstream.cli.Convstream;
import io.convstream.cli.TrainCommand;
import io.convstream.client.JobManagers;
import io.convstream.failure.UsageException;
import io.convstream.run.StartOptions.JobPlace;
import io.convstream.storage.LocalPath;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The start of new and of resumed runs, until Flink would start. */
final class RunStartTest {

    @TempDir
    private Path folder;

    @Test
    void aFolderWithARunIsRefusedAndLeftUnchanged() throws IOException {
        Path run = start("a");
        String before = Files.readString(run.resolve("run.json"));
        assertThatThrownBy(() -> open("--run=" + run))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("already holds a run")
                .hasMessageContaining("--resume " + run)
                .hasMessageContaining("--overwrite");
        assertThat(run.resolve("run.json")).hasContent(before);
    }

    @Test
    void overwritingDeletesTheRunAndNothingElse() throws IOException {
        Path run = start("a");
        Path best = Files.createDirectories(run.resolve("models/model")).resolve("0000000010-0123456789ab.zip");
        List<Path> kept = List.of(run.resolve("notes.txt"), best.resolveSibling("mine.zip"));
        List<Path> old = List.of(
                best,
                run.resolve("events/part-00000001-0000000000-0000000059.jsonl"),
                run.resolve("events/part-attempt1-9c0d-0.jsonl"),
                run.resolve("events/.part-00000001-0000000000-0000000059.jsonl.part"),
                run.resolve("events/.part-00000001-0000000060-0000000060.jsonl.pending"),
                run.resolve("savepoints/s/_metadata"));
        for (Path file : Stream.concat(kept.stream(), old.stream()).toList()) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "x");
        }
        String id = RunDescription.read(StoragePath.of(run.resolve("run.json"))).id();
        assertThat(open("--run=" + run, "--overwrite", "--data=shapes"))
                .contains("Deleted the run in " + run + ": ", "models");
        assertThat(kept).allSatisfy(file -> assertThat(file).exists());
        assertThat(old).allSatisfy(file -> assertThat(file).doesNotExist());
        assertThat(RunDescription.read(StoragePath.of(run.resolve("run.json"))).id())
                .isNotEqualTo(id);
    }

    @Test
    void aFolderWithoutARunIsNotOverwritten() throws IOException {
        Path models = Files.createDirectories(folder.resolve("theirs/models"));
        Path file = Files.writeString(models.resolve("best.zip"), "x");
        assertThatThrownBy(() -> open("--run=" + folder.resolve("theirs"), "--overwrite"))
                .hasMessageContaining("has no run.json of convstream");
        assertThat(file).exists();
    }

    @Test
    void aStartThatFailsLeavesNoFolder() {
        Path run = folder.resolve("never");
        assertThatThrownBy(() -> open("--run=" + run, "--data=shapes", "--updater=magic"))
                .hasMessageContaining("magic");
        assertThat(run).doesNotExist();
    }

    @Test
    void unnamedRunsStartedWithinASecondGetFoldersThatSort() throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            RunStart start = RunStart.reserveByTime(new StartOptions(
                    StoragePath.of(folder),
                    false,
                    JobPlace.THIS_PROCESS,
                    new RunUse(new JobManagers(), false),
                    new PrintWriter(new StringWriter())));
            names.add(start.run().name());
            start.unlock();
        }
        assertThat(names).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void aRunIsResumedWithItsOwnOptions() throws IOException {
        Path run = start("a");
        RunDescription first = RunDescription.read(StoragePath.of(run.resolve("run.json")));
        String out = open("--resume=" + run, "--log-every=7", "--checkpoint-interval=9s", "--prepare-parallelism=2");
        assertThat(out).contains("Resuming from ").doesNotContain("Changed");
        RunDescription second = RunDescription.read(StoragePath.of(run.resolve("run.json")));
        assertThat(second.plan()).isEqualTo(first.plan());
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.options()).containsEntry("log-every", List.of("7"));
    }

    @Test
    void aFolderOfRunsIsResumedFromTheRunStartedLast() throws IOException {
        start("b");
        Path last = start("a");
        assertThat(open("--resume=" + folder)).contains("Resuming from " + last.resolve("checkpoints/job/chk-1"));
    }

    @Test
    void theValueOfResumeIsOptional() {
        for (List<String> options : List.of(
                List.of("--resume"), List.of("--resume", "--log-every=3"), List.of("--log-every=3", "--resume"))) {
            // Parsed only: to open it would be to resume a run in the working folder.
            String[] arguments =
                    Stream.concat(Stream.of("train"), options.stream()).toArray(String[]::new);
            StoragePath resumed = Convstream.commandLine(arguments)
                    .parseArgs(arguments)
                    .subcommand()
                    .matchedOptionValue("resume", StoragePath.of(folder));
            assertThat(resumed).isEqualTo(Runs.folder(null));
        }
        RunFolder run = RunFolder.of(folder.resolve("a"));
        assertThat(ResumeCommand.of(List.of("train", "--resume", "--log-every=3"), run))
                .endsWith("train --log-every=3 --resume " + run.path());
        assertThat(ResumeCommand.of(List.of("train", "--resume", "x", "--take-over"), run))
                .endsWith("train --resume " + run.path());
    }

    @Test
    void aNewRunFolderIsForItsOwnerOnly() throws IOException {
        Path run = start("a");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run)))
                .isEqualTo("rwx------");
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rwxrwx---");
        Files.setPosixFilePermissions(shared, permissions);
        start("shared");
        assertThat(Files.getPosixFilePermissions(shared)).isEqualTo(permissions);
    }

    @Test
    void eachAttemptIsRecorded() throws IOException {
        Path run = start("a");
        RunFolder recorded = RunFolder.of(run);
        RunIdentity first = RunDescription.read(recorded.description()).identity();
        Attempts.ended(recorded, first, Attempts.Outcome.STOPPED);
        Attempts.ended(recorded, first, Attempts.Outcome.FAILED); // too late
        open("--resume=" + run);
        Attempts.ended(recorded, first, Attempts.Outcome.FAILED); // of an earlier attempt
        assertThat(Attempts.of(recorded).attempts())
                .extracting(Attempts.Attempt::number, Attempts.Attempt::outcome)
                .containsExactly(tuple(1, Attempts.Outcome.STOPPED), tuple(2, null));
    }

    /** The attempt orders the events; a number that is used twice would hide new ones. */
    @Test
    void aRunWithoutDescriptionHasTheNextAttempt() throws IOException {
        Path run = start("a");
        Path part = Files.createDirectory(run.resolve("events")).resolve("part-00000003-0000000000-0000000007.jsonl");
        Files.createFile(part);
        Files.delete(run.resolve("run.json"));
        open("--resume=" + run, "--data=shapes", "--network=tiny", "--batch-size=32", "--steps=50");
        assertThat(RunDescription.read(StoragePath.of(run.resolve("run.json"))).attempt())
                .isEqualTo(4);
    }

    @Test
    void allowedChangesArePrinted() throws IOException {
        Path run = start("a");
        assertThat(open("--resume=" + run, "--learning-rate=0.001", "--towers=1", "--augment=none", "--recipe=precise"))
                .contains("From step 0 on: ", "learning rate 0.001 (was 0.02)", "augmentation none (was ")
                .contains("number of towers 1 (was 2)");
        assertThat(open("--resume=" + run, "--momentum=0.5", "--shift-rate=8", "--lookahead=true"))
                .contains(
                        "optimizer nesterovs, momentum 0.5, shifts at 8.0 times the rate, look-ahead (was nesterovs)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seed=2|the seed is 2, not 1",
                "--network=cifar10|layer ",
                "--crop-size=20|images are framed as ",
                "--image-size=40|images are framed as ",
                "--model=a=tiny|the list of models is [a]",
            })
    void incompatibleOptionsAreRefused(String option, String sentence) throws IOException {
        Path run = start("a");
        String before = Files.readString(run.resolve("run.json"));
        assertThatThrownBy(() -> open("--resume=" + run, option))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("the run in " + run + " cannot be resumed with other options: ")
                .hasMessageContaining(sentence);
        assertThat(run.resolve("run.json")).hasContent(before);
    }

    @Test
    void aRunIsNotResumedIntoTheFolderOfAnother() throws IOException {
        Path run = start("a");
        Path other = start("b");
        assertThatThrownBy(() -> open("--resume=" + run, "--run=" + other)).hasMessageContaining("holds another run");
    }

    /** Flink would start the job without state. */
    @Test
    void aSavepointOfAnotherJobIsRefused() throws IOException {
        Path savepoint = Files.createDirectories(folder.resolve("other/savepoints/s"));
        try (OutputStream out = Files.newOutputStream(savepoint.resolve("_metadata"))) {
            Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(7, List.of(), List.of()), out);
        }
        assertThatThrownBy(() -> open("--resume=" + savepoint, "--run=" + folder.resolve("b"), "--data=shapes"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is of another Flink job");
    }

    @Test
    void anIncrementalCheckpointWithMissingFilesIsRefused() throws IOException {
        Path run = start("a");
        String shared = folder.resolve("gone/checkpoints/job/shared") + "/0123abcd-0123-4567-89ab-0123456789ab";
        Files.writeString(run.resolve("checkpoints/job/chk-1/_metadata"), "\0\0\0012file:" + shared + "\0");
        assertThatThrownBy(() -> open("--resume=" + run)).hasMessageContaining("refers to " + shared);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://bucket/x", "hdfs:/x", "file://host/x"})
    void aPathOnAnotherFileSystemIsRefused(String path) {
        for (String option : List.of("--run", "--resume", "--data", "--evaluate-data", "--config", "--network")) {
            StringWriter err = new StringWriter();
            String[] arguments = {"train", option + "=" + path, "--data=shapes"};
            if (option.equals("--data")) {
                arguments = new String[] {"train", "--run=" + folder.resolve("x"), option + "=" + path};
            }
            int code = Convstream.commandLine(arguments)
                    .setErr(new PrintWriter(err))
                    .execute(arguments);
            assertThat(code).as(option).isEqualTo(2);
            assertThat(err.toString()).as(option).contains("'" + path + "'");
        }
        assertThat(Path.of("s3:")).doesNotExist();
    }

    @Test
    void aFileUriIsAPath() {
        assertThat(LocalPath.parse("file:///a/b c")).isEqualTo(Path.of("/a/b c"));
        assertThat(LocalPath.parse("file:/a/b%20c")).isEqualTo(Path.of("/a/b c"));
        assertThat(LocalPath.parse("a:b/c")).isEqualTo(Path.of("a:b/c"));
    }

    @Test
    void aBackslashIsRefusedBeforeAnythingIsCreated() {
        assertThatThrownBy(() -> open("--run=" + folder.resolve("r\\x"))).hasMessageContaining("backslash");
        assertThat(folder).isEmptyDirectory();
    }

    /** Starts a run and adds an unreadable checkpoint. */
    private Path start(String name) throws IOException {
        Path run = folder.resolve(name);
        open("--run=" + run, "--data=shapes", "--network=tiny", "--batch-size=32", "--towers=2", "--steps=50");
        Path checkpoint = Files.createDirectories(run.resolve("checkpoints/job/chk-1"));
        Files.writeString(checkpoint.resolve("_metadata"), "x");
        return run;
    }

    /** Does what {@code train} does before it starts Flink; returns its output. */
    static String open(String... options) throws IOException {
        String[] arguments =
                Stream.concat(Stream.of("train"), Stream.of(options)).toArray(String[]::new);
        CommandLine commandLine = Convstream.commandLine(arguments);
        TrainCommand train = (TrainCommand)
                commandLine.parseArgs(arguments).subcommand().commandSpec().userObject();
        StringWriter out = new StringWriter();
        try {
            train.arguments.open(JobPlace.THIS_PROCESS, null, new PrintWriter(out));
        } finally {
            train.arguments.release();
        }
        return out.toString();
    }
}
