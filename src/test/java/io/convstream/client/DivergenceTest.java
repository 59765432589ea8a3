package io.convstream.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.train.TrainFailure;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The advice for models that have diverged. */
final class DivergenceTest {

    private final Divergence divergence =
            new Divergence(List.of(new TrainFailure("model", 7, 3.0, Instant.EPOCH, "not finite at step 7")));

    @Test
    void theLowerRateReplacesTheGivenOneUnderEitherName() {
        List<String> expected = List.of("train", "--steps=9", "--learning-rate=0.30");
        for (List<String> given : List.of(
                List.of("train", "--lr", "3", "--steps=9"),
                List.of("train", "--lr=3", "--steps=9"),
                List.of("train", "--learning-rate", "3", "--steps=9"),
                List.of("train", "--steps=9"))) {
            assertThat(divergence.withLowerRate(given)).isEqualTo(expected);
        }
    }
}
