package io.convstream.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SnapshotPartitionerTest {

    @Test
    void eachModelHasASubtaskOfItsOwnIfThereAreEnough() {
        List<String> models = List.of("first", "second", "third");
        var partitioner = new SnapshotPartitioner(models);
        assertThat(models.stream().map(model -> partitioner.partition(model, 3)))
                .containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void theSubtasksOfAModelReceiveSnapshotsRoundRobin() {
        var one = new SnapshotPartitioner(List.of("m"));
        assertThat(IntStream.range(0, 4).map(i -> one.partition("m", 3))).containsExactly(0, 1, 2, 0);
        var two = new SnapshotPartitioner(List.of("a", "b"));
        assertThat(IntStream.range(0, 3).map(i -> two.partition("a", 3))).containsExactly(0, 2, 0);
        assertThat(IntStream.range(0, 3).map(i -> two.partition("b", 3))).containsExactly(1, 1, 1);
    }

    @Test
    void modelsShareSubtasksEvenlyIfThereAreFewer() {
        var partitioner = new SnapshotPartitioner(List.of("a", "b", "c", "d"));
        assertThat(List.of("a", "b", "c", "d").stream().map(model -> partitioner.partition(model, 2)))
                .containsExactly(0, 1, 0, 1);
    }
}
