package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.ImageShape;
import io.convstream.network.operation.Parameter;
import io.convstream.network.plan.NetworkPlan;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** Compares loss, gradients, parameters and probabilities with DL4J's, to 1e-4 of the largest value. */
class ParityTest {

    private static final int IMAGES = 5;

    static Stream<Arguments> networks() {
        return Samples.networks().entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void lossGradientStepAndOutputAgreeWithDl4j(String name, String configuration) {
        compare(Samples.definition(configuration, IMAGES, 2), IMAGES);
    }

    @Test
    void theTutorialsNetworkAgreesWithDl4j() {
        var input = new ImageShape(24, 24, 3);
        String preset = Presets.configuration("cifar10", input, 10, 1);
        compare(new ModelDefinition("m", preset, input, 4, 2, 5, 0.99, 0), 4);
    }

    /** In double: in float, rounding flips one or two of the million maxima and ReLUs of such a batch. */
    @ParameterizedTest
    @ValueSource(strings = {"vgg8", "air93"})
    void theDeepNetworksAgreeWithDl4j(String name) {
        int images = 16;
        var input = new ImageShape(24, 24, 3);
        String preset = Presets.configuration(name, input, 10, 1);
        var definition = new ModelDefinition("m", preset, input, images, 2, 5, 0.99, 0);
        float[] pixels = Samples.pixels(input, images, 1);
        int[] labels = Samples.labels(images, 10, 2);
        try (var probe = new Probe(definition, images, DataType.DOUBLE);
                var trainer = new Trainer(definition)) {
            NetworkPlan plan = probe.plan();
            if (name.startsWith("air")) {
                trainer.step(pixels, labels, images); // sets the weights of the first layer
            }
            float[] start = trainer.state().parameters();
            try (var oracle = new Oracle(plan, start)) {
                double loss = oracle.loss(pixels, labels, images);
                probe.parameters().load(start);
                assertThat(probe.loss(pixels, labels)).isCloseTo(loss, within(1e-4 * loss));
                float[] expected = Arrays.copyOf(oracle.gradient(images), plan.trainableSize());
                assertClose("gradient", floats(probe.gradient()), expected);
                assertThat(trainer.step(pixels, labels, images).loss()).isCloseTo(loss, within(1e-4 * loss));
            }
        }
    }

    private static void compare(ModelDefinition definition, int images) {
        ImageShape in = definition.input();
        float[] pixels = Samples.pixels(in, images, 1);
        try (var probe = new Probe(definition, images, DataType.FLOAT);
                var trainer = new Trainer(definition);
                var classifier = new Classifier(definition, images)) {
            NetworkPlan plan = probe.plan();
            int[] labels = Samples.labels(images, plan.classes(), 2);
            float[] start = trainer.state().parameters();
            try (var oracle = new Oracle(plan, start)) {
                classifier.load(start);
                assertClose(
                        "probabilities",
                        classifier.probabilities(pixels, images),
                        oracle.probabilities(pixels, images));
                double loss = oracle.loss(pixels, labels, images);
                probe.parameters().load(start);
                probe.loss(pixels, labels);
                int trained = plan.trainableSize();
                float[] expected = Arrays.copyOf(oracle.gradient(images), trained);
                for (Parameter parameter : plan.trainable()) {
                    int from = plan.offset(parameter);
                    int to = from + parameter.size();
                    assertClose(
                            "gradient of " + parameter.key() + " at " + from,
                            floats(Arrays.copyOfRange(probe.gradient(), from, to)),
                            Arrays.copyOfRange(expected, from, to));
                }
                assertThat(trainer.step(pixels, labels, images).loss()).isCloseTo(loss, within(1e-4 * loss));
                oracle.step(pixels, labels, images);
                assertClose("parameters", trainer.state().parameters(), oracle.parameters());
                classifier.load(trainer.state().parameters());
                assertClose(
                        "probabilities after a step",
                        classifier.probabilities(pixels, images),
                        oracle.probabilities(pixels, images));
            }
        }
    }

    static Stream<Arguments> updaters() {
        Map<String, IUpdater> all = new LinkedHashMap<>();
        for (IUpdater updater : List.of(
                new Sgd(0.1),
                new Nesterovs(0.1, 0.9),
                new Adam(0.01),
                new AdaMax(0.01),
                new Nadam(0.01),
                new AMSGrad(0.01),
                new AdaGrad(0.1),
                new RmsProp(0.01),
                new AdaDelta())) {
            all.put(updater.getClass().getSimpleName(), updater);
        }
        return all.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("updaters")
    void threeStepsOfEachUpdaterAgreeWithDl4j(String name, IUpdater updater) {
        String configuration = Samples.network(
                updater, list -> list.layer(Samples.convolution(3, 3, 1, true)).layer(Samples.dense(Activation.TANH)));
        var definition = Samples.definition(configuration, IMAGES, 2);
        float[] pixels = Samples.pixels(Samples.INPUT, IMAGES, 1);
        int[] labels = Samples.labels(IMAGES, Samples.CLASSES, 2);
        try (var trainer = new Trainer(definition);
                var oracle = new Oracle(definition.plan(), trainer.state().parameters())) {
            for (int i = 0; i < 3; i++) {
                trainer.step(pixels, labels, IMAGES);
                oracle.step(pixels, labels, IMAGES);
            }
            assertClose(name, trainer.state().parameters(), oracle.parameters());
        }
    }

    private static float[] floats(double[] values) {
        var narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }

    /** Not with AssertJ, which is slow for a million values. */
    private static void assertClose(String what, float[] actual, float[] expected) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        float largest = 1e-2f;
        float difference = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        assertThat(difference).as(what).isLessThanOrEqualTo(1e-4f * largest);
    }
}
