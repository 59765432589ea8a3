package io.convstream.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.train.TrainFailure;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is advised once a model has left the finite numbers. */
final class DivergenceTest {

    private final Divergence divergence =
            new Divergence(List.of(new TrainFailure("model", 7, 3.0, Instant.EPOCH, "not finite at step 7")));

    @Test
    void the_lower_rate_stands_for_the_one_that_was_given_under_whichever_name() {
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
