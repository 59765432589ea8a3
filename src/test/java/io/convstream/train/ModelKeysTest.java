package io.convstream.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelKeysTest {

    @Test
    void eachModelHasASubtaskOfItsOwnWhateverItsName() {
        assertApart(List.of("first", "second"));
        assertApart(List.of("a", "b"));
        var random = new Random(1);
        for (int count = 1; count <= 90; count++) {
            assertApart(random.ints(count, 0, Integer.MAX_VALUE)
                    .mapToObj(Integer::toString)
                    .distinct()
                    .toList());
            assertApart(IntStream.range(0, count).mapToObj(i -> "model-" + i).toList());
        }
    }

    private static void assertApart(List<String> models) {
        var keys = new ModelKeys(models, 1);
        int max = ModelKeys.maxParallelism(models.size());
        assertThat(models.stream().map(model -> ModelKeys.subtask(keys.key(model), max, models.size())))
                .doesNotHaveDuplicates();
        assertThat(models)
                .allSatisfy(model -> assertThat(keys.model(keys.key(model))).isEqualTo(model));
    }

    @Test
    void theKeyOfAModelAloneIsItsNameAsInOlderCheckpoints() {
        assertThat(new ModelKeys(List.of("model"), 1).key("model")).isEqualTo("model");
    }

    @Test
    void theOrderInWhichModelsAreGivenDoesNotMatter() {
        List<String> models = new ArrayList<>(List.of("one", "two", "three", "four"));
        var keys = new ModelKeys(models, 1);
        Collections.reverse(models);
        var others = new ModelKeys(models, 1);
        assertThat(models).allSatisfy(model -> assertThat(others.key(model)).isEqualTo(keys.key(model)));
    }

    @Test
    void aKeyOfOtherModelsIsRefused() {
        assertThatThrownBy(() -> new ModelKeys(List.of("a", "b"), 1).model("c#3"))
                .hasMessageContaining("a model named c and was taken with other models than [a, b]");
    }
}
