package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that continue another one with other options replay exactly: forks, and records that are skipped. */
class ForkITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Skipped before and after the kill. */
    private static final String SKIP = "--skip-records=100-140,7000-9000";

    @TempDir
    private static Path folder;

    private static Path killed;

    @BeforeAll
    static void killARunThatSkipsRecords() throws Exception {
        killed = folder.resolve("killed");
        RunProcess process = start(killed, options(SKIP, "--checkpoint-interval=200ms"));
        process.awaitCheckpoint(killed, 0);
        process.kill();
    }

    @Test
    void forksOfACheckpointWithTheSameOptionsAreEqual() throws Exception {
        List<String> hashes = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            Path fork = folder.resolve(name);
            String output = succeed(
                    fork, List.of("--resume=" + killed, "--learning-rate=0.005", "--skip-records=100-140,7000-7100"));
            assertThat(output)
                    .contains("From step ")
                    .contains("learning rate 0.005 (was 0.02)")
                    .contains("set of skipped records 100-140,7000-7100 (was 100-140,7000-9000)");
            hashes.add(hash(fork));
            JsonNode origin = JSON.readTree(fork.resolve("run.json").toFile())
                    .path("parents")
                    .path(0);
            assertThat(origin.path("path").asText()).contains("/killed/checkpoints/");
            assertThat(origin.path("run").asText())
                    .isEqualTo(JSON.readTree(killed.resolve("run.json").toFile())
                            .path("id")
                            .asText());
        }
        assertThat(hashes.get(0)).isEqualTo(hashes.get(1));
    }

    @Test
    void aKilledRunThatSkipsRecordsEndsAsAnUndisturbedOne() throws Exception {
        Path undisturbed = folder.resolve("undisturbed");
        succeed(undisturbed, options(SKIP));
        Path resumed = folder.resolve("resumed");
        succeed(resumed, List.of("--resume=" + killed));
        assertThat(hash(resumed)).isEqualTo(hash(undisturbed));
        Path all = folder.resolve("all");
        succeed(all, options());
        assertThat(hash(all)).isNotEqualTo(hash(undisturbed));
    }

    private static List<String> options(String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--data=shapes", "--network=tiny", "--steps=400", "--batch-size=32", "--towers=2", "--no-report"));
        options.addAll(List.of(more));
        return options;
    }

    private static String hash(Path run) throws IOException {
        String hash = "";
        for (JsonNode evaluation : RunProcess.events(run, "evaluation")) {
            hash = evaluation.path("step").asText() + " "
                    + evaluation.path("parametersSha256").asText();
        }
        assertThat(hash).startsWith("400 ");
        return hash;
    }

    private static String succeed(Path run, List<String> options) throws Exception {
        RunProcess process = start(run, options);
        assertThat(process.await()).describedAs(process.output()).isZero();
        return process.output();
    }

    private static RunProcess start(Path run, List<String> options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("train", "--run=" + run));
        arguments.addAll(options);
        return RunProcess.start(folder.resolve(run.getFileName() + ".log"), arguments);
    }
}
