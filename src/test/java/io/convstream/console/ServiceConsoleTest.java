package io.convstream.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.drift.DetectorType;
import io.convstream.drift.Level;
import io.convstream.event.PrecisionEvent;
import io.convstream.event.ServiceEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceConsoleTest {

    @Test
    void theEstimatesOfTheAnswersAreALine() {
        assertThat(line(Level.NONE, null, null))
                .isEqualTo(
                        "2026-11-28 20:00:00: model m: precision@1 of the answers = 0.913, loss 0.27 (last 100 batches of"
                                + " labels 0.908, 0.29), 12,000 labels");
    }

    @Test
    void driftIsALineOfItsOwn() {
        assertThat(line(Level.DRIFT, 0.911, 0.402))
                .isEqualTo(
                        "2026-11-28 20:00:00: model m: drift (adwin): precision@1 of the answers was 0.911, is 0.402 after"
                                + " 12,000 labels");
        assertThat(line(Level.WARNING, 0.911, 0.7)).contains(": warning of drift (adwin): ");
    }

    private static String line(Level level, @Nullable Double before, @Nullable Double now) {
        return ServiceConsole.line(
                ServiceEvent.of(new PrecisionEvent(
                        "m",
                        7L,
                        12_000,
                        0.913,
                        0.27,
                        0.908,
                        0.29,
                        DetectorType.ADWIN,
                        level,
                        before,
                        now,
                        Instant.parse("2026-11-28T20:00:00Z"),
                        List.of())),
                ZoneOffset.UTC);
    }
}
