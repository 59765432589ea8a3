package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

class StateCompatibilityTest {

    private static ModelDefinition definition(IUpdater updater, int kernel) {
        String configuration = Samples.network(
                updater,
                list -> list.layer(Samples.convolution(kernel, 3, 1, true)).layer(Samples.dense(Activation.RELU)));
        return Samples.definition(configuration, 4, 1);
    }

    private static TrainerState trained(ModelDefinition definition) {
        try (var trainer = new Trainer(definition)) {
            trainer.step(Samples.pixels(Samples.INPUT, 4, 1), Samples.labels(4, Samples.CLASSES, 1), 4);
            return trainer.state();
        }
    }

    @Test
    void anotherNetworkIsRefusedByTheLayerThatDiffers() {
        TrainerState state = trained(definition(new Adam(0.01), 3));
        assertThatThrownBy(() -> new Trainer(definition(new Adam(0.01), 5), state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model m: layer 0 (layer0) is convolution 3x3 stride 1 same 3→5 in the checkpoint"
                        + " but convolution 5x3 stride 1 same 3→5 now");
    }

    @Test
    void anotherLearningRateKeepsTheUpdatersState() {
        TrainerState state = trained(definition(new Nesterovs(0.1, 0.9), 3));
        try (var trainer = new Trainer(definition(new Nesterovs(0.01, 0.9), 3), state)) {
            assertThat(trainer.state().updater()).isEqualTo(state.updater());
        }
    }

    @Test
    void anotherUpdaterStartsWithoutState() {
        TrainerState state = trained(definition(new Nesterovs(0.1, 0.9), 3));
        try (var trainer = new Trainer(definition(new Adam(0.01), 3), state)) {
            assertThat(trainer.state().updater())
                    .hasSize(2 * state.updater().length)
                    .containsOnly(0);
            assertThat(trainer.state().parameters()).isEqualTo(state.parameters());
        }
    }

    @Test
    void anotherNumberOfTowersContinuesFromTheSameParameters() {
        String configuration = definition(new Nesterovs(0.1, 0.9), 3).configuration();
        TrainerState state = trained(Samples.definition(configuration, 4, 1));
        try (var same = new Trainer(Samples.definition(configuration, 4, 1), state);
                var other = new Trainer(Samples.definition(configuration, 4, 2), state)) {
            assertThat(other.state().parameters()).isEqualTo(state.parameters());
            assertThat(other.state().updater()).isEqualTo(state.updater());
            float[] pixels = Samples.pixels(Samples.INPUT, 4, 2);
            int[] labels = Samples.labels(4, Samples.CLASSES, 2);
            same.step(pixels, labels, 4);
            other.step(pixels, labels, 4);
            float[] expected = same.state().parameters();
            float[] actual = other.state().parameters();
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
            }
        }
    }
}
