package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New runs that start from the model of another run ({@code --init-from}). */
class InitFromITCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static Path parent;

    @BeforeAll
    static void trainAModel() throws Exception {
        parent = folder.resolve("parent");
        succeed(parent, "--data=shapes", "--network=tiny", "--steps=150");
    }

    @Test
    void aNewRunStartsAtThePrecisionOfItsModel() throws Exception {
        Path run = folder.resolve("child");
        String output =
                succeed(run, "--data=shapes", "--init-from=" + parent, "--steps=40", "--learning-rate=0.000001");
        assertThat(output).contains("Model tiny starts from " + parent.resolve("models/tiny") + "/");
        List<JsonNode> steps = steps(run);
        assertThat(steps.get(0).path("step").asLong()).isZero();
        JsonNode origin =
                JSON.readTree(run.resolve("run.json").toFile()).path("parents").path(0);
        assertThat(origin.path("run").asText())
                .isEqualTo(JSON.readTree(parent.resolve("run.json").toFile())
                        .path("id")
                        .asText());
        assertThat(origin.path("step").asLong()).isBetween(1L, 150L);
        assertThat(origin.path("sha256").asText()).hasSize(64);
        assertThat(meanLoss(steps)).isCloseTo(lastLoss(parent), within(0.2));
        assertThat(steps.get(0).path("loss").asDouble())
                .isLessThan(steps(parent).get(0).path("loss").asDouble() - 0.5);
        assertThat(precision(run)).isCloseTo(precision(parent), within(0.03));
    }

    @Test
    void aModelOfOtherClassesTrainsWithANewLastLayerAndResumes() throws Exception {
        Path images = twoColors();
        Path run = folder.resolve("colors");
        String output = succeed(run, "--data=" + images, "--init-from=" + parent, "--steps=60", "--batch-size=16");
        assertThat(output)
                .contains("The last layer of model tiny (softmax_linear) is new, because this run has 2 classes and the"
                        + " file 10.");
        List<JsonNode> steps = steps(run);
        assertThat(steps.get(steps.size() - 1).path("emaLoss").asDouble())
                .isLessThan(steps.get(0).path("loss").asDouble());
        assertThat(precision(run)).isGreaterThan(0.9);
    }

    /** The network of a resumed run is recorded: the model file may be gone. */
    @Test
    void aKilledRunResumesWithoutItsModelFile() throws Exception {
        Path model = Files.copy(best(parent), folder.resolve("copy.zip"));
        Path run = folder.resolve("killed");
        RunProcess process = start(run, "--data=" + twoColors(), "--init-from=" + model, "--steps=100000");
        process.awaitCheckpoint(run, 0);
        process.kill();
        Files.delete(model);
        RunProcess resumed = RunProcess.start(folder.resolve("resumed.log"), List.of("train", "--resume=" + run));
        resumed.awaitCheckpoint(run, RunProcess.newestCheckpoint(run));
        resumed.interrupt();
        assertThat(resumed.await()).describedAs(resumed.output()).isZero();
        assertThat(resumed.output()).contains("Resumed model copy at step ");
    }

    private static Path best(Path run) throws IOException {
        try (var files = Files.walk(run.resolve("models"))) {
            return files.filter(file -> file.toString().endsWith(".zip"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Path twoColors() throws IOException {
        Path images = folder.resolve("images");
        for (String part : List.of("train/dark", "train/light", "test/dark", "test/light")) {
            Path target = Files.createDirectories(images.resolve(part));
            for (int i = 0; i < 24; i++) {
                var image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
                for (int x = 0; x < 32; x++) {
                    image.setRGB(x, part.endsWith("dark") ? i : x, 0xFFFFFF);
                }
                ImageIO.write(image, "png", target.resolve(i + ".png").toFile());
            }
        }
        return images;
    }

    private static double meanLoss(List<JsonNode> steps) {
        return steps.stream()
                .mapToDouble(step -> step.path("loss").asDouble())
                .average()
                .orElseThrow();
    }

    private static double lastLoss(Path run) throws IOException {
        List<JsonNode> steps = steps(run);
        return meanLoss(steps.subList(steps.size() - 20, steps.size()));
    }

    private static List<JsonNode> steps(Path run) throws IOException {
        return RunProcess.events(run, "step");
    }

    private static double precision(Path run) throws IOException {
        List<JsonNode> evaluations = RunProcess.events(run, "evaluation");
        return evaluations
                .get(evaluations.size() - 1)
                .path("newest")
                .path("precision")
                .asDouble();
    }

    private static String succeed(Path run, String... more) throws Exception {
        RunProcess process = start(run, more);
        assertThat(process.await()).describedAs(process.output()).isZero();
        return process.output();
    }

    private static RunProcess start(Path run, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("train", "--run=" + run, "--towers=2", "--checkpoint-interval=500ms", "--no-report"));
        arguments.addAll(List.of(more));
        return RunProcess.start(folder.resolve(run.getFileName() + ".log"), arguments);
    }
}
