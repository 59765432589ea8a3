package io.convstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.Framing;
import io.convstream.ingest.Datasets;
import io.convstream.network.Engine;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import io.convstream.network.Presets;
import io.convstream.network.Trainer;
import io.convstream.prepare.PrepareOptions;
import io.convstream.run.RunDescription;
import io.convstream.run.RunIdentity;
import io.convstream.run.RunPlan;
import io.convstream.storage.StoragePath;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Class names of models and images in train, evaluate and predict. */
final class ClassesTest {

    private static final Framing FRAMING = Framing.of(12, 0, 8);

    @TempDir
    private Path folder;

    private String out = "";
    private String err = "";
    private Path image;

    @BeforeEach
    void writeAnImage() throws IOException {
        image = image(folder.resolve("image.png"));
    }

    @Test
    void predictNamesTheClassesOfTheModel() throws IOException {
        Path model = model("pets.zip", List.of("cat", "dog", "\u043a\u043e\u0442"));
        assertThat(execute("predict", "--model=" + model, image.toString()))
                .as(err)
                .isZero();
        assertThat(out).startsWith(image + ": ").contains("cat 0.", "dog 0.", "\u043a\u043e\u0442 0.");
        assertThat(execute("predict", "--model=" + model, "--top=1", image.toString()))
                .isZero();
        assertThat(out).doesNotContain(",");
    }

    @Test
    void aModelWithoutNamesNeedsClasses() throws IOException {
        Path model = withoutSignature(model("pets.zip", List.of("cat", "dog", "frog")));
        assertThat(execute("predict", "--model=" + model, image.toString())).isEqualTo(2);
        assertThat(err).contains(model + " does not name its 3 classes").contains("--classes");
        assertThat(execute("evaluate", "--model=" + model)).isEqualTo(2);
        assertThat(err).contains("does not name its 3 classes");

        assertThat(execute("predict", "--model=" + model, "--classes=cat,dog", image.toString()))
                .isEqualTo(2);
        assertThat(err).contains("--classes names 2 classes, but " + model + " has 3");
        assertThat(execute("predict", "--model=" + model, "--classes=cat,,dog", image.toString()))
                .isEqualTo(2);
        assertThat(err).contains("an empty name");

        assertThat(execute("predict", "--model=" + model, "--classes=cat,dog,frog", image.toString()))
                .as(err)
                .isZero();
        assertThat(out).contains("frog 0.");
        Path file = Files.writeString(folder.resolve("names.txt"), "\uFEFFcat, a pet\r\ndog\r\nfrog\r\n\r\n");
        assertThat(execute("predict", "--model=" + model, "--classes=" + file, image.toString()))
                .as(err)
                .isZero();
        assertThat(out).contains("cat, a pet 0.");
    }

    @Test
    void namesThatContradictTheModelAreRefused() throws IOException {
        Path model = model("pets.zip", List.of("cat", "dog"));
        assertThat(execute("predict", "--model=" + model, "--classes=dog,cat", image.toString()))
                .isEqualTo(2);
        assertThat(err).contains("names its classes itself (cat, dog): leave out --classes");
    }

    @Test
    void predictReadsEveryImageAndNamesTheUnreadableOnes() throws IOException {
        Path model = model("pets.zip", List.of("cat", "dog"));
        Path text = Files.writeString(folder.resolve("text.jpg"), "no image");
        Path none = folder.resolve("none.png");
        int code = execute(
                "predict", "--model=" + model, text.toString(), folder.toString(), none.toString(), image.toString());
        assertThat(code).isEqualTo(1);
        assertThat(out).startsWith(image + ": ").hasLineCount(1);
        assertThat(err.lines())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("convstream: " + text + ": "),
                        second -> assertThat(second).startsWith("convstream: " + folder + ": this is a folder"),
                        third -> assertThat(third).isEqualTo("convstream: " + none + ": there is no such file"));
    }

    @Test
    void topStartsAtOne() throws IOException {
        Path model = model("pets.zip", List.of("cat", "dog"));
        assertThat(execute("predict", "--model=" + model, "--top=0", image.toString()))
                .isEqualTo(2);
        assertThat(err).contains("--top must be a whole number from 1 ", "not 0");
    }

    @Test
    void aModelThatCannotClassifyIsAFailure() throws IOException {
        for (float value : new float[] {Float.NaN, Float.MAX_VALUE}) {
            Path model = model("broken.zip", List.of("cat", "dog"), value);
            assertThat(execute("predict", "--model=" + model, image.toString())).isEqualTo(1);
            assertThat(out).doesNotContain("NaN");
            assertThat(err).contains(model.toString()).contains("finite");
        }
    }

    @Test
    void aFileThatIsNotAModelIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text.zip"), "hello");
        assertThat(execute("predict", "--model=" + text, image.toString())).isEqualTo(2);
        assertThat(err)
                .isEqualTo("convstream: " + text + " is no model that convstream can read: it is a text file; give"
                        + " a model file of a run, or a DL4J zip\n");
        assertThat(execute("evaluate", "--model=" + folder)).isEqualTo(2);
        assertThat(err)
                .contains(
                        folder + " is neither a run folder nor a model folder with a model: name one, or a model file");
    }

    @Test
    void evaluateRefusesImagesOfOtherClasses() throws IOException {
        Path model = model("pets.zip", List.of("cat", "dog"));
        assertThat(execute("evaluate", "--model=" + model, "--data=shapes")).isEqualTo(2);
        assertThat(err)
                .contains("the images of shapes and the model " + model + " have different classes")
                .contains("only the second has cat, dog");
        assertThat(execute("evaluate", "--model=" + model)).isEqualTo(2);
        assertThat(err).contains("--data is missing: give images of the classes of " + model + " (cat, dog)");
    }

    @Test
    void evaluateMapsTheSameClassesInAnotherOrder() throws IOException {
        List<String> names = new ArrayList<>(Datasets.SHAPES_CLASSES);
        Path model = model("shapes.zip", names);
        assertThat(execute("evaluate", "--model=" + model)).as(err).isZero();
        String before = out;
        Collections.reverse(names);
        // Outputs keep their weights, so each has another name now.
        Path renamed = model("renamed.zip", names);
        assertThat(execute("evaluate", "--model=" + renamed, "--data=shapes"))
                .as(err)
                .isZero();
        assertThat(out).isNotEqualTo(before).contains("on 2,000 images");
    }

    @Test
    void trainRefusesHeldOutImagesOfOtherClasses() throws IOException {
        Path train = images("a/train", "cat", "dog").getParent();
        Path test = images("b/test", "dog", "frog").getParent();
        int code = execute(
                "train", "--data=" + train, "--evaluate-data=" + test, "--run=" + folder.resolve("run"), "--steps=1");
        assertThat(code).isEqualTo(2);
        assertThat(err)
                .contains("the held-out images", "the training images", "have different classes")
                .contains("only the first has frog, only the second has cat");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void trainRefusesHeldOutImagesOfAnUntrainedClass() throws IOException {
        Path parts = images("c/train", "cat", "dog").getParent();
        images("c/test", "dog", "frog");
        assertThat(execute("train", "--data=" + parts, "--run=" + folder.resolve("run"), "--steps=1"))
                .isEqualTo(2);
        assertThat(err).contains("has images of frog for evaluation but none for training");
    }

    @Test
    void resumeRefusesOtherClasses() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        Files.createFile(
                Files.createDirectories(run.resolve("checkpoints/chk-1")).resolve("_metadata"));
        new RunDescription(
                        RunIdentity.create(),
                        StoragePath.of(run),
                        List.of("train"),
                        Map.of(),
                        new RunPlan(1, null, List.of()),
                        List.of(),
                        List.of(),
                        "x",
                        "x",
                        0,
                        List.of("cat", "dog"),
                        PrepareOptions.unaugmented(FRAMING, 2))
                .write(StoragePath.of(run.resolve("run.json")));
        assertThat(execute("train", "--data=shapes", "--resume=" + run, "--steps=1"))
                .isEqualTo(2);
        assertThat(err)
                .contains("the images and the run in " + run + " (--resume) have different classes")
                .contains("only the second has cat, dog");
    }

    @Test
    void resumeRefusesOtherHeldOutImages() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        Files.createFile(
                Files.createDirectories(run.resolve("checkpoints/chk-1")).resolve("_metadata"));
        new RunDescription(
                        RunIdentity.create(),
                        StoragePath.of(run),
                        List.of("train"),
                        Map.of(),
                        new RunPlan(1, null, List.of()),
                        List.of(),
                        List.of(),
                        "x",
                        "x",
                        0.1,
                        Datasets.SHAPES_CLASSES,
                        PrepareOptions.unaugmented(FRAMING, 10))
                .write(StoragePath.of(run.resolve("run.json")));
        assertThat(execute("train", "--data=shapes", "--resume=" + run, "--steps=1"))
                .isEqualTo(2);
        assertThat(err).contains("holds out a fraction of 0.1 of the training images, this command 0.0");
    }

    private Path images(String place, String... classes) throws IOException {
        Path parent = folder.resolve(place);
        for (String name : classes) {
            image(Files.createDirectories(parent.resolve(name)).resolve("1.png"));
        }
        return parent;
    }

    private static Path image(Path file) throws IOException {
        var pixels = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            pixels.setRGB(i % 16, i / 16, i * 65_793);
        }
        ImageIO.write(pixels, "png", file.toFile());
        return file;
    }

    private Path model(String name, List<String> classes) throws IOException {
        return model(name, classes, Float.MIN_VALUE);
    }

    /** A model with initial parameters, or with all parameters set to a value. */
    private Path model(String name, List<String> classes, float value) throws IOException {
        String network = Presets.configuration("tiny", FRAMING.crop(), classes.size(), 1);
        var definition = new ModelDefinition("m", network, FRAMING, 4, 1, 1, 0.9, 0, Engine.AUTO);
        Path file = folder.resolve(name);
        try (var trainer = new Trainer(definition)) {
            float[] parameters = trainer.state().parameters();
            Arrays.fill(parameters, 0, value == Float.MIN_VALUE ? 1 : parameters.length, value);
            ModelFile.write(file, definition, classes, parameters);
        }
        return file;
    }

    private Path withoutSignature(Path model) throws IOException {
        Path file = folder.resolve("plain-" + model.getFileName());
        try (var from = new ZipFile(model.toFile());
                var to = new ZipOutputStream(Files.newOutputStream(file))) {
            for (ZipEntry entry : from.stream().toList()) {
                boolean ours = entry.getName().equals("convstream.json");
                to.putNextEntry(new ZipEntry(ours ? "framing.json" : entry.getName()));
                if (ours) {
                    to.write("{\"border\":0,\"picture\":[12,12,3],\"crop\":[8,8,3]}".getBytes(StandardCharsets.UTF_8));
                } else {
                    from.getInputStream(entry).transferTo(to);
                }
            }
        }
        return file;
    }

    private int execute(String... arguments) {
        StringWriter written = new StringWriter();
        StringWriter errors = new StringWriter();
        int code = Convstream.commandLine(arguments)
                .setOut(new PrintWriter(written))
                .setErr(new PrintWriter(errors))
                .execute(arguments);
        out = written.toString();
        err = errors.toString();
        return code;
    }
}
