package io.convstream.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Prequential estimates: with a fading factor, and over a sliding window. */
final class PrequentialTest {

    @Test
    void theFadingMeanIsTheQuotientOfThePapersSums() {
        double[] losses = {1, 0, 1, 1, 0};
        double factor = 0.9;
        FadingMean mean = new FadingMean(factor);
        for (double loss : losses) {
            mean = mean.add(loss, 1);
        }
        // S(5) = 1 + 0.9 (1 + 0.9 (0 + 0.9 ...)) over the weights 0.9^k
        double sum = 0.9 * 1 + 0.81 * 1 + 0.6561 * 1;
        double weight = 1 + 0.9 + 0.81 + 0.729 + 0.6561;
        assertThat(mean.mean()).isEqualTo(sum / weight, within(1e-15));
    }

    @Test
    void withoutFadingItIsTheMeanOfAllImages() {
        FadingMean mean = new FadingMean(1).add(0.25, 8).add(0.5, 4);
        assertThat(mean.mean()).isEqualTo((2 + 2) / 12.0, within(1e-15));
    }

    @Test
    void theWindowHoldsTheMostRecentValues() {
        WindowMean mean = new WindowMean(3);
        assertThat(mean.mean()).isNaN();
        mean = mean.add(1, 1).add(0, 3);
        assertThat(mean.mean()).isEqualTo(0.25);
        mean = mean.add(0, 1).add(1, 1); // The first value leaves.
        assertThat(mean.mean()).isEqualTo(1 / 5.0);
    }

    @Test
    void bothFollowAChangeWhichTheMeanOfAllValuesDoesNot() {
        FadingMean all = new FadingMean(1);
        FadingMean fading = new FadingMean(0.99);
        WindowMean window = new WindowMean(100);
        var random = new SplittableRandom(1);
        for (int i = 0; i < 6_000; i++) {
            double value = random.nextDouble() < (i < 5_000 ? 0.8 : 0.5) ? 1 : 0;
            all = all.add(value, 1);
            fading = fading.add(value, 1);
            window = window.add(value, 1);
        }
        // Three standard deviations: of 100 values 0.15, of the fading mean, as of 199 values, 0.11.
        assertThat(window.mean()).isEqualTo(0.5, within(0.15));
        assertThat(fading.mean()).isEqualTo(0.5, within(0.11));
        assertThat(all.mean()).isGreaterThan(0.7);
    }

    @Test
    void impossibleParametersAreRefused() {
        assertThatThrownBy(() -> new FadingMean(0)).hasMessageContaining("a fading factor is 0.0");
        assertThatThrownBy(() -> new WindowMean(0)).hasMessageContaining("at least 1");
    }
}
