package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.ImageShape;
import org.junit.jupiter.api.Test;

class ClassifierTest {

    private static final ImageShape INPUT = new ImageShape(24, 24, 3);

    @Test
    void moreTowersGiveTheSameProbabilities() {
        String preset = Presets.configuration("cifar10", INPUT, 10, 1);
        var definition = new ModelDefinition("m", preset, INPUT, 8, 1, 5, 0.99, 0);
        float[] pixels = Samples.pixels(INPUT, 7, 1);
        float[] parameters;
        try (var trainer = new Trainer(definition)) {
            parameters = trainer.state().parameters();
        }
        try (var one = new Classifier(definition, 8);
                var three = new Classifier(definition, 8, 3)) {
            one.load(parameters);
            three.load(parameters);
            float[] expected = one.probabilities(pixels, 7);
            float[] actual = three.probabilities(pixels, 7);
            assertThat(actual).hasSize(70);
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
            }
        }
    }
}
