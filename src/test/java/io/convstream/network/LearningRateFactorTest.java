package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.Framing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A factor of the learning rate equals another learning rate, to the bit, with each engine. */
final class LearningRateFactorTest {

    private static final double RATE = 0.0078125; // a power of two: factors of it are exact
    private static final int BATCH = 8;

    @ParameterizedTest
    @CsvSource({
        "sgd, constant, COMPILED",
        "nesterovs, step, COMPILED",
        "adam, cosine, COMPILED",
        "rmsprop, constant, COMPILED",
        "sgd, constant, DL4J",
        "nesterovs, step, DL4J",
        "adam, cosine, DL4J"
    })
    void aFactorEqualsAnotherRateAndEnds(String updater, String schedule, Engine engine) {
        ModelDefinition usual = definition(updater, schedule, RATE, engine);
        ModelDefinition fourfold = definition(updater, schedule, 4 * RATE, engine);
        TrainerState state;
        try (var scaled = new Trainer(usual)) {
            double first = step(scaled).learningRate();
            scaled.scaleLearningRate(4);
            assertThat(step(scaled).learningRate()).isEqualTo(rate(fourfold, 1));
            step(scaled);
            scaled.scaleLearningRate(1);
            assertThat(step(scaled).learningRate()).isEqualTo(rate(usual, 3));
            assertThat(first).isEqualTo(rate(usual, 0));
            state = scaled.state();
        }
        TrainerState expected = train(usual, null, 1);
        expected = train(fourfold, expected, 2);
        expected = train(usual, expected, 1);
        assertThat(state.parameters()).isEqualTo(expected.parameters());
        assertThat(state.updater()).isEqualTo(expected.updater());
        assertThat(train(usual, null, 4).parameters()).isNotEqualTo(state.parameters());
    }

    @Test
    void aFactorThatIsNoNumberAboveZeroIsRefused() {
        try (var trainer = new Trainer(definition("sgd", "constant", RATE, Engine.COMPILED))) {
            for (double factor : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
                assertThatThrownBy(() -> trainer.scaleLearningRate(factor)).hasMessageContaining("give one above 0");
            }
        }
    }

    private static TrainerState train(ModelDefinition definition, @Nullable TrainerState state, int steps) {
        try (var trainer = state == null ? new Trainer(definition) : new Trainer(definition, state)) {
            for (int i = 0; i < steps; i++) {
                step(trainer);
            }
            return trainer.state();
        }
    }

    /** The learning rate that a model has at a step. */
    private static double rate(ModelDefinition definition, int at) {
        try (var trainer = new Trainer(definition)) {
            for (int i = 0; i < at; i++) {
                step(trainer);
            }
            return step(trainer).learningRate();
        }
    }

    private static StepResult step(Trainer trainer) {
        long seed = trainer.step();
        return trainer.step(
                Samples.pixels(Samples.INPUT, BATCH, seed), Samples.labels(BATCH, Samples.CLASSES, seed), BATCH);
    }

    private static ModelDefinition definition(String updater, String schedule, double rate, Engine engine) {
        Hyperparameters training = Hyperparameters.fast(BATCH, 100)
                .withUpdater(updater)
                .withSchedule(schedule)
                .withLearningRate(rate);
        return new ModelDefinition(
                "m",
                training.apply(Presets.configuration("tiny", Samples.INPUT, Samples.CLASSES, 1)),
                Framing.whole(Samples.INPUT),
                BATCH,
                2,
                1,
                0.99,
                0,
                engine);
    }
}
