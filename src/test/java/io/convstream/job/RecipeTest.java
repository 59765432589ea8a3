package io.convstream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecipeTest {

    @Test
    void readsItsNames() {
        for (Recipe recipe : Recipe.values()) {
            assertThat(Recipe.parse(recipe.toString())).isEqualTo(recipe);
        }
    }

    @Test
    void anUnknownNameIsRefusedWithAListOfTheKnown() {
        assertThatThrownBy(() -> Recipe.parse("slow"))
                .hasMessageContaining("there are fast, thorough, precise, tutorial");
    }
}
