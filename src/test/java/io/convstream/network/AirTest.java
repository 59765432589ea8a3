package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import io.convstream.network.operation.Parameter;
import io.convstream.network.plan.InitialValues;
import io.convstream.network.plan.NetworkPlan;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInitIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.api.buffer.DataType;

/** What the presets air93, air94 and air95 are made of. */
class AirTest {

    private static final int IMAGES = 12;
    private static final ImageShape INPUT = Samples.INPUT;

    private static StepResult step(Trainer trainer) {
        long seed = trainer.step();
        return trainer.step(Samples.pixels(INPUT, IMAGES, seed), Samples.labels(IMAGES, Samples.CLASSES, seed), IMAGES);
    }

    private static Parameter parameter(NetworkPlan plan, String key, int index) {
        return plan.trainable().stream()
                .filter(parameter -> parameter.key().equals(key))
                .skip(index)
                .findFirst()
                .orElseThrow();
    }

    private static float[] values(NetworkPlan plan, float[] all, Parameter parameter) {
        int from = plan.offset(parameter);
        return Arrays.copyOfRange(all, from, from + parameter.size());
    }

    /** The products of all outputs without bias, averaged over the positions: the identity, if patches vary enough. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void theFirstStepSetsWeightsThatWhitenItsImages(int towers) {
        ModelDefinition definition = Samples.definition(Samples.whitening(24), IMAGES, towers);
        NetworkPlan plan = definition.plan();
        Parameter weights = parameter(plan, "W", 0);
        try (var trainer = new Trainer(definition)) {
            assertThat(values(plan, trainer.state().parameters(), weights)).containsOnly(0);
            float[] pixels = Samples.pixels(INPUT, IMAGES, 0);
            step(trainer);
            float[] filters = values(plan, trainer.state().parameters(), weights);
            double[][] products = outputProducts(pixels, filters);
            for (int i = 0; i < 24; i++) {
                for (int j = 0; j < 24; j++) {
                    double expected = i == j ? 1 : i == j + 12 || j == i + 12 ? -1 : 0;
                    assertThat(products[i][j]).isCloseTo(expected, within(2e-3)); // 5e-4 is added to variances near 1
                }
            }
            float[] bias = values(plan, trainer.state().parameters(), parameter(plan, "b", 0));
            step(trainer);
            step(trainer);
            assertThat(values(plan, trainer.state().parameters(), weights)).isEqualTo(filters);
            assertThat(values(plan, trainer.state().parameters(), parameter(plan, "b", 0)))
                    .isNotEqualTo(bias);
        }
    }

    private static double[][] outputProducts(float[] pixels, float[] filters) {
        int channels = filters.length / 12;
        var products = new double[channels][channels];
        int positions = 0;
        for (int image = 0; image < IMAGES; image++) {
            for (int y = 0; y < INPUT.height() - 1; y++) {
                for (int x = 0; x < INPUT.width() - 1; x++) {
                    var outputs = new double[channels];
                    for (int i = 0; i < 12; i++) {
                        int row = y + i / 6;
                        int column = x + i / 3 % 2;
                        double value = pixels[((image * INPUT.height() + row) * INPUT.width() + column) * 3 + i % 3];
                        for (int channel = 0; channel < channels; channel++) {
                            outputs[channel] += value * filters[i * channels + channel];
                        }
                    }
                    for (int i = 0; i < channels; i++) {
                        for (int j = 0; j < channels; j++) {
                            products[i][j] += outputs[i] * outputs[j];
                        }
                    }
                    positions++;
                }
            }
        }
        for (double[] row : products) {
            for (int i = 0; i < channels; i++) {
                row[i] /= positions;
            }
        }
        return products;
    }

    @Test
    void weightsThatAreSetAreKept() {
        ModelDefinition definition = Samples.definition(Samples.whitening(6), IMAGES, 2);
        NetworkPlan plan = definition.plan();
        float[] start = InitialValues.draw(plan, 1);
        Parameter weights = parameter(plan, "W", 0);
        start[plan.offset(weights) + 3] = 0.5f;
        try (var trainer = new Trainer(definition, TrainerState.initial(definition, start))) {
            step(trainer);
            assertThat(values(plan, trainer.state().parameters(), weights)).isEqualTo(values(plan, start, weights));
        }
    }

    private static String identity(int kernel, int channels) {
        return Samples.network(list -> list.layer(new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(channels)
                .convolutionMode(ConvolutionMode.Same)
                .weightInit(new WeightInitIdentity())
                .activation(Activation.IDENTITY)
                .build()));
    }

    @Test
    void anIdentityOfAsManyOutputsIsThatOfDl4j() {
        NetworkPlan plan = NetworkPlan.of("m", identity(3, 3), INPUT);
        Parameter weights = parameter(plan, "W", 0);
        var dl4j = (MultiLayerNetwork) plan.configuration().network();
        try {
            float[] expected = plan.fromDl4j(dl4j.params().toFloatVector());
            assertThat(values(plan, InitialValues.draw(plan, 1), weights)).isEqualTo(values(plan, expected, weights));
        } finally {
            dl4j.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9})
    void anIdentityPassesItsInputsOnAndDrawsFurtherOutputs(int channels) {
        NetworkPlan plan = NetworkPlan.of("m", identity(3, channels), INPUT);
        float[] weights = values(plan, InitialValues.draw(plan, 1), parameter(plan, "W", 0));
        int center = 4 * 3 * channels; // [kernel row, kernel column, in, out]
        double bound = 1 / Math.sqrt(27);
        for (int i = 0; i < weights.length; i++) {
            int out = i % channels;
            if (out < 3) {
                assertThat(weights[i]).isEqualTo(i == center + out * channels + out ? 1 : 0);
            } else {
                assertThat(Math.abs(weights[i])).isBetween(1e-9f, (float) bound);
            }
        }
        double squares = IntStream.range(0, weights.length)
                .filter(i -> i % channels >= 3)
                .mapToDouble(i -> weights[i] * weights[i])
                .sum();
        int drawn = 27 * Math.max(0, channels - 3);
        assertThat(squares).isCloseTo(drawn * bound * bound / 3, within(0.2 * drawn * bound * bound / 3 + 1e-9));
    }

    private static ModelDefinition normalized(Refinements refinements, Engine engine) {
        String network = Samples.network(list -> list.layer(Samples.convolution(3, 3, 1, false))
                .layer(new BatchNormalization.Builder().build())
                .layer(Samples.dense(Activation.TANH)));
        Hyperparameters values = Hyperparameters.fast(IMAGES, 10).withRefinements(refinements);
        return new ModelDefinition(
                "m",
                values.apply(network),
                Framing.whole(INPUT),
                IMAGES,
                2,
                11,
                0.99,
                0,
                refinements.lookahead() ? 10 : 0,
                engine);
    }

    private static float[] shiftsAfterAStep(Refinements refinements) {
        ModelDefinition definition = normalized(refinements, Engine.COMPILED);
        NetworkPlan plan = definition.plan();
        try (var trainer = new Trainer(definition)) {
            step(trainer);
            if (refinements.shiftRate() != null) {
                assertThat(values(plan, trainer.state().parameters(), parameter(plan, "gamma", 0)))
                        .containsOnly(1);
            }
            return values(plan, trainer.state().parameters(), parameter(plan, "beta", 0));
        }
    }

    @Test
    void shiftsMoveAtAMultipleOfTheLearningRateAndScalesStay() {
        float[] plain = shiftsAfterAStep(Refinements.NONE);
        float[] fast = shiftsAfterAStep(Refinements.NONE.withShiftRate(64));
        assertThat(plain).doesNotContain(0);
        for (int i = 0; i < plain.length; i++) {
            assertThat(fast[i] / plain[i]).isCloseTo(64, within(1e-3f));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPILED", "DL4J"})
    void lookaheadMovesTheWeightsIntoTheirAverageEveryFiveSteps(Engine engine) {
        Refinements lookahead = Refinements.NONE.withLookahead(true);
        try (var plain = new Trainer(normalized(Refinements.NONE, engine));
                var trainer = new Trainer(normalized(lookahead, engine))) {
            float[] start = trainer.state().parameters();
            for (int i = 0; i < 4; i++) {
                step(plain);
                step(trainer);
                assertThat(trainer.state().parameters()).isEqualTo(plain.state().parameters());
                assertThat(trainer.state().averages()).isEqualTo(start);
            }
            step(plain);
            step(trainer);
            TrainerState moved = trainer.state();
            assertThat(moved.parameters()).isEqualTo(moved.averages());
            float[] fast = plain.state().parameters();
            double decay = 0.7737809375 * 0.125; // 0.95^5 · (5 / 10)^3
            for (int i = 0; i < start.length; i++) {
                double expected = decay * start[i] + (1 - decay) * fast[i];
                assertThat((double) moved.parameters()[i]).isCloseTo(expected, within(1e-6 * (1 + Math.abs(expected))));
            }
            step(trainer);
            step(trainer);
            try (var restored = new Trainer(normalized(lookahead, engine), trainer.state())) {
                for (int i = 0; i < 4; i++) {
                    step(trainer);
                    step(restored);
                }
                assertThat(restored.state()).usingRecursiveComparison().isEqualTo(trainer.state());
            }
        }
    }

    /** From states before the first step, which sets the first layer, after it, and between two steps of look-ahead. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void aRestoredTrainerContinuesToTheSameBits(int steps) {
        var input = new ImageShape(16, 16, 3);
        ModelDefinition definition = ModelDefinition.of(
                "m",
                Presets.configuration("air93", input, Samples.CLASSES, 1),
                Framing.whole(input),
                IMAGES,
                2,
                1,
                Hyperparameters.air(IMAGES, 12));
        try (var whole = new Trainer(definition)) {
            stepTo(whole, steps);
            try (var restored = new Trainer(definition, whole.state())) {
                stepTo(whole, 12);
                stepTo(restored, 12);
                assertThat(restored.state()).usingRecursiveComparison().isEqualTo(whole.state());
            }
        }
    }

    private static void stepTo(Trainer trainer, int steps) {
        while (trainer.step() < steps) {
            long seed = trainer.step();
            float[] pixels = Samples.pixels(new ImageShape(16, 16, 3), IMAGES, seed);
            trainer.step(pixels, Samples.labels(IMAGES, Samples.CLASSES, seed), IMAGES);
        }
    }

    @Test
    void geluHasAFiniteGradientOfLargeValues() {
        String network = Samples.network(list ->
                list.layer(Samples.convolution(3, 3, 1, true)).layer(new ActivationLayer(new ActivationGELU(false))));
        float[] pixels = Samples.pixels(INPUT, IMAGES, 1);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] *= 100;
        }
        try (var probe = new Probe(Samples.definition(network, IMAGES, 2), IMAGES, DataType.FLOAT)) {
            probe.parameters().load(InitialValues.draw(probe.plan(), 1));
            assertThat(probe.loss(pixels, Samples.labels(IMAGES, Samples.CLASSES, 1)))
                    .isFinite();
            assertThat(probe.gradient()).doesNotContain(Double.NaN);
        }
    }

    @Test
    void bothEnginesClassifyTheSame() {
        var input = new ImageShape(32, 32, 3);
        float[] pixels = Samples.pixels(input, 4, 1);
        for (String preset : List.of("air93", "air94", "air95")) {
            String network = Hyperparameters.air(4, 10).apply(Presets.configuration(preset, input, 10, 1));
            ModelDefinition compiled =
                    new ModelDefinition("m", network, Framing.whole(input), 4, 2, 1, 0.9, 0, Engine.COMPILED);
            ModelDefinition dl4j =
                    new ModelDefinition("m", network, Framing.whole(input), 4, 2, 1, 0.9, 0, Engine.DL4J);
            try (var trainer = new Trainer(compiled);
                    var one = new Classifier(compiled, 4);
                    var other = new Classifier(dl4j, 4)) {
                trainer.step(pixels, Samples.labels(4, 10, 1), 4);
                one.load(trainer.state().parameters());
                other.load(trainer.state().parameters());
                float[] expected = other.probabilities(pixels, 4);
                float[] actual = one.probabilities(pixels, 4);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(actual[i]).as(preset).isCloseTo(expected[i], within(1e-3f));
                }
            }
        }
    }
}
