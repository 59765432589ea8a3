package io.convstream.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.convstream.cli.Convstream;
import io.convstream.event.JsonLines;
import io.convstream.event.StoredModel;
import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import io.convstream.modelstore.ModelFolder;
import io.convstream.network.ModelSignature;
import io.convstream.savepoint.StoredOperators;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code convstream runs}. */
final class RunsTest {

    @TempDir
    private Path folder;

    @Test
    void theRunThatWasStartedLastIsListedFirst() throws Exception {
        start("b");
        Thread.sleep(2); // times are recorded in milliseconds
        RunFolder last = start("a");
        Attempts.ended(last, RunIdentity.create(), Attempts.Outcome.DIVERGED);
        store(last, 40, 0.9);
        store(last, 80, 0.5);
        Files.createDirectory(folder.resolve("no-run"));
        assertThat(list().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "NAME STATE STEPS PRECISION@1 AGE SIZE",
                        "a diverged 80 0.900 0s 1 MB",
                        "b interrupted 0 - 0s 1 MB");
        JsonNode json = JsonLines.MAPPER.readTree(list("--json"));
        assertThat(json.findValuesAsText("name")).containsExactly("a", "b");
        assertThat(json.path(0).path("bestPrecision").asDouble()).isEqualTo(0.9);
        assertThat(json.path(0).path("folder").asText()).isEqualTo(last.path().toString());
    }

    @Test
    void theStepsBeforeTheFirstEvaluationAreThoseOfTheNewestCheckpoint() throws Exception {
        Path checkpoint =
                Files.createDirectories(start("a").checkpoints().local().resolve("job/chk-7"));
        Files.write(checkpoint.resolve("_metadata"), StoredOperators.metadata(StoredOperators.train("train")));
        assertThat(JsonLines.MAPPER
                        .readTree(list("--json"))
                        .path(0)
                        .path("steps")
                        .asLong())
                .isEqualTo(2);
    }

    @Test
    void aRunThatCannotBeReadDoesNotHideTheOthers() throws Exception {
        start("a");
        RunFolder damaged = start("b");
        Files.createDirectories(damaged.models().local().resolve("m"));
        Files.writeString(damaged.models().local().resolve("m/manifest.json"), "{\"version\":1}");
        assertThat(list()).contains("a ", "Not listed: ", "manifest.json").doesNotContain("b  ");
    }

    private RunFolder start(String name) throws IOException {
        RunFolder run = RunFolder.of(Files.createDirectory(folder.resolve(name)));
        Files.writeString(run.description().local(), "{}");
        Attempts.begin(run, RunIdentity.create());
        return run;
    }

    private static void store(RunFolder run, long step, double precision) throws IOException {
        var signature = new ModelSignature(List.of(), Framing.whole(new ImageShape(1, 1, 1)));
        new ModelFolder(run.models().resolve("m"), Map.of(), signature, "images")
                .store(
                        new StoredModel(step, 1, precision, StoredModel.Weights.NEWEST, ""),
                        file -> Files.writeString(file, "step " + step));
    }

    private String list(String... options) {
        StringWriter printed = new StringWriter();
        CommandLine commandLine =
                Convstream.commandLine().setOut(new PrintWriter(printed)).setErr(new PrintWriter(printed, true));
        String[] arguments = new String[2 + options.length];
        arguments[0] = "runs";
        arguments[1] = folder.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        assertThat(commandLine.execute(arguments)).isZero();
        return printed.toString();
    }
}
