package io.convstream.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import io.convstream.network.operation.Parameter;
import io.convstream.network.plan.NetworkPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NetworkSummaryTest {

    private static final ImageShape INPUT = new ImageShape(24, 24, 3);

    @Test
    void theTutorialsNetworkHas64FiltersOf5x5() {
        String json = Presets.configuration("cifar10", INPUT, 10, 1);
        NetworkPlan plan = NetworkPlan.of("cifar10", json, INPUT);
        float[] parameters = new float[plan.size()];
        Parameter weights = plan.layers().get(0).weights().get(0);
        parameters[plan.offset(weights)] = 7;

        NetworkSummary summary = NetworkSummary.of(
                new ModelFile.Content(json, new ModelSignature(List.of(), Framing.whole(INPUT)), false, parameters));

        assertThat(summary.parameters()).isEqualTo(1_068_298);
        assertThat(summary.layers().get(0)).contains("convolution 5x5").contains("3→64");
        assertThat(summary.filters()).hasValueSatisfying(filters -> {
            assertThat(filters.count()).isEqualTo(64);
            assertThat(filters.height()).isEqualTo(5);
            assertThat(filters.width()).isEqualTo(5);
            assertThat(filters.values()).hasSize(5 * 5 * 3 * 64).startsWith(7);
        });
    }
}
