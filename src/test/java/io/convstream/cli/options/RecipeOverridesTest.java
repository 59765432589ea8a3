package io.convstream.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.job.Recipe;
import io.convstream.network.Hyperparameters;
import io.convstream.network.Refinements;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeOverridesTest {

    private static final long UNBOUNDED = Long.MAX_VALUE;

    @Test
    void optionsOfAModelOverrideThoseOfTheCommand() {
        var all = new OptimizerArguments();
        all.learningRate = 0.5;
        all.l2 = 0.1;
        Hyperparameters values = RecipeOverrides.hyperparameters(
                all, new ModelOption("m", "cifar10", Map.of("learning-rate", "0.25", "dropout", "0.5")), 128, 100);
        assertThat(values.learningRate()).isEqualTo(0.25);
        assertThat(values.l2()).isEqualTo(0.1);
        assertThat(values.dropout()).isEqualTo(0.5);
    }

    @Test
    void theDefaultRecipeFollowsTheNetwork() {
        var all = new OptimizerArguments();
        assertThat(RecipeOverrides.hyperparameters(all, new ModelOption("m", "vgg8", Map.of()), 256, 100))
                .isEqualTo(Hyperparameters.precise(256, 100));
        assertThat(RecipeOverrides.hyperparameters(all, new ModelOption("m", "own.json", Map.of()), 256, 100))
                .isEqualTo(Hyperparameters.fast(256, 100));
        all.recipe = Recipe.TUTORIAL;
        assertThat(RecipeOverrides.hyperparameters(all, new ModelOption("m", "vgg8", Map.of()), 256, 100))
                .isEqualTo(Hyperparameters.tutorial(256, 100));
    }

    @Test
    void anUnboundedStreamReplacesAnEndingScheduleByAConstantRate() {
        assertThat(RecipeOverrides.hyperparameters(
                                new OptimizerArguments(), new ModelOption("m", "cifar10", Map.of()), 128, UNBOUNDED)
                        .schedule())
                .isEqualTo("constant");
        assertThat(RecipeOverrides.hyperparameters(
                                new OptimizerArguments(),
                                new ModelOption("m", "cifar10", Map.of("recipe", "tutorial")),
                                128,
                                UNBOUNDED)
                        .schedule())
                .isEqualTo("step");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "thorough", "precise", "tutorial"})
    void anEndingScheduleIsRefusedOnAnUnboundedStream(String recipe) {
        assertThatThrownBy(() -> RecipeOverrides.hyperparameters(
                        new OptimizerArguments(),
                        new ModelOption("m", "cifar10", Map.of("recipe", recipe, "schedule", "cosine")),
                        128,
                        UNBOUNDED))
                .hasMessageContaining("--schedule cosine ends at zero");
    }

    @Test
    void aModelMayReplaceEachRefinementOfItsRecipe() {
        var all = new OptimizerArguments();
        Hyperparameters air = RecipeOverrides.hyperparameters(all, new ModelOption("m", "air94", Map.of()), 512, 100);
        assertThat(air).isEqualTo(Hyperparameters.air(512, 100));
        assertThat(air.refinements()).isEqualTo(new Refinements(0.85, 64.0, true));
        all.momentum = 0.5;
        all.lookahead = false;
        Map<String, String> own = Map.of("momentum", "0.7", "shift-rate", "8");
        assertThat(RecipeOverrides.hyperparameters(all, new ModelOption("m", "air94", own), 512, 100)
                        .refinements())
                .isEqualTo(new Refinements(0.7, 8.0, false));
        all.lookahead = true;
        assertThat(RecipeOverrides.hyperparameters(all, new ModelOption("m", "tiny", Map.of()), 512, 100)
                        .refinements())
                .isEqualTo(new Refinements(0.5, null, true));
    }

    @Test
    void lookaheadNeedsAnEnd() {
        var all = new OptimizerArguments();
        assertThat(RecipeOverrides.hyperparameters(all, new ModelOption("m", "air94", Map.of()), 512, UNBOUNDED)
                        .refinements()
                        .lookahead())
                .isFalse();
        all.lookahead = true;
        assertThatThrownBy(() ->
                        RecipeOverrides.hyperparameters(all, new ModelOption("m", "air94", Map.of()), 512, UNBOUNDED))
                .hasMessageContaining("--lookahead ends with the training");
    }

    @ParameterizedTest
    @CsvSource({"momentum, 1", "shift-rate, 0", "lookahead, yes"})
    void anImpossibleRefinementIsRefused(String option, String value) {
        assertThatThrownBy(() -> RecipeOverrides.hyperparameters(
                        new OptimizerArguments(), new ModelOption("m", "tiny", Map.of(option, value)), 128, 100))
                .hasMessageContaining(option)
                .hasMessageContaining(value);
    }
}
