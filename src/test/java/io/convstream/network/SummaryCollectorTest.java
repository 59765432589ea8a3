package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.ImageShape;
import io.convstream.network.ModelSummary.LayerSummary;
import io.convstream.network.ModelSummary.ParameterSummary;
import io.convstream.network.ModelSummary.PenaltyTerm;
import io.convstream.network.plan.TrainableLayer;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class SummaryCollectorTest {

    private static final int IMAGES = 5;
    private static final double RATE = 0.1; // of the samples' SGD

    private static StepResult step(Trainer trainer) {
        return trainer.step(
                Samples.pixels(Samples.INPUT, IMAGES, 1), Samples.labels(IMAGES, Samples.CLASSES, 2), IMAGES, true);
    }

    private static ModelSummary summary(StepResult result) {
        return Objects.requireNonNull(result.summary());
    }

    private static ModelDefinition definition(String sample) {
        return Samples.definition(Objects.requireNonNull(Samples.networks().get(sample)), IMAGES, 2);
    }

    /** The plan runs ReLU after the pooling, but the activations of the convolution include it. */
    @Test
    void activationsAgreeWithDl4j() {
        ModelDefinition definition = definition("relu, then max pooling");
        try (var trainer = new Trainer(definition);
                var oracle = new Oracle(definition.plan(), trainer.state().parameters())) {
            ModelSummary summary = summary(step(trainer));
            assertThat(summary.layers()).extracting(LayerSummary::name).containsExactly("layer0", "layer2", "layer4");
            for (int layer : new int[] {0, 2}) {
                float[] dl4j = oracle.activations(Samples.pixels(Samples.INPUT, IMAGES, 1), IMAGES, layer);
                var expected = new HistogramBuilder();
                expected.add(dl4j, dl4j.length, false);
                LayerSummary actual = summary.layers().get(layer / 2);
                assertThat(actual.sparsity()).isBetween(0.1, 0.9).isEqualTo(expected.sparsity());
                assertThat(actual.activations().count()).isEqualTo(dl4j.length);
                assertThat(actual.activations().min()).isZero();
                assertThat(actual.activations().max())
                        .isCloseTo(expected.histogram().max(), within(1e-4));
                assertThat(actual.activations().sum())
                        .isCloseTo(expected.histogram().sum(), Percentage.withPercentage(0.01));
            }
        }
    }

    @Test
    void gradientsAndUpdatesAgreeWithTheChangeOfTheParameters() {
        ModelDefinition definition = definition("two dense layers with L2");
        try (var trainer = new Trainer(definition)) {
            float[] before = trainer.state().parameters();
            StepResult result = step(trainer);
            float[] after = trainer.state().parameters();
            double moved = 0;
            for (int i = 0; i < before.length; i++) {
                moved += Math.pow(before[i] - after[i], 2);
            }
            assertThat(result.gradientNorm()).isCloseTo(Math.sqrt(moved) / RATE, Percentage.withPercentage(0.1));
            double squares = 0;
            for (ParameterSummary parameter : summary(result).parameters()) {
                squares += parameter.gradients().sumSquares();
            }
            assertThat(Math.sqrt(squares)).isCloseTo(result.gradientNorm(), Percentage.withPercentage(0.01));

            int first = 7 * 6 * 3 * 7 + 7; // weights and biases of the first layer
            double norm = 0;
            double movedFirst = 0;
            for (int i = 0; i < first; i++) {
                norm += Math.pow(before[i], 2);
                movedFirst += Math.pow(before[i] - after[i], 2);
            }
            assertThat(summary(result).layers().get(0).updateRatio())
                    .isCloseTo(Math.sqrt(movedFirst / norm), Percentage.withPercentage(0.1));
        }
    }

    @Test
    void everyPenaltyIsNamedAndTheirSumIsThePenalty() {
        try (var trainer = new Trainer(definition("two dense layers with L2"))) {
            step(trainer);
            StepResult result = step(trainer);
            assertThat(summary(result).penalties())
                    .extracting(PenaltyTerm::name)
                    .containsExactly("layer1/weight_loss", "layer1/bias_loss");
            assertThat(summary(result).penalties().stream()
                            .mapToDouble(PenaltyTerm::value)
                            .sum())
                    .isCloseTo(result.penalty(), within(1e-9));
            assertThat(summary(result).penalties().stream()
                            .mapToDouble(PenaltyTerm::ema)
                            .sum())
                    .isCloseTo(result.emaPenalty(), within(1e-9))
                    .isNotEqualTo(result.penalty());
        }
    }

    @Test
    void theTutorialsLayersHaveTheTutorialsNames() {
        var input = new ImageShape(24, 24, 3);
        var definition = new ModelDefinition("m", Presets.configuration("cifar10", input, 10, 1), input, 2, 1, 5, 0, 0);
        assertThat(TrainableLayer.of(definition.plan()))
                .extracting(TrainableLayer::name)
                .containsExactly("conv1", "conv2", "local3", "local4", "softmax_linear");
        assertThat(NetworkNode.of(definition))
                .extracting(NetworkNode::name)
                .doesNotHaveDuplicates()
                .startsWith("images", "conv1/biases", "conv1/weights", "conv1/convolution", "conv1/nonlinearity")
                .endsWith("softmax_linear/dense");
    }
}
