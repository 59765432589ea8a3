package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.ImageShape;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

class TrainerTest {

    private static final int BATCH = 6;

    /** All that could depend on time or threads: batch statistics, dropout, an updater with state. */
    private static ModelDefinition everything(int towers) {
        return everything(towers, new Adam(0.01));
    }

    private static ModelDefinition everything(int towers, IUpdater updater) {
        String configuration = Samples.network(
                updater,
                list -> list.layer(Samples.convolution(3, 3, 1, true))
                        .layer(new BatchNormalization.Builder().build())
                        .layer(new DropoutLayer(0.7))
                        .layer(Samples.dense(Activation.RELU)));
        return new ModelDefinition("m", configuration, Samples.INPUT, BATCH, towers, 7, 0.9, 0.1);
    }

    private static StepResult step(Trainer trainer, int images) {
        long seed = trainer.step();
        return trainer.step(
                Samples.pixels(Samples.INPUT, images, seed), Samples.labels(images, Samples.CLASSES, seed), images);
    }

    private static TrainerState train(Trainer trainer, int steps) {
        for (int i = 0; i < steps; i++) {
            step(trainer, i % 5 == 4 ? BATCH - 1 : BATCH);
        }
        return trainer.state();
    }

    private static void assertSame(TrainerState one, TrainerState other) {
        assertThat(one).usingRecursiveComparison().isEqualTo(other);
    }

    @Test
    void twoRunsGiveTheSameBits() {
        try (var one = new Trainer(everything(3));
                var other = new Trainer(everything(3))) {
            assertSame(train(one, 20), train(other, 20));
        }
    }

    @Test
    void aSummaryChangesNoBit() {
        try (var plain = new Trainer(everything(2));
                var summarized = new Trainer(everything(2))) {
            for (int step = 0; step < 10; step++) {
                float[] pixels = Samples.pixels(Samples.INPUT, BATCH, step);
                int[] labels = Samples.labels(BATCH, Samples.CLASSES, step);
                assertThat(plain.step(pixels, labels, BATCH, false).summary()).isNull();
                assertThat(summarized.step(pixels, labels, BATCH, true).summary())
                        .isNotNull();
            }
            assertSame(summarized.state(), plain.state());
        }
    }

    @Test
    void aRestoredTrainerContinuesToTheSameBits() {
        try (var whole = new Trainer(everything(2));
                var first = new Trainer(everything(2))) {
            TrainerState expected = train(whole, 20);
            TrainerState half = train(first, 10);
            try (var second = new Trainer(everything(2), half)) {
                assertThat(second.step()).isEqualTo(10);
                assertSame(train(second, 10), expected);
            }
        }
    }

    @Test
    void towersChangeNothingButRounding() {
        // Adam would amplify the rounding errors of zero gradients, such as that of a bias before batch normalization.
        try (var one = new Trainer(everything(1, new Sgd(0.1)));
                var three = new Trainer(everything(3, new Sgd(0.1)))) {
            for (int images : new int[] {BATCH, 2, BATCH - 1}) {
                assertThat(step(three, images).loss())
                        .isCloseTo(step(one, images).loss(), within(1e-5));
            }
            float[] expected = one.state().parameters();
            assertThat(three.state().parameters()).containsExactly(expected, within(1e-5f));
        }
    }

    /** The layout of the updater state does not depend on the number of towers. */
    @Test
    void aRestoredTrainerContinuesWithMoreTowers() {
        String configuration = Samples.network(
                new Adam(0.01),
                list -> list.layer(Samples.convolution(3, 3, 1, true)).layer(Samples.dense(Activation.TANH)));
        try (var one = new Trainer(Samples.definition(configuration, BATCH, 1))) {
            TrainerState half = train(one, 10);
            try (var three = new Trainer(Samples.definition(configuration, BATCH, 3), half)) {
                assertThat(three.state())
                        .usingRecursiveComparison()
                        .ignoringFields("towers")
                        .isEqualTo(half);
                float[] expected = train(one, 1).parameters();
                assertThat(train(three, 1).parameters()).containsExactly(expected, within(1e-4f));
            }
        }
    }

    @Test
    void aRestoredTrainerContinuesWithUpdatersWithAndWithoutState() {
        ConvolutionLayer stateful = Samples.convolution(3, 3, 1, true);
        stateful.setIUpdater(new Adam(0.01));
        String configuration =
                Samples.network(new Sgd(0.1), list -> list.layer(stateful).layer(Samples.dense(Activation.TANH)));
        ModelDefinition definition = Samples.definition(configuration, BATCH, 3);
        try (var whole = new Trainer(definition);
                var first = new Trainer(definition)) {
            TrainerState expected = train(whole, 4);
            try (var second = new Trainer(definition, train(first, 2))) {
                assertSame(train(second, 2), expected);
            }
        }
    }

    @Test
    void theTutorialsNetworkStartsAtTheTutorialsLossAndTrainsToTheSameBits() {
        var input = new ImageShape(24, 24, 3);
        var definition =
                new ModelDefinition("m", Presets.configuration("cifar10", input, 10, 1), input, 16, 2, 1, 0.9999, 0);
        float[] pixels = Samples.pixels(input, 16, 1);
        int[] labels = Samples.labels(16, 10, 1);
        float[][] runs = new float[2][];
        for (int run = 0; run < 2; run++) {
            try (var trainer = new Trainer(definition)) {
                assertThat(trainer.state().parameters()).hasSize(1_068_298);
                assertThat(trainer.step(pixels, labels, 16).loss()).isCloseTo(4.68, within(0.02));
                for (int i = 0; i < 5; i++) {
                    trainer.step(pixels, labels, 16);
                }
                runs[run] = trainer.state().parameters();
            }
        }
        assertThat(Arrays.equals(runs[0], runs[1])).isTrue();
    }

    @Test
    void aSmallNetworkLearnsItsBatch() {
        String configuration = Presets.configuration("tiny", Samples.INPUT, Samples.CLASSES, 1);
        try (var trainer = new Trainer(Samples.definition(configuration, BATCH, 2))) {
            float[] pixels = Samples.pixels(Samples.INPUT, BATCH, 1);
            int[] labels = Samples.labels(BATCH, Samples.CLASSES, 1);
            for (int i = 0; i < 100; i++) {
                trainer.step(pixels, labels, BATCH);
            }
            StepResult last = trainer.step(pixels, labels, BATCH);
            assertThat(last.correct()).isEqualTo(BATCH);
            assertThat(last.emaLoss()).isLessThan(0.1);
        }
    }

    @Test
    void averagesHaveTheDecayOfTheTutorial() {
        try (var trainer = new Trainer(everything(1))) {
            float first = trainer.state().parameters()[0];
            step(trainer, BATCH);
            float second = trainer.state().parameters()[0];
            assertThat(trainer.state().averages()[0]).isCloseTo(0.1f * first + 0.9f * second, within(1e-6f));
            float average = trainer.state().averages()[0];
            step(trainer, BATCH);
            float decay = 2f / 11;
            assertThat(trainer.state().averages()[0])
                    .isCloseTo(decay * average + (1 - decay) * trainer.state().parameters()[0], within(1e-6f));
        }
    }

    @Test
    void anImageThatIsNotFiniteFailsTheStepAndChangesNothing() {
        try (var trainer = new Trainer(everything(2))) {
            TrainerState before = train(trainer, 3);
            float[] pixels = Samples.pixels(Samples.INPUT, BATCH, 1);
            pixels[40] = Float.NaN;
            int[] labels = Samples.labels(BATCH, Samples.CLASSES, 1);
            assertThatThrownBy(() -> trainer.step(pixels, labels, BATCH))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessageContaining("step 3")
                    .hasMessageContaining("0.01");
            assertSame(trainer.state(), before);
        }
    }

    @Test
    void aStepWithTooHighALearningRateIsUndone() {
        String configuration = Samples.network(new Sgd(1e30), list -> list.layer(Samples.dense(Activation.IDENTITY)));
        try (var trainer = new Trainer(Samples.definition(configuration, BATCH, 2))) {
            TrainerState before = trainer.state();
            assertThatThrownBy(() -> step(trainer, BATCH))
                    .isInstanceOf(NonFiniteException.class)
                    .hasMessageContaining("an updated parameter");
            assertSame(trainer.state(), before);
        }
    }

    @Test
    void aWrongBatchIsRefusedInASentence() {
        try (var trainer = new Trainer(everything(1))) {
            float[] pixels = Samples.pixels(Samples.INPUT, BATCH, 1);
            assertThatThrownBy(() -> trainer.step(pixels, new int[BATCH], BATCH + 1))
                    .hasMessageContaining("a step of 7 images, but it takes 1 to 6");
            assertThatThrownBy(() -> trainer.step(pixels, new int[] {0, 4}, 2))
                    .hasMessageContaining("label 4, but the network has 4 classes");
            assertThatThrownBy(() -> trainer.step(new float[3], new int[2], 2)).hasMessageContaining("there are 3");
        }
    }

    @Test
    void classifyingFewerImagesGivesTheSameProbabilities() {
        try (var trainer = new Trainer(everything(1));
                var classifier = new Classifier(everything(1), 8)) {
            classifier.load(train(trainer, 2).averages());
            float[] pixels = Samples.pixels(Samples.INPUT, 8, 1);
            float[] all = classifier.probabilities(pixels, 8);
            assertThat(classifier.probabilities(pixels, 3)).isEqualTo(Arrays.copyOf(all, 3 * Samples.CLASSES));
            assertThat(all[0] + all[1] + all[2] + all[3]).isCloseTo(1, within(1e-6f));
        }
    }
}
