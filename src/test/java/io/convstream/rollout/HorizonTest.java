package io.convstream.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HorizonTest {

    private long now = 1000;
    private final Horizon horizon = new Horizon(() -> now, Duration.ofMillis(100));

    @Test
    void noDeploymentBeginsInWhatWasPromised() {
        assertThat(horizon.until()).isEqualTo(1099);
        assertThat(horizon.begin()).isEqualTo(1100);
        now = 1050;
        assertThat(horizon.until()).isEqualTo(1099);
        horizon.sent();
        assertThat(horizon.until()).isEqualTo(1149);
    }

    @Test
    void aClockThatIsSetBackChangesNoPromise() {
        assertThat(horizon.until()).isEqualTo(1099);
        now = 500;
        assertThat(horizon.until()).isEqualTo(1099);
        assertThat(horizon.begin()).isEqualTo(1100);
        assertThat(horizon.begin()).isEqualTo(1101);
    }

    @Test
    void aRestoredDeploymentIsNotPassedBeforeItIsSent() {
        horizon.restore(900);
        assertThat(horizon.until()).isEqualTo(899);
        horizon.sent();
        assertThat(horizon.until()).isEqualTo(1099);
    }
}
