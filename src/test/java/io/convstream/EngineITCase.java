package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.convstream.image.ImageShape;
import io.convstream.network.ResidualNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of networks that only DL4J computes, and runs that change their engine. */
class EngineITCase {

    @TempDir
    private static Path folder;

    @Test
    void aGraphThatIsKilledEndsAsAnUndisturbedRun() throws Exception {
        Path network = folder.resolve("residual.json");
        Files.writeString(network, ResidualNetwork.configuration(new ImageShape(24, 24, 3), 10, 4, 1));
        List<String> options = List.of(
                "--data=shapes",
                "--network=" + network,
                "--steps=60",
                "--batch-size=16",
                "--towers=2",
                "--checkpoint-interval=300ms");
        Path undisturbed = folder.resolve("undisturbed");
        succeed(undisturbed, options);
        Path killed = folder.resolve("killed");
        RunProcess process = start(killed, options);
        process.awaitCheckpoint(killed, 1);
        process.kill();
        succeed(killed, List.of("--resume"));
        assertThat(last(killed)).isEqualTo(last(undisturbed));
        assertThat(RunProcess.events(killed, "step"))
                .extracting(step -> step.get("step").asInt())
                .doesNotHaveDuplicates()
                .endsWith(59);
    }

    @Test
    void aRunChangesItsEngine() throws Exception {
        Path run = folder.resolve("changed");
        List<String> options = List.of("--data=shapes", "--network=tiny", "--batch-size=32", "--schedule=constant");
        List<String> first = new ArrayList<>(options);
        first.addAll(List.of("--steps=10", "--engine=dl4j"));
        succeed(run, first);
        assertThat(succeed(run, List.of("--resume", "--steps=20", "--engine=compiled")))
                .contains("bits differ from here on")
                .contains("engine compiled (was dl4j)");
        Path compiled = folder.resolve("compiled");
        List<String> whole = new ArrayList<>(options);
        whole.add("--steps=20");
        succeed(compiled, whole);
        assertThat(losses(run)).hasSize(20);
        for (int step = 0; step < 20; step++) {
            assertThat(losses(run).get(step))
                    .isCloseTo(losses(compiled).get(step), org.assertj.core.api.Assertions.within(1e-3));
        }
    }

    private static List<Double> losses(Path run) throws IOException {
        return RunProcess.events(run, "step").stream()
                .map(step -> step.get("loss").asDouble())
                .toList();
    }

    /** Step and hash of the last evaluation. */
    private static String last(Path run) throws IOException {
        List<JsonNode> evaluations = RunProcess.events(run, "evaluation");
        JsonNode last = evaluations.get(evaluations.size() - 1);
        return last.get("step").asText() + " " + last.get("parametersSha256").asText();
    }

    private static String succeed(Path run, List<String> options) throws Exception {
        RunProcess process = start(run, options);
        assertThat(process.await()).describedAs(process.output()).isZero();
        return process.output();
    }

    private static RunProcess start(Path run, List<String> options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("train", "--no-report"));
        for (String option : options) {
            arguments.add(option.equals("--resume") ? "--resume=" + run : option);
        }
        if (!options.contains("--resume")) {
            arguments.add("--run=" + run);
        }
        return RunProcess.start(folder.resolve(run.getFileName() + ".log"), arguments);
    }
}
