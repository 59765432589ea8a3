package io.convstream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecipeTest {

    @Test
    void readsItsNames() {
        for (Recipe recipe : Recipe.values()) {
            assertThat(Recipe.parse(recipe.toString())).isEqualTo(recipe);
        }
    }

    @Test
    void eachPresetHasARecipe() {
        assertThat(List.of("cifar10", "vgg8", "air93", "air94", "air95", "air.json"))
                .map(Recipe::forNetwork)
                .containsExactly(Recipe.FAST, Recipe.PRECISE, Recipe.AIR, Recipe.AIR, Recipe.AIR, Recipe.FAST);
    }

    @Test
    void anUnknownNameIsRefusedWithAListOfTheKnown() {
        assertThatThrownBy(() -> Recipe.parse("slow"))
                .hasMessageContaining("there are fast, thorough, precise, air, tutorial");
    }
}
