package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GpusTest {

    @Test
    void ofTwoOrMoreTheLastEvaluates() {
        assertThat(Gpus.of(List.of(0, 1))).isEqualTo(new Gpus(List.of(0), List.of(1)));
        assertThat(Gpus.of(List.of(1, 4, 6))).isEqualTo(new Gpus(List.of(1, 4), List.of(6)));
    }

    @Test
    void aSingleOneDoesBoth() {
        assertThat(Gpus.of(List.of(3))).isEqualTo(new Gpus(List.of(3), List.of(3)));
    }

    @Test
    void onACpuThereAreNone() {
        assertThat(Gpus.ofMachine()).isEqualTo(new Gpus(List.of(), List.of()));
    }

    @Test
    void subtasksTrainOnTheGpusInTurn() {
        Gpus gpus = Gpus.of(List.of(1, 4, 6));
        assertThat(gpus.forSubtask(0).training()).startsWith(1);
        assertThat(gpus.forSubtask(1).training()).startsWith(4);
        assertThat(gpus.forSubtask(2).training()).startsWith(1);
    }
}
