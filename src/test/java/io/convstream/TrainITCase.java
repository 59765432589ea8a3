package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.convstream.event.EventRecords;
import io.convstream.image.ImageShape;
import io.convstream.network.Presets;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs, in processes of their own, on drawn images. */
class TrainITCase {

    @TempDir
    private static Path folder;

    private static Path run;
    private static Path log;

    @BeforeAll
    static void trainTwoModels() throws Exception {
        run = folder.resolve("two");
        log = folder.resolve("two.log");
        RunProcess process = RunProcess.start(
                log,
                arguments(run, "--epochs=3", "--model=first=tiny", "--model=second=tiny;seed=9;learning-rate=0.01"));
        assertThat(process.await()).describedAs(process.output()).isZero();
    }

    @Test
    void aSmallNetworkLearnsShapes() throws Exception {
        JsonNode last = lastEvaluation(run, "first");
        assertThat(last.get("ema").get("precision").asDouble()).isGreaterThan(0.5);
        assertThat(last.get("ema").get("images").asInt()).isEqualTo(2_000);
        assertThat(last.get("images").asLong()).isEqualTo(60_000);
        assertThat(Files.readString(log)).contains("Done: model first, 60,000 images in 938 steps");
    }

    @Test
    void aModelAmongOthersIsTheSameToTheBitAsAlone() throws Exception {
        Path alone = folder.resolve("alone");
        RunProcess process = RunProcess.start(
                folder.resolve("alone.log"),
                arguments(alone, "--epochs=3", "--model=second=tiny;seed=9;learning-rate=0.01"));
        assertThat(process.await()).describedAs(process.output()).isZero();
        assertThat(lastEvaluation(alone, "second").get("parametersSha256"))
                .isEqualTo(lastEvaluation(run, "second").get("parametersSha256"));
    }

    @Test
    void everyEvaluationHasItsOwnCheckpointOrIsTheLast() throws Exception {
        List<Long> checkpoints = RunProcess.events(run, "evaluation").stream()
                .filter(evaluation -> evaluation.get("model").asText().equals("first"))
                .filter(evaluation -> evaluation.get("trigger").asText().equals("CHECKPOINT"))
                .map(evaluation -> evaluation.get("checkpoint").asLong())
                .toList();
        assertThat(checkpoints).isNotEmpty().doesNotHaveDuplicates().isSorted();
    }

    @Test
    void eachModelHasATensorBoardFolderUnlessSwitchedOff() throws Exception {
        for (String model : List.of("first", "second")) {
            Path own = run.resolve("tensorboard").resolve(model);
            assertThat(EventRecords.steps(own.resolve("train"), "conv/sparsity"))
                    .containsExactly(0L, 100L, 200L, 300L, 400L, 500L, 600L, 700L, 800L, 900L);
            assertThat(EventRecords.steps(own.resolve("eval"), "recall/circle")).contains(938L);
        }
        Path without = folder.resolve("without");
        RunProcess process = RunProcess.start(
                folder.resolve("without.log"), arguments(without, "--steps=10", "--network=tiny", "--no-tensorboard"));
        assertThat(process.await()).describedAs(process.output()).isZero();
        assertThat(without.resolve("models")).exists();
        assertThat(without.resolve("tensorboard")).doesNotExist();
    }

    @Test
    void everyStoredModelIsAnnouncedWithTheHashOfItsFile() throws Exception {
        List<JsonNode> kept = RunProcess.events(run, "model").stream()
                .filter(event -> event.get("model").asText().equals("first"))
                .toList();
        List<Long> evaluated = RunProcess.events(run, "evaluation").stream()
                .filter(event -> event.get("model").asText().equals("first"))
                .map(event -> event.get("step").asLong())
                .toList();
        assertThat(kept).extracting(event -> event.get("step").asLong()).isEqualTo(evaluated);
        JsonNode last = kept.get(kept.size() - 1);
        byte[] file = Files.readAllBytes(Path.of(last.get("path").asText()));
        assertThat(last.get("fileSha256").asText())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(file)));
        assertThat(kept.get(0).get("best").asBoolean()).isTrue();
    }

    @Test
    void theBestModelCanBeChosenOnHeldOutTrainingImages() throws Exception {
        Path split = folder.resolve("split");
        RunProcess process = RunProcess.start(
                folder.resolve("split.log"), arguments(split, "--epochs=1", "--network=tiny", "--val-split=0.25"));
        assertThat(process.await()).describedAs(process.output()).isZero();
        String on = new ObjectMapper()
                .readTree(split.resolve("models/tiny/manifest.json").toFile())
                .get("evaluatedOn")
                .asText();
        assertThat(on).matches("validation: [45],[0-9]{3} of the 20,000 training images");
        assertThat(process.output()).contains("The best model is chosen by precision @ 1 on " + on, "; " + on + ")");
        JsonNode last = lastEvaluation(split, "tiny");
        int heldOut = last.get("ema").get("images").asInt();
        assertThat(on).contains(String.format("%,d of", heldOut));
        assertThat(last.get("images").asInt()).isEqualTo(20_000 - heldOut);
    }

    @Test
    void theBestModelCanEvaluateAndPredict() throws Exception {
        Path best = run.resolve("models/first");
        Path output = folder.resolve("evaluate.log");
        RunProcess evaluate = RunProcess.start(output, List.of("evaluate", "--model=" + best, "--data=shapes"));
        assertThat(evaluate.await()).describedAs(evaluate.output()).isZero();
        String precision = new ObjectMapper()
                .readTree(run.resolve("models/first/manifest.json").toFile())
                .at("/best/model/precision")
                .asText();
        assertThat(evaluate.output()).contains("precision @ 1 = " + precision).contains("on 2,000 images");

        RunProcess mirrored = RunProcess.start(
                folder.resolve("views.log"), List.of("evaluate", "--model=" + best, "--data=shapes", "--tta=2"));
        assertThat(mirrored.await()).describedAs(mirrored.output()).isZero();
        assertThat(mirrored.output()).contains("2 crops of each");

        Path image = folder.resolve("image.png");
        ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png", image.toFile());
        RunProcess predict = RunProcess.start(
                folder.resolve("predict.log"), List.of("predict", "--model=" + best, image.toString()));
        assertThat(predict.await()).describedAs(predict.output()).isZero();
        assertThat(predict.output()).contains("image.png: ");
    }

    @Test
    void aDivergedRunEndsWithTheReasonAndKeepsItsModel() throws Exception {
        Path wild = folder.resolve("wild");
        Path output = folder.resolve("wild.log");
        RunProcess calm = RunProcess.start(output, arguments(wild, "--steps=100000", "--network=tiny"));
        Path manifest = wild.resolve("models/tiny/manifest.json");
        calm.awaitFile(manifest);
        calm.interrupt();
        assertThat(calm.await()).describedAs(calm.output()).isZero();
        double precision = bestPrecision(manifest);

        RunProcess process = RunProcess.start(
                folder.resolve("wild2.log"), List.of("train", "--resume=" + wild, "--learning-rate=1e9"));
        assertThat(process.await()).describedAs(process.output()).isEqualTo(1);
        assertThat(process.output()).contains("not finite at step").contains("learning rate");
        // The model of the savepoint may have been evaluated before its training diverged.
        assertThat(bestPrecision(manifest)).isGreaterThanOrEqualTo(precision);
        RunProcess evaluate =
                RunProcess.start(folder.resolve("wild3.log"), List.of("evaluate", "--model=" + wild, "--data=shapes"));
        assertThat(evaluate.await()).describedAs(evaluate.output()).isZero();
        assertThat(RunProcess.events(wild, "failure")).hasSize(1);
    }

    @Test
    void aRunStoppedFromOutsidePrintsHowToResumeIt() throws Exception {
        Path stopped = folder.resolve("stopped by another");
        RunProcess process = RunProcess.start(
                folder.resolve("stopped by another.log"), arguments(stopped, "--steps=100000", "--network=tiny"));
        process.awaitCheckpoint(stopped, 0);
        String flink = process.output().replaceAll("(?s).*Flink dashboard: http://(\\S+).*", "$1");
        String job;
        try (InputStream jobs = URI.create("http://" + flink + "/jobs").toURL().openStream()) {
            job = new ObjectMapper().readTree(jobs).at("/jobs/0/id").asText();
        }
        RunProcess stop = RunProcess.start(folder.resolve("stop.log"), List.of("stop", job, "--jobmanager=" + flink));
        assertThat(stop.await()).describedAs(stop.output()).isZero();

        assertThat(process.await()).describedAs(process.output()).isZero();
        assertThat(process.output())
                .contains("The job was stopped with a savepoint.", "To resume from the last checkpoint: ")
                .doesNotContain("Done:");
    }

    @Test
    void aCheckpointOfAnotherNetworkIsRefusedNamingTheLayer() throws Exception {
        Path other = Files.writeString(
                folder.resolve("other.json"),
                Presets.configuration("tiny", new ImageShape(24, 24, 3), 10, 1)
                        .replaceAll("\"nout\" : 8", "\"nout\" : 6")
                        .replaceAll("\"nOut\" : 8", "\"nOut\" : 6")
                        .replaceAll("\"nin\" : 1152", "\"nin\" : 864")
                        .replaceAll("\"nIn\" : 1152", "\"nIn\" : 864"));
        Path stopped = folder.resolve("stopped");
        RunProcess first =
                RunProcess.start(folder.resolve("stopped.log"), arguments(stopped, "--steps=100000", "--network=tiny"));
        first.awaitCheckpoint(stopped, 0);
        first.interrupt();
        assertThat(first.await()).describedAs(first.output()).isZero();

        RunProcess process = RunProcess.start(
                folder.resolve("other.log"),
                arguments(stopped, "--steps=100000", "--resume=" + stopped, "--network=" + other));
        assertThat(process.await()).describedAs(process.output()).isEqualTo(2);
        assertThat(process.output())
                .contains("convstream: ", "layer 0 (conv)")
                .doesNotContain("WARN", "Exception", "\tat ");
    }

    @Test
    void aRunStopsEarlyWithoutImprovement() throws Exception {
        Path still = folder.resolve("still");
        RunProcess process = RunProcess.start(
                folder.resolve("still.log"),
                arguments(
                        still,
                        "--steps=1000000",
                        "--network=tiny",
                        "--learning-rate=1e-12",
                        "--schedule=constant",
                        "--early-stopping-patience=2"));
        assertThat(process.await()).describedAs(process.output()).isZero();
        assertThat(process.output()).contains("Early stopping: no improvement in ");
        List<JsonNode> evaluations = RunProcess.events(still, "evaluation");
        assertThat(evaluations.get(evaluations.size() - 1).get("trigger").asText())
                .isEqualTo("END");
    }

    @Test
    void unsupportedOptionsAreRefusedInOneSentence() throws Exception {
        Path json = Files.writeString(folder.resolve("network.json"), "{\"no\": \"network\"}");
        assertRefused("--network=" + json, "network.json): the configuration has no layers");
        assertRefused("--network=nothing", "neither a preset");
        assertRefused("--data=" + folder.resolve("nowhere"), "names nothing that exists");
        assertRefused("--resume=" + folder.resolve("nowhere"), "there is no such folder");
        assertRefused("--updater=magic", "--updater must be one of");
    }

    private static void assertRefused(String option, String sentence) throws Exception {
        Path output = Files.createTempFile(folder, "refused", ".log");
        List<String> arguments = new ArrayList<>(List.of("train", "--run=" + folder.resolve("refused"), option));
        if (!option.startsWith("--data")) {
            arguments.add("--data=shapes");
        }
        RunProcess process = RunProcess.start(output, arguments);
        assertThat(process.await()).describedAs(process.output()).isEqualTo(2);
        assertThat(process.output()).contains(sentence).doesNotContain("\tat ");
    }

    private static List<String> arguments(Path run, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--data=shapes",
                "--batch-size=64",
                "--towers=2",
                "--checkpoint-interval=500ms",
                "--log-every=100",
                "--no-report",
                "--seed=3",
                "--run=" + run));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private static double bestPrecision(Path manifest) throws Exception {
        return new ObjectMapper()
                .readTree(manifest.toFile())
                .at("/best/model/precision")
                .asDouble();
    }

    private static JsonNode lastEvaluation(Path run, String model) throws Exception {
        List<JsonNode> evaluations = RunProcess.events(run, "evaluation").stream()
                .filter(evaluation -> evaluation.get("model").asText().equals(model))
                .toList();
        return evaluations.get(evaluations.size() - 1);
    }
}
