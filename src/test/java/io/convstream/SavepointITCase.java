package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.convstream.cli.Convstream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Checkpoints and savepoints of a run while it trains, inspected and compared. */
final class SavepointITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BATCH = 32;

    @TempDir
    private Path folder;

    @Test
    void aSavepointHoldsTheModelThatTheEventsName() throws Exception {
        assertASavepointHoldsTheModelThatTheEventsName("hashmap");
    }

    @Tag("soak")
    @ParameterizedTest
    @ValueSource(strings = {"rocksdb", "forst"})
    void aSavepointOfAnotherStateBackendHoldsTheModelThatTheEventsName(String stateBackend) throws Exception {
        assertASavepointHoldsTheModelThatTheEventsName(stateBackend);
    }

    private void assertASavepointHoldsTheModelThatTheEventsName(String stateBackend) throws Exception {
        Path run = folder.resolve("run");
        RunProcess process = train(
                "--run=" + run,
                "--data=shapes",
                "--network=tiny",
                "--batch-size=" + BATCH,
                "--steps=1000000",
                "--schedule=constant",
                "--checkpoint-interval=1s",
                "--state-backend=" + stateBackend);
        process.awaitCheckpoint(run, 0);
        long early = inspect(run).at("/savepoint/models/0/step").asLong();
        process.awaitCheckpoint(run, RunProcess.newestCheckpoint(run));
        process.interrupt();
        assertThat(process.await()).describedAs(process.output()).isZero();

        JsonNode inspected = inspect(run);
        String savepoint = inspected.at("/savepoint/path").asText();
        JsonNode model = inspected.at("/savepoint/models/0");
        long step = model.get("step").asLong();
        assertThat(savepoint).contains("/savepoints/");
        assertThat(inspected.at("/run/attempt").asInt()).isEqualTo(1);
        assertThat(inspected.at("/savepoint/models")).hasSize(1);
        assertThat(step).isGreaterThan(early);
        assertThat(model.get("images").asLong()).isEqualTo(BATCH * step);
        assertThat(inspected.at("/savepoint/source/next").asLong())
                .isEqualTo(model.get("nextSequence").asLong());
        assertThat(model.get("fingerprint"))
                .isNotEmpty()
                .isEqualTo(JSON.readTree(run.resolve("run.json").toFile()).at("/fingerprints/tiny"));
        assertThat(convstream(0, "savepoint", "inspect", savepoint))
                .contains("Model tiny: step ", "    batchSize        32\n", "    horizon          1000000 steps\n");
        assertThat(convstream(0, "savepoint", "diff", savepoint, run.toString()))
                .isEqualTo("identical\n");

        // The model of a savepoint is evaluated when the run is resumed.
        process = train("--resume=" + run, "--steps=2000000", "--checkpoint-interval=2min");
        process.awaitModel(run, step);
        process.interrupt();
        assertThat(process.await()).describedAs(process.output()).isZero();
        assertThat(evaluatedHash(run, step))
                .isEqualTo(model.get("parametersSha256").asText());
        assertThat(convstream(1, "savepoint", "diff", savepoint, run.toString()))
                .contains("model tiny: step ")
                .contains("model tiny: fingerprint: horizon 1000000 steps -> 2000000 steps\n")
                .containsPattern("model tiny: parameters: [0-9,]+ of [0-9,]+ values differ")
                .doesNotContain("fingerprint: seed");
    }

    private RunProcess train(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("train", "--no-report", "--no-tensorboard"));
        arguments.addAll(List.of(options));
        return RunProcess.start(folder.resolve("log"), arguments);
    }

    /** Returns the hash in the evaluation of a step. */
    private static String evaluatedHash(Path run, long step) throws Exception {
        return RunProcess.events(run, "evaluation").stream()
                .filter(event -> event.get("step").asLong() == step)
                .map(event -> event.get("parametersSha256").asText())
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode inspect(Path run) throws Exception {
        return JSON.readTree(convstream(0, "savepoint", "inspect", "--json", run.toString()));
    }

    private static String convstream(int exitCode, String... arguments) {
        var out = new StringWriter();
        CommandLine commandLine = Convstream.commandLine(arguments);
        var printer = new PrintWriter(out, true);
        assertThat(commandLine.setOut(printer).setErr(printer).execute(arguments))
                .describedAs(out.toString())
                .isEqualTo(exitCode);
        return out.toString();
    }
}
