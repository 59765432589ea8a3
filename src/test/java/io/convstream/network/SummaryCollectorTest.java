package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

    private static StepResult step(Trainer learner) {
        return learner.step(
                Samples.pixels(Samples.INPUT, IMAGES, 1), Samples.labels(IMAGES, Samples.CLASSES, 2), IMAGES, true);
    }

    private static ModelSummary summary(StepResult result) {
        return Objects.requireNonNull(result.summary());
    }

    private static ModelDefinition definition(String sample) {
        return Samples.definition(Objects.requireNonNull(Samples.networks().get(sample)), IMAGES, 2);
    }

    /** Relu runs after the pooling there: what it does to the convolution's output has to be seen all the same. */
    @Test
    void activationsAreThoseOfDl4j() {
        ModelDefinition definition = definition("relu, then max pooling");
        try (var learner = new Trainer(definition);
                var oracle = new Oracle(definition.plan(), learner.state().parameters())) {
            ModelSummary summary = summary(step(learner));
            assertThat(summary.layers()).extracting(LayerSummary::name).containsExactly("layer0", "layer2", "layer4");
            for (int layer : new int[] {0, 2}) {
                float[] theirs = oracle.activations(Samples.pixels(Samples.INPUT, IMAGES, 1), IMAGES, layer);
                var expected = new HistogramBuilder();
                expected.add(theirs, theirs.length, false);
                LayerSummary ours = summary.layers().get(layer / 2);
                assertThat(ours.sparsity()).isBetween(0.1, 0.9).isEqualTo(expected.sparsity());
                assertThat(ours.activations().count()).isEqualTo(theirs.length);
                assertThat(ours.activations().min()).isZero();
                assertThat(ours.activations().max())
                        .isCloseTo(expected.histogram().max(), within(1e-4));
                assertThat(ours.activations().sum())
                        .isCloseTo(expected.histogram().sum(), Percentage.withPercentage(0.01));
            }
        }
    }

    @Test
    void gradientsAndUpdatesAreThoseThatMoveTheParameters() {
        ModelDefinition definition = definition("two dense layers with L2");
        try (var learner = new Trainer(definition)) {
            float[] before = learner.state().parameters();
            StepResult result = step(learner);
            float[] after = learner.state().parameters();
            double moved = 0;
            for (int i = 0; i < before.length; i++) {
                moved += Math.pow(before[i] - after[i], 2);
            }
            assertThat(result.gradientNorm()).isCloseTo(Math.sqrt(moved) / RATE, Percentage.withPercentage(0.1));
            double seen = 0;
            for (ParameterSummary parameter : summary(result).parameters()) {
                seen += parameter.gradients().sumSquares();
            }
            assertThat(Math.sqrt(seen)).isCloseTo(result.gradientNorm(), Percentage.withPercentage(0.01));

            int first = 7 * 6 * 3 * 7 + 7; // weights and biases of the first layer
            double length = 0;
            double movedThere = 0;
            for (int i = 0; i < first; i++) {
                length += Math.pow(before[i], 2);
                movedThere += Math.pow(before[i] - after[i], 2);
            }
            assertThat(summary(result).layers().get(0).updateRatio())
                    .isCloseTo(Math.sqrt(movedThere / length), Percentage.withPercentage(0.1));
        }
    }

    @Test
    void everyPenaltyIsNamedAndTogetherTheyAreThePenalty() {
        try (var learner = new Trainer(definition("two dense layers with L2"))) {
            step(learner);
            StepResult result = step(learner);
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
        var input = new io.convstream.image.ImageShape(24, 24, 3);
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
