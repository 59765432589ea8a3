package io.convstream.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReorderBufferTest {

    @Test
    void returnsShuffledExamplesInOrder() {
        List<Long> mixed = new ArrayList<>();
        for (long sequence = 5; sequence < 105; sequence++) {
            mixed.add(sequence);
        }
        Collections.shuffle(mixed, new Random(7));
        ReorderBuffer order = new ReorderBuffer(5);
        List<Long> given = new ArrayList<>();
        for (long sequence : mixed) {
            order.add(example(sequence));
            for (Example next = order.poll(); next != null; next = order.poll()) {
                given.add(next.sequence());
            }
        }
        assertThat(given).hasSize(100).isSorted().startsWith(5L);
        assertThat(order.next()).isEqualTo(105);
        assertThat(order.early()).isEmpty();
    }

    @Test
    void refusesADuplicateRecord() {
        ReorderBuffer order = new ReorderBuffer(0);
        order.add(example(0));
        order.poll();
        order.add(example(2));
        assertThatThrownBy(() -> order.add(example(0))).hasMessageContaining("duplicate record 0");
        assertThatThrownBy(() -> order.add(example(2))).hasMessageContaining("duplicate record 2");
    }

    private static Example example(long sequence) {
        return new Example("m", sequence, 0, 1, new float[] {sequence});
    }
}
