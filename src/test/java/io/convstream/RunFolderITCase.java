package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.convstream.modelstore.BestModelFile;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a run folder: used again, used twice, moved, copied, resumed elsewhere, oddly named. */
class RunFolderITCase {

    private static final int STEPS = 1_500;

    @TempDir
    private static Path folder;

    private static Path killed;
    private static String refusedWhileAlive;
    private static long pid;

    /** While it runs, another process tries to have its folder. */
    @BeforeAll
    static void killARun() throws Exception {
        killed = folder.resolve("killed");
        RunProcess process = RunProcess.start(folder.resolve("killed.log"), arguments(killed, "--steps=" + STEPS));
        process.awaitCheckpoint(killed, 0);
        pid = process.handle().pid();
        RunProcess second = RunProcess.start(folder.resolve("second.log"), List.of("train", "--resume=" + killed));
        assertThat(second.await()).describedAs(second.output()).isEqualTo(2);
        refusedWhileAlive = second.output();
        assertThat(process.isAlive()).describedAs(process.output()).isTrue();
        process.kill();
    }

    @Test
    void aFolderInUseIsRefusedNamingTheProcess() {
        assertThat(refusedWhileAlive).contains("run folder " + killed + " is in use by process " + pid + " on ");
    }

    @Test
    void aMovedRunResumesInItsNewPlaceWithItsRecordedOptions() throws Exception {
        Path moved = Files.createDirectories(folder.resolve("else where")).resolve("moved");
        copy(killed, moved); // all files have new times, as after cp -r
        Path aside = folder.resolve("aside");
        Files.move(killed, aside);
        try {
            String output = succeed("moved", "train", "--resume=" + moved);
            assertThat(output).containsPattern("Resumed model tiny at step \\d+");
            assertThat(killed).doesNotExist();
        } finally {
            delete(killed);
            Files.move(aside, killed);
        }
        assertThat(steps(moved)).isEqualTo(LongStream.range(0, STEPS).boxed().toList());
        assertThat(description(moved).get("id")).isEqualTo(description(killed).get("id"));
        assertThat(description(moved).get("attempt").asInt()).isEqualTo(2);
    }

    @Test
    void aCopyOfARunIsAnotherRunAndLeavesTheOriginalAlone() throws Exception {
        Path copy = copy(killed, folder.resolve("copy"));
        List<Path> before = files(killed);
        succeed("copy", "train", "--resume=" + copy);
        assertThat(steps(copy)).isEqualTo(LongStream.range(0, STEPS).boxed().toList());
        assertThat(description(copy).get("id")).isNotEqualTo(description(killed).get("id"));
        assertThat(files(killed)).isEqualTo(before);
    }

    @Tag("soak")
    @Test
    void aRunResumedIntoAnotherFolderWritesOnlyThere() throws Exception {
        Path other = folder.resolve("other");
        Path source = copy(killed, folder.resolve("source"));
        succeed("other", "train", "--run=" + other, "--resume=" + source);
        List<Long> steps = steps(other);
        assertThat(steps).isNotEmpty();
        assertThat(steps)
                .isEqualTo(LongStream.range(steps.get(0), STEPS).boxed().toList());
        assertThat(BestModelFile.of(StoragePath.of(other)).local()).isNotEmptyFile();
        assertThat(other.resolve("checkpoints")).isNotEmptyDirectory();
        assertThat(files(source)).noneMatch(file -> file.toString().contains("attempt2"));
    }

    @Test
    void aRunMayHaveAnyFolderName() throws Exception {
        Path odd = folder.resolve("-a b%20#c?d;e'ü[x]{y}:z*");
        succeed("odd", arguments(odd, "--steps=10").toArray(String[]::new));
        assertThat(steps(odd)).hasSize(10);
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.filter(path -> path.getFileName().toString().startsWith("-a")))
                    .containsExactly(odd);
        }
    }

    private static String succeed(String log, String... arguments) throws Exception {
        RunProcess process = RunProcess.start(folder.resolve(log + ".log"), List.of(arguments));
        assertThat(process.await()).describedAs(process.output()).isZero();
        return process.output();
    }

    private static List<Long> steps(Path run) throws IOException {
        return RunProcess.events(run, "step").stream()
                .map(event -> event.get("step").asLong())
                .toList();
    }

    private static JsonNode description(Path run) throws IOException {
        return new ObjectMapper().readTree(run.resolve("run.json").toFile());
    }

    private static Path copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
        return to;
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            for (Path file :
                    files(tree).stream().sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> files(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.sorted().toList();
        }
    }

    private static List<String> arguments(Path run, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--data=shapes",
                "--network=tiny",
                "--batch-size=32",
                "--towers=2",
                "--checkpoint-interval=300ms",
                "--log-every=500",
                "--no-report",
                "--run=" + run));
        arguments.addAll(List.of(more));
        return arguments;
    }
}
