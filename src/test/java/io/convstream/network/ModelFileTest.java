package io.convstream.network;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class ModelFileTest {

    @TempDir
    private Path folder;

    private static ModelDefinition definition() {
        return Samples.definition(
                Samples.network(list -> list.layer(Samples.convolution(3, 3, 1, true))
                        .layer(new BatchNormalization.Builder().build())
                        .layer(Samples.dense(Activation.RELU))),
                4,
                1);
    }

    private static float[] trained() {
        try (var trainer = new Trainer(definition())) {
            trainer.step(Samples.pixels(Samples.INPUT, 4, 1), Samples.labels(4, Samples.CLASSES, 1), 4);
            return trainer.state().parameters();
        }
    }

    /** Names that are not ASCII, right to left, outside the Basic Multilingual Plane, or escaped in JSON. */
    private static final List<String> NAMES =
            List.of("Katze \u00fc", "\u043a\u043e\u0442", "\u05d7\u05ea\u05d5\u05dc", "\ud83d\ude00", "a\"b\\,c");

    private static List<String> names() {
        return NAMES.subList(0, Samples.CLASSES);
    }

    @Test
    void dl4jReadsAWrittenModelAndComputesTheSame() throws IOException {
        Path file = folder.resolve("model.zip");
        float[] parameters = trained();
        ModelFile.write(file, definition(), names(), parameters);
        try (var zip = new ZipFile(file.toFile())) {
            assertThat(zip.getEntry("convstream.json")).isNotNull();
        }
        float[] pixels = Samples.pixels(Samples.INPUT, 4, 2);
        ImageShape in = Samples.INPUT;
        MultiLayerNetwork dl4j = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
        try (var classifier = new Classifier(definition(), 4)) {
            classifier.load(parameters);
            long[] shape = {4, in.height(), in.width(), in.channels()};
            var input = Nd4j.create(pixels, shape, DataType.FLOAT)
                    .permute(0, 3, 1, 2)
                    .dup('c');
            float[] expected = dl4j.output(input).dup('c').reshape(-1).toFloatVector();
            assertThat(classifier.probabilities(pixels, 4)).containsExactly(expected, within(1e-5f));
        } finally {
            dl4j.close();
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aWrittenModelIsReadBack() throws IOException {
        Path file = folder.resolve("model.zip");
        float[] parameters = trained();
        ModelFile.write(file, definition(), names(), parameters);
        ModelFile.write(file, definition(), names(), parameters);
        ModelFile.Content content = read(file);
        assertThat(content.signature()).isEqualTo(new ModelSignature(names(), Framing.whole(Samples.INPUT)));
        // Running variances are stored as logarithms; all others are equal to the bit.
        assertThat(content.parameters()).containsExactly(parameters, within(1e-5f));
        assertThat(Arrays.copyOf(content.parameters(), 1000)).isEqualTo(Arrays.copyOf(parameters, 1000));
        new Trainer(Samples.definition(content.configuration(), 4, 1)).close();
    }

    @Test
    void aModelIsNotWrittenWithNamesForOtherOutputs() throws IOException {
        Path file = folder.resolve("model.zip");
        float[] parameters = trained();
        assertThatThrownBy(() -> ModelFile.write(file, definition(), List.of("one"), parameters))
                .hasMessageContaining("1 class names, but the network has " + Samples.CLASSES + " outputs");
    }

    @Test
    void aModelOfDl4jIsReadAndHasNoClassNames() throws IOException {
        Path file = writtenByDl4j();
        assertThat(read(file).parameters()).containsExactly(trained(), within(1e-5f));
        assertThat(read(file).signature().classes()).isEmpty();
        assertThat(read(file).assumed()).isTrue();
    }

    @Test
    void aFileOfAnEarlierVersionHoldsTheFraming() throws IOException {
        Path file = copy(
                "old.zip",
                Map.of(
                        "framing.json",
                        "{\"border\":0,\"picture\":[12,12,3],\"crop\":[" + Samples.INPUT.height() + ","
                                + Samples.INPUT.width() + "," + Samples.INPUT.channels() + "]}"));
        ModelSignature signature =
                ModelFile.read(file, Framing.of(32, 0, 24), 1).signature();
        assertThat(signature.framing()).isEqualTo(new Framing(new ImageShape(12, 12, 3), 0, Samples.INPUT));
        assertThat(signature.classes()).isEmpty();
        assertThat(ModelFile.read(file, Framing.of(32, 0, 24), 1).assumed()).isFalse();
    }

    @Test
    void otherFilesAreRefusedInASentenceThatNamesThem() throws IOException {
        assertRefused(folder.resolve("none.zip"), "there is no such file");
        assertRefused(folder, "it is a folder: name a file in it");
        assertRefused(Files.writeString(folder.resolve("text.zip"), "hello"), "it is a text file");
        assertRefused(Files.write(folder.resolve("empty.zip"), new byte[0]), "it is empty");
        assertRefused(
                Files.write(folder.resolve("keras.h5"), new byte[] {(byte) 0x89, 'H', 'D', 'F', 13, 10, 26, 10}),
                "it is an HDF5 file, as Keras writes it: import it with DL4J's KerasModelImport");
        assertRefused(Files.write(folder.resolve("noise"), new byte[] {1, 2, 3, 4}), "it is no zip file");
        byte[] bytes = Files.readAllBytes(written());
        assertRefused(
                Files.write(folder.resolve("half.zip"), Arrays.copyOf(bytes, bytes.length / 2)),
                "it is a zip file that is cut off or damaged");
        assertRefused(copy("cut.zip", Map.of("coefficients.bin", "\0\4HEAP")), "it is cut off or damaged");
        assertRefused(zip("other.zip", Map.of("data.pkl", "x")), "without configuration.json; it holds data.pkl");
        assertRefused(
                copy("graph.zip", Map.of("configuration.json", "{\"vertices\": {}}")),
                "DL4J cannot run it on images of");
        assertRefused(copy("json.zip", Map.of("configuration.json", "{\"confs\": [}")), "its JSON is damaged");
        Path dl4j = writtenByDl4j();
        assertThatThrownBy(() -> ModelFile.read(dl4j, Framing.whole(new ImageShape(9, 9, 3)), 1))
                .isInstanceOf(NotAModelException.class)
                .hasMessageContaining("it expects 210 inputs, but its input has 405");
    }

    @Test
    void sizesInAFileAreLimited() throws IOException {
        String configuration = read(written()).configuration();
        assertRefused(
                copy("long.zip", Map.of("configuration.json", " ".repeat(9 << 20))),
                "its configuration.json has more than 8388608 bytes");
        assertRefused(copy("deep.zip", Map.of("configuration.json", "[".repeat(1 << 20))), "is nested too deep");
        assertRefused(
                copy("digits.zip", Map.of("convstream.json", "{\"version\":" + "1".repeat(1 << 20) + "}")),
                "a number that is too long");
        assertRefused(
                signature(
                        "names.zip",
                        IntStream.range(0, 20_000)
                                .mapToObj(i -> "\"c" + i + "\"")
                                .collect(joining(",")),
                        12),
                "20000 classes, more than the 10000");
        assertRefused(signature("name.zip", "\"" + "x".repeat(300) + "\"", 12), "a class name of 300 characters");
        assertRefused(signature("escape.zip", "\"\\u001b[2J\"", 12), "a class name with a control character");
        assertRefused(signature("image.zip", "\"a\",\"b\"", 40_000), "more values than an array can hold");
        assertRefused(signature("large.zip", "\"a\",\"b\"", 20_000), "more values than the 268435456");
        String units = "\"nout\" : " + Samples.CLASSES;
        assertThat(configuration).containsOnlyOnce(units);
        Map<String, String> many = Map.of(
                "2000000000", "parameters are more than the 2147483647 that a network can have",
                "50000000", "parameters and images of 7x6x3 take");
        for (Map.Entry<String, String> outputs : many.entrySet()) {
            String wide = configuration.replace(units, "\"nout\" : " + outputs.getKey());
            assertRefused(copy("wide.zip", Map.of("configuration.json", wide)), outputs.getValue());
        }
        String still = configuration.replaceFirst("\"stride\" : \\[ 1, 1 ]", "\"stride\" : [ 0, 0 ]");
        assertRefused(copy("still.zip", Map.of("configuration.json", still)), "stride [0, 0] must be at least 1");
        assertRefused(
                copy("claim.zip", Map.of("coefficients.bin", "\0\4HEAP\177\377\377\377\0\4LONG")),
                "the shape of its parameters claims to be 2147483647 long");
    }

    @Test
    void parametersThatAreNotFiniteAreRefused() throws IOException {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            Path file = folder.resolve("nonfinite.zip");
            float[] parameters = trained();
            parameters[5] = value;
            parameters[7] = value;
            ModelFile.write(file, definition(), names(), parameters);
            assertThatThrownBy(() -> read(file))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(NotAModelException.class)
                    .hasMessageStartingWith(file + " cannot be used: 2 of its ")
                    .hasMessageContaining("are not finite");
        }
    }

    private static ModelFile.Content read(Path file) throws IOException {
        return ModelFile.read(file, Framing.whole(Samples.INPUT), 1);
    }

    private static void assertRefused(Path file, String sentence) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(NotAModelException.class)
                .hasMessageStartingWith(file + " is no model that convstream can read: ")
                .hasMessageContaining(sentence);
    }

    private Path written() throws IOException {
        Path file = folder.resolve("convstream.zip");
        ModelFile.write(file, definition(), names(), trained());
        return file;
    }

    private Path writtenByDl4j() throws IOException {
        Path file = folder.resolve("dl4j.zip");
        try (var oracle = new Oracle(definition().plan(), trained())) {
            oracle.write(file);
        }
        return file;
    }

    private Path signature(String name, String classes, int side) throws IOException {
        String shape = "{\"height\":" + side + ",\"width\":" + side + ",\"channels\":3}";
        return copy(
                name,
                Map.of(
                        "convstream.json",
                        "{\"version\":1,\"classes\":[" + classes + "],\"framing\":{\"picture\":" + shape
                                + ",\"border\":0,\"crop\":" + shape
                                + "},\"normalization\":\"per-image-standardization\"}"));
    }

    /** A model of DL4J with some entries replaced or added. */
    private Path copy(String name, Map<String, String> entries) throws IOException {
        Path file = folder.resolve(name);
        try (var from = new ZipFile(writtenByDl4j().toFile());
                var to = new ZipOutputStream(Files.newOutputStream(file))) {
            for (ZipEntry entry : from.stream().toList()) {
                if (!entries.containsKey(entry.getName())) {
                    to.putNextEntry(new ZipEntry(entry.getName()));
                    from.getInputStream(entry).transferTo(to);
                }
            }
            write(to, entries);
        }
        return file;
    }

    private Path zip(String name, Map<String, String> entries) throws IOException {
        Path file = folder.resolve(name);
        try (var to = new ZipOutputStream(Files.newOutputStream(file))) {
            write(to, entries);
        }
        return file;
    }

    private static void write(ZipOutputStream zip, Map<String, String> entries) throws IOException {
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            zip.putNextEntry(new ZipEntry(entry.getKey()));
            zip.write(entry.getValue().getBytes(entry.getKey().endsWith(".bin") ? ISO_8859_1 : UTF_8));
        }
    }
}
