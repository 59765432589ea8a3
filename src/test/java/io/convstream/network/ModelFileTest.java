package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.Framing;
import io.convstream.image.PictureShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
        try (var learner = new Learner(definition())) {
            learner.step(Samples.pictures(Samples.INPUT, 4, 1), Samples.labels(4, Samples.CLASSES, 1), 4);
            return learner.state().parameters();
        }
    }

    @Test
    void plainDl4jOpensWhatWasWrittenAndSaysTheSame() throws IOException {
        Path file = folder.resolve("model.zip");
        float[] parameters = trained();
        ModelFile.write(file, definition(), parameters);
        float[] pictures = Samples.pictures(Samples.INPUT, 4, 2);
        PictureShape in = Samples.INPUT;
        MultiLayerNetwork dl4j = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
        try (var classifier = new Classifier(definition(), 4)) {
            classifier.load(parameters);
            long[] shape = {4, in.height(), in.width(), in.channels()};
            var input = Nd4j.create(pictures, shape, DataType.FLOAT)
                    .permute(0, 3, 1, 2)
                    .dup('c');
            float[] theirs = dl4j.output(input).dup('c').reshape(-1).toFloatVector();
            assertThat(classifier.probabilities(pictures, 4)).containsExactly(theirs, within(1e-5f));
        } finally {
            dl4j.close();
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void whatWasWrittenIsReadBack() throws IOException {
        Path file = folder.resolve("model.zip");
        float[] parameters = trained();
        ModelFile.write(file, definition(), parameters);
        ModelFile.write(file, definition(), parameters);
        ModelFile.Content content = ModelFile.read(file, Framing.whole(Samples.INPUT));
        assertThat(content.framing()).isEqualTo(Framing.whole(Samples.INPUT));
        // Running variances go through a logarithm, all else comes back to the bit.
        assertThat(content.parameters()).containsExactly(parameters, within(1e-5f));
        assertThat(Arrays.copyOf(content.parameters(), 1000)).isEqualTo(Arrays.copyOf(parameters, 1000));
        new Learner(Samples.definition(content.configuration(), 4, 1)).close();
    }

    @Test
    void whatPlainDl4jWroteIsRead() throws IOException {
        Path file = folder.resolve("theirs.zip");
        Network network = Network.of(definition());
        float[] parameters = trained();
        try (var oracle = new Oracle(network, parameters)) {
            oracle.write(file);
        }
        assertThat(ModelFile.read(file, Framing.whole(Samples.INPUT)).parameters())
                .containsExactly(parameters, within(1e-5f));
    }

    @Test
    void otherFilesAreRefusedInASentence() throws IOException {
        Path none = folder.resolve("none.zip");
        assertRefused(none, "there is no model file");
        Path text = Files.writeString(folder.resolve("text.zip"), "hello");
        assertRefused(text, "is not a DL4J model or is broken");
        Path model = folder.resolve("model.zip");
        ModelFile.write(model, definition(), trained());
        byte[] bytes = Files.readAllBytes(model);
        Path half = Files.write(folder.resolve("half.zip"), Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused(half, "is not a DL4J model or is broken");
        Path theirs = folder.resolve("theirs.zip");
        try (var oracle = new Oracle(Network.of(definition()), trained())) {
            oracle.write(theirs);
        }
        assertThatThrownBy(() -> ModelFile.read(theirs, Framing.whole(new PictureShape(9, 9, 3))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it expects 210 inputs, but what comes before it gives 405");
    }

    private static void assertRefused(Path file, String sentence) {
        assertThatThrownBy(() -> ModelFile.read(file, Framing.whole(Samples.INPUT)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(sentence);
    }
}
