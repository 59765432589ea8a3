package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
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

/** Both engines train the same network to the same parameters, but for rounding. */
class EnginesTest {

    private static final int IMAGES = 5;

    static ModelDefinition definition(String configuration, Engine engine) {
        return new ModelDefinition("m", configuration, Framing.whole(Samples.INPUT), IMAGES, 2, 11, 0.99, 0.1, engine);
    }

    static StepResult step(Trainer trainer, int images, boolean summarize) {
        long seed = trainer.step();
        return trainer.step(
                Samples.pixels(Samples.INPUT, images, seed),
                Samples.labels(images, Samples.CLASSES, seed),
                images,
                summarize);
    }

    static Stream<Arguments> networks() {
        return Samples.networks().entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void theEnginesAgreeOnEveryLayer(String name, String configuration) {
        try (var compiled = new Trainer(definition(configuration, Engine.COMPILED));
                var dl4j = new Trainer(definition(configuration, Engine.DL4J));
                var compiledClassifier = new Classifier(definition(configuration, Engine.COMPILED), IMAGES);
                var dl4jClassifier = new Classifier(definition(configuration, Engine.DL4J), IMAGES)) {
            assertThat(dl4j.state().parameters()).isEqualTo(compiled.state().parameters());
            for (int images : new int[] {IMAGES, IMAGES, 3}) {
                assertClose(step(dl4j, images, true), step(compiled, images, true));
            }
            assertClose(dl4j.state(), compiled.state(), 1e-4);
            compiledClassifier.load(compiled.state().averages());
            dl4jClassifier.load(compiled.state().averages());
            float[] pixels = Samples.pixels(Samples.INPUT, IMAGES, 9);
            assertClose(
                    "probabilities",
                    dl4jClassifier.probabilities(pixels, IMAGES),
                    compiledClassifier.probabilities(pixels, IMAGES),
                    1e-4);
        }
    }

    static Stream<Arguments> updaters() {
        Map<String, IUpdater> all = new LinkedHashMap<>();
        for (IUpdater updater : List.of(
                new Sgd(0.1),
                new Nesterovs(0.1, 0.9),
                new Adam(0.001),
                new AdaMax(0.001),
                new Nadam(0.001),
                new AMSGrad(0.001),
                new AdaGrad(0.01),
                new RmsProp(0.001),
                new AdaDelta())) {
            all.put(updater.getClass().getSimpleName(), updater);
        }
        return all.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    /** A convolution, whose weights DL4J keeps in another order, and statistics between two blocks of an updater. */
    private static String mixed(IUpdater updater) {
        return Samples.network(
                updater,
                list -> list.layer(Samples.convolution(3, 2, 1, false))
                        .layer(new BatchNormalization.Builder().build())
                        .layer(Samples.dense(Activation.TANH)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("updaters")
    void aRunMayChangeItsEngineAtAnyStep(String name, IUpdater updater) {
        String configuration = mixed(updater);
        try (var whole = new Trainer(definition(configuration, Engine.COMPILED));
                var first = new Trainer(definition(configuration, Engine.DL4J))) {
            for (int i = 0; i < 20; i++) {
                step(whole, IMAGES, false);
            }
            for (int i = 0; i < 7; i++) {
                step(first, IMAGES, false);
            }
            try (var second = new Trainer(definition(configuration, Engine.COMPILED), first.state())) {
                assertThat(second.state()).usingRecursiveComparison().isEqualTo(first.state());
                for (int i = 0; i < 6; i++) {
                    step(second, IMAGES, false);
                }
                try (var third = new Trainer(definition(configuration, Engine.DL4J), second.state())) {
                    assertThat(third.state()).usingRecursiveComparison().isEqualTo(second.state());
                    for (int i = 0; i < 7; i++) {
                        step(third, IMAGES, false);
                    }
                    assertClose(third.state(), whole.state(), 5e-3);
                }
            }
        }
    }

    @Test
    void locallyConnectedLayersPutOutWhatDl4jsDo() {
        for (String configuration : List.of(
                Samples.locallyConnected(ConvolutionMode.Same, 1),
                Samples.locallyConnected(ConvolutionMode.Truncate, 2))) {
            try (var trainer = new Trainer(definition(configuration, Engine.COMPILED));
                    var compiled = new Classifier(definition(configuration, Engine.COMPILED), IMAGES);
                    var dl4j = new Classifier(definition(configuration, Engine.DL4J), IMAGES)) {
                step(trainer, IMAGES, false);
                compiled.load(trainer.state().parameters());
                dl4j.load(trainer.state().parameters());
                float[] pixels = Samples.pixels(Samples.INPUT, IMAGES, 9);
                assertClose(
                        "probabilities",
                        dl4j.probabilities(pixels, IMAGES),
                        compiled.probabilities(pixels, IMAGES),
                        1e-5);
            }
        }
    }

    private static String everything() {
        return Samples.network(
                new Adam(0.01),
                list -> list.layer(Samples.convolution(3, 3, 1, true))
                        .layer(new BatchNormalization.Builder().build())
                        .layer(new DropoutLayer(0.7))
                        .layer(Samples.dense(Activation.RELU)));
    }

    @Test
    void dl4jIsTheSameToTheBitInEveryRunAndAfterARestore() {
        ModelDefinition definition = definition(everything(), Engine.DL4J);
        try (var one = new Trainer(definition);
                var other = new Trainer(definition)) {
            for (int i = 0; i < 12; i++) {
                step(one, i % 5 == 4 ? 3 : IMAGES, false);
                step(other, i % 5 == 4 ? 3 : IMAGES, false);
            }
            assertThat(other.state()).usingRecursiveComparison().isEqualTo(one.state());
            try (var restored = new Trainer(definition, one.state())) {
                for (int i = 0; i < 5; i++) {
                    step(one, IMAGES, false);
                    step(restored, IMAGES, true);
                }
                assertThat(restored.state()).usingRecursiveComparison().isEqualTo(one.state());
            }
        }
    }

    @Test
    void thePresetsAgree() {
        var input = new ImageShape(24, 24, 3);
        for (String preset : List.of("cifar10", "cuda-convnet", "vgg8", "tiny")) {
            String configuration = Presets.configuration(preset, input, 10, 1);
            float[] pixels = Samples.pixels(input, 8, 1);
            int[] labels = Samples.labels(8, 10, 2);
            var base = new ModelDefinition(
                    preset, configuration, Framing.whole(input), 8, 2, 11, 0.99, 0.1, Engine.COMPILED);
            var other =
                    new ModelDefinition(preset, configuration, Framing.whole(input), 8, 2, 11, 0.99, 0.1, Engine.DL4J);
            try (var compiled = new Trainer(base);
                    var dl4j = new Trainer(other)) {
                StepResult expected = compiled.step(pixels, labels, 8);
                StepResult actual = dl4j.step(pixels, labels, 8);
                assertThat(actual.crossEntropy())
                        .as(preset)
                        .isCloseTo(expected.crossEntropy(), withinRelative(expected.crossEntropy(), 1e-4));
                assertThat(actual.correctByClass()).as(preset).isEqualTo(expected.correctByClass());
                if (preset.equals("cuda-convnet")) {
                    continue; // DL4J's gradient of locally connected layers is wrong
                }
                assertThat(actual.gradientNorm())
                        .as(preset)
                        .isCloseTo(expected.gradientNorm(), withinRelative(expected.gradientNorm(), 1e-2));
            }
        }
    }

    private static void assertClose(StepResult actual, StepResult expected) {
        assertThat(actual.step()).isEqualTo(expected.step());
        assertThat(actual.learningRate()).isEqualTo(expected.learningRate());
        assertThat(actual.images()).isEqualTo(expected.images());
        assertThat(actual.correctByClass()).isEqualTo(expected.correctByClass());
        for (var value : List.<ToDoubleFunction<StepResult>>of(
                StepResult::crossEntropy,
                StepResult::penalty,
                StepResult::loss,
                StepResult::emaLoss,
                StepResult::emaCrossEntropy,
                StepResult::emaPenalty,
                StepResult::gradientNorm)) {
            double wanted = value.applyAsDouble(expected);
            assertThat(value.applyAsDouble(actual)).isCloseTo(wanted, withinRelative(wanted, 1e-4));
        }
        ModelSummary one = Objects.requireNonNull(actual.summary());
        ModelSummary other = Objects.requireNonNull(expected.summary());
        assertThat(one.layers()).hasSameSizeAs(other.layers());
        for (int i = 0; i < one.layers().size(); i++) {
            assertThat(one.layers().get(i).name())
                    .isEqualTo(other.layers().get(i).name());
            double ratio = other.layers().get(i).updateRatio();
            assertThat(one.layers().get(i).updateRatio()).isCloseTo(ratio, withinRelative(ratio, 1e-3));
        }
        assertThat(one.parameters()).hasSameSizeAs(other.parameters());
        for (int i = 0; i < one.parameters().size(); i++) {
            assertThat(one.parameters().get(i).name())
                    .isEqualTo(other.parameters().get(i).name());
            double squares = other.parameters().get(i).gradients().sumSquares();
            assertThat(one.parameters().get(i).gradients().sumSquares())
                    .isCloseTo(squares, withinRelative(squares, 1e-3));
        }
        assertThat(one.penalties()).hasSameSizeAs(other.penalties());
    }

    private static Offset<Double> withinRelative(double value, double share) {
        return within(share * Math.abs(value) + 1e-6);
    }

    private static void assertClose(TrainerState actual, TrainerState expected, double tolerance) {
        assertClose("parameters", actual.parameters(), expected.parameters(), tolerance);
        assertClose("averages", actual.averages(), expected.averages(), tolerance);
        assertClose("updater", actual.updater(), expected.updater(), 10 * tolerance);
    }

    private static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double largest = 1e-2;
        double difference = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        assertThat(difference).as(what).isLessThanOrEqualTo(tolerance * largest);
    }
}
