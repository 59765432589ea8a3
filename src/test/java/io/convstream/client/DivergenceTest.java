package io.convstream.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.SkippedRecords;
import io.convstream.train.TrainFailure;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The advice for models that have diverged. */
final class DivergenceTest {

    private final Divergence divergence = new Divergence(
            List.of(new TrainFailure("model", 7, 3.0, 896, 1023, Instant.EPOCH, "not finite at step 7")));

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

    @Test
    void onlyDivergedModelsGetALowerRate() {
        assertThat(divergence.withLowerRate(List.of(
                        "train", "--model", "model=tiny;lr=3;seed=2", "--model=other=tiny", "--learning-rate=0.1")))
                .containsExactly(
                        "train",
                        "--model",
                        "model=tiny;seed=2;learning-rate=0.30",
                        "--model=other=tiny",
                        "--learning-rate=0.1");
    }

    @Test
    void theRecordsOfTheFailedBatchAreAddedToTheSkippedOnes() {
        var skipped = new SkippedRecords(List.of(new SkippedRecords.Range(2_000, 2_000)));
        assertThat(divergence.withoutFailedRecords(List.of("train", "--skip-records", "2000", "--steps=9"), skipped))
                .containsExactly("train", "--steps=9", "--skip-records=896-1023,2000");
    }
}
