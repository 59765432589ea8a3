package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.convstream.image.Framing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** What a plan cannot do is said at the start, by name. */
class RefusalTest {

    private static void assertRefused(Layer layer, String sentence) {
        assertRefused(Samples.network(list -> list.layer(layer)), Engine.COMPILED, sentence);
    }

    private static void assertRefused(String configuration, String sentence) {
        assertRefused(configuration, Engine.AUTO, sentence);
    }

    private static void assertRefused(String configuration, Engine engine, String sentence) {
        var definition =
                new ModelDefinition("m", configuration, Framing.whole(Samples.INPUT), 4, 1, 11, 0.99, 0, engine);
        assertThatThrownBy(() -> new Trainer(definition))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("model m: ")
                .hasMessageContaining(sentence);
    }

    @Test
    void anUnknownLayerIsNamed() {
        assertRefused(
                new SeparableConvolution2D.Builder(3, 3)
                        .name("separable")
                        .nOut(4)
                        .build(),
                "layer 0 (separable): SeparableConvolution2D is not a layer that can be compiled");
    }

    @Test
    void settingsThatWouldBeIgnoredAreNamed() {
        assertRefused(new DenseLayer.Builder().nOut(3).l1(0.1).build(), "other than a constant L2");
        assertRefused(new DenseLayer.Builder().nOut(3).weightDecay(0.1).build(), "other than a constant L2");
        assertRefused(
                new DenseLayer.Builder()
                        .nOut(3)
                        .dropOut(new GaussianDropout(0.1))
                        .build(),
                "GaussianDropout");
        assertRefused(
                new DenseLayer.Builder().nOut(3).activation(Activation.CUBE).build(), "activation cube");
        assertRefused(
                new DenseLayer.Builder()
                        .nOut(3)
                        .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                        .build(),
                "ClipL2PerLayer");
        assertRefused(
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.PNORM, new int[] {2, 2})
                        .pnorm(2)
                        .build(),
                "PNORM");
    }

    @Test
    void aScheduleOfEpochsIsRefused() {
        var updater = new Sgd(new ExponentialSchedule(ScheduleType.EPOCH, 0.1, 0.9));
        assertRefused(Samples.network(updater, list -> {}), "a schedule counts epochs");
    }

    @Test
    void anInvalidConfigurationIsRefusedWithThePosition() {
        assertRefused("{ \"confs\" : [ }", "is not the JSON of a DL4J MultiLayerConfiguration");
        assertRefused("{ \"confs\" : [ }", "line: 1, column: 16");
        assertRefused("{ \"confs\" : [ { \"layer\" : 3 } ] }", "is not the JSON of a DL4J MultiLayerConfiguration");
        assertRefused("{}", "the configuration has no layers");
    }

    @Test
    void aClassOutsideOfDl4jIsNotLoaded() {
        String poisoned = Samples.network(list -> list.layer(Samples.dense(Activation.RELU)))
                .replaceFirst(
                        "org\\.deeplearning4j\\.nn\\.conf\\.layers\\.DenseLayer",
                        Poison.class.getName().replace("$", "\\$"));
        assertRefused(poisoned, "Poison");
        assertThat(System.getProperty(Poison.LOADED)).isNull();
    }

    /** A class that a malicious file might name. */
    static final class Poison extends DenseLayer {

        /** A compile-time constant, read without loading this class. */
        static final String LOADED = "convstream.poison";

        static {
            System.setProperty(LOADED, "loaded");
        }

        private static final long serialVersionUID = 1;
    }

    @Test
    void imagesOfAnotherSizeAreRefused() {
        String configuration = Presets.configuration("tiny", Samples.INPUT, 4, 1);
        String wider = configuration.replace("\"nin\" : 3", "\"nin\" : 4");
        assertRefused(wider, "layer 0 (conv): it expects 4 inputs, but its input has 3");
    }

    @Test
    void impossibleDefinitionsAreRefused() {
        assertThatThrownBy(() -> Samples.definition("{}", 0, 1)).hasMessageContaining("batch size 0");
        assertThatThrownBy(() -> Samples.definition("{}", 4, 5)).hasMessageContaining("5 towers");
        assertThatThrownBy(() -> Presets.configuration("vgg", Samples.INPUT, 4, 1))
                .hasMessage("there is no preset vgg; there are cifar10, cuda-convnet, vgg8, air93, air94, air95, tiny");
    }

    @Test
    void whatDl4jWouldTrainDifferentlyIsRefused() {
        assertRefused(Samples.whitening(24), Engine.DL4J, "DL4J does not compute the weights of the whitening layer");
        assertRefused(
                Samples.network(list -> list.layer(new BatchNormalization.Builder()
                        .name("norm")
                        .updater(new Sgd(0))
                        .biasUpdater(new Sgd(0.1))
                        .build())),
                Engine.DL4J,
                "with one updater, but layer norm has two: give --engine compiled");
        assertRefused(
                Samples.whitening(7), "layer 0 (whitening): a whitening convolution has an even number of outputs");
        assertRefused(Samples.whitening(26), "at most 24, not 26");
    }

    /** Hand-written JSON may lack fields that DL4J always writes; most have no default. */
    @Test
    void aMissingFieldIsRefusedUnlessItHasADefault() throws IOException {
        ObjectMapper json = new ObjectMapper();
        String complete = Samples.network(
                new Adam(0.01),
                list -> list.layer(new ConvolutionLayer.Builder(3, 3)
                                .nOut(4)
                                .l2(0.1)
                                .build())
                        .layer(new LocalResponseNormalization.Builder().build())
                        .layer(new BatchNormalization.Builder().build())
                        .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}).build())
                        .layer(new DenseLayer.Builder().nOut(3).dropOut(0.5).build()));
        List<String> fields = new ArrayList<>();
        collectFields(json.readTree(complete), "", fields);
        assertThat(fields).hasSizeGreaterThan(50);
        for (String field : fields) {
            int slash = field.lastIndexOf('/');
            JsonNode tree = json.readTree(complete);
            ((ObjectNode) tree.at(field.substring(0, slash))).remove(field.substring(slash + 1));
            Throwable failure = catchThrowable(() -> trainOneStep(tree.toString()));
            // Numbers have the default 0, with which arithmetic may fail.
            if (failure != null && !(failure instanceof NonFiniteException)) {
                assertThat(failure)
                        .as("without %s", field)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("model m: ");
            }
        }
    }

    private static void trainOneStep(String configuration) {
        ModelDefinition definition = Samples.definition(configuration, 4, 1);
        Networks.check(definition); // of a layer that cannot be compiled, DL4J finds a missing field when it runs
        try (var trainer = new Trainer(definition)) {
            trainer.step(Samples.pixels(Samples.INPUT, 4, 1), new int[4], 4);
        }
    }

    private static void collectFields(JsonNode node, String path, List<String> fields) {
        node.fields().forEachRemaining(field -> {
            String name = path + "/" + field.getKey();
            fields.add(name);
            collectFields(field.getValue(), name, fields);
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collectFields(node.get(i), path + "/" + i, fields);
        }
    }
}
