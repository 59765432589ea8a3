package io.convstream.network.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceTest {

    @Test
    void towersOnACpuGetACoreEach() {
        assertThat(Device.forTowers(3, false, List.of())).hasSize(3).containsOnly(new Device.Core());
    }

    @Test
    void towersGetTheGpusRoundRobin() {
        assertThat(Device.gpus(2, List.of(1, 2, 5), false)).containsExactly(new Device.Gpu(1), new Device.Gpu(2));
        assertThat(Device.gpus(3, List.of(0, 3), true))
                .containsExactly(new Device.Gpu(0), new Device.Gpu(3), new Device.Gpu(0));
    }

    @Test
    void moreTowersThanGpusAreRefusedUnlessTheyMayShare() {
        assertThatThrownBy(() -> Device.gpus(2, List.of(0), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 towers, but there is 1 GPU: towers on one GPU only wait for each other; give --towers 1,"
                        + " or --share-gpu to allow it");
        assertThat(Device.gpus(2, List.of(0), true)).containsExactly(new Device.Gpu(0), new Device.Gpu(0));
    }
}
