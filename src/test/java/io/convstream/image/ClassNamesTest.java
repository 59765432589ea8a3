package io.convstream.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassNamesTest {

    private static ClassNames model(String... names) {
        return new ClassNames("the model", List.of(names), true);
    }

    private static ClassNames images(String... names) {
        return new ClassNames("the images", List.of(names), true);
    }

    private static ClassNames topic(String... names) {
        return new ClassNames("the topic", List.of(names), false);
    }

    @Test
    void mapsLabelsByName() {
        assertThat(images("dog", "cat", "frog").labelsIn(model("cat", "dog", "frog")))
                .containsExactly(1, 0, 2);
    }

    @Test
    void matchesComposedAndDecomposedAccents() {
        assertThat(images("zebra", "e\u0301lan").labelsIn(model("\u00e9lan", "zebra")))
                .containsExactly(1, 0);
    }

    @Test
    void refusesAndListsDifferentNames() {
        assertThatThrownBy(() -> images("dog", "frog").labelsIn(model("cat", "dog")))
                .hasMessage("the images and the model have different classes: only the first has frog, only the second"
                        + " has cat");
        assertThatThrownBy(() -> images("cat").labelsIn(model("cat", "dog")))
                .hasMessage("the images and the model have different classes: only the second has dog");
        assertThatThrownBy(() -> images("a", "b", "c", "d", "e", "f", "g").labelsIn(model("a")))
                .hasMessageEndingWith("only the first has b, c, d, e, f and 1 more");
    }

    @Test
    void completesUnknownNamesFromAnotherSet() {
        assertThat(topic("cat", "", "frog")
                        .completedBy(images("cat", "dog", "frog", "horse"))
                        .names())
                .containsExactly("cat", "dog", "frog", "horse");
        assertThat(topic().completedBy(images("cat", "dog")).names()).containsExactly("cat", "dog");
        ClassNames other = topic("dog").completedBy(images("cat", "dog")).numbered();
        assertThatThrownBy(() -> images("cat", "dog").labelsIn(other)).hasMessageContaining("only the first has cat");
    }

    @Test
    void requireSameRefusesAnotherOrder() {
        model("cat", "dog").requireSame(images("cat", "dog"));
        assertThatThrownBy(() -> images("dog", "cat").requireSame(model("cat", "dog")))
                .hasMessageContaining("in another order: class 0 is dog in the first and cat in the second");
    }

    @Test
    void refusesDuplicateUnprintableAndLongNames() {
        assertThatThrownBy(() -> model("cat", "cat")).hasMessageContaining("two classes of the name cat");
        assertThatThrownBy(() -> model("a\u001b[2J")).hasMessageContaining("a control character (a?[2J)");
        assertThatThrownBy(() -> model("x".repeat(256))).hasMessageContaining("256 characters");
    }
}
