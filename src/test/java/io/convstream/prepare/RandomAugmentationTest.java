package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.Framing;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomAugmentationTest {

    private static final int COUNT = 90_000;
    private static final List<RandomAugmentation> DRAWS = LongStream.range(0, COUNT)
            .mapToObj(sequence -> RandomAugmentation.of(PrepareOptions.tutorial(1), sequence))
            .toList();

    @Test
    void cropsAnywhereEquallyOften() {
        int[] places = new int[81];
        for (RandomAugmentation draw : DRAWS) {
            places[draw.top() * 9 + draw.left()]++;
        }
        double expected = COUNT / 81.0;
        double chiSquare = IntStream.of(places)
                .mapToDouble(n -> (n - expected) * (n - expected) / expected)
                .sum();
        // 80 degrees of freedom: 99.9 % of fair draws stay below 124.8.
        assertThat(chiSquare).isLessThan(124.8);
    }

    @Test
    void flipsEveryOther() {
        assertThat(mean(draw -> draw.flip() ? 1 : 0)).isCloseTo(0.5, within(0.01));
    }

    @Test
    void drawsBrightnessAndContrastFromTheirWholeRanges() {
        assertThat(DRAWS).allMatch(draw -> Math.abs(draw.brightness()) <= 63);
        assertThat(DRAWS).allMatch(draw -> draw.contrast() >= 0.2 && draw.contrast() < 1.8);
        assertThat(mean(RandomAugmentation::brightness)).isCloseTo(0, within(0.5));
        assertThat(mean(draw -> draw.brightness() * draw.brightness())).isCloseTo(63 * 63 / 3.0, within(15.0));
        assertThat(mean(RandomAugmentation::contrast)).isCloseTo(1, within(0.01));
        assertThat(mean(draw -> (draw.contrast() - 1) * (draw.contrast() - 1))).isCloseTo(0.8 * 0.8 / 3, within(0.003));
        assertThat(mean(draw -> draw.brightness() * (draw.contrast() - 1))).isCloseTo(0, within(0.3));
    }

    @Test
    void neighboringSeedsShareNothing() {
        RandomAugmentation draw = RandomAugmentation.of(PrepareOptions.tutorial(1), 1);
        assertThat(draw).isNotEqualTo(RandomAugmentation.of(PrepareOptions.tutorial(2), 0));
        assertThat(draw).isNotEqualTo(RandomAugmentation.of(PrepareOptions.tutorial(0), 2));
    }

    @Test
    void lightDrawsTheSameCropAndFlipAlone() {
        var options = new PrepareOptions(Framing.of(32, 0, 24), Augmentation.LIGHT, 1, 10);
        for (int sequence = 0; sequence < 100; sequence++) {
            RandomAugmentation full = DRAWS.get(sequence);
            assertThat(RandomAugmentation.of(options, sequence))
                    .isEqualTo(new RandomAugmentation(full.top(), full.left(), full.flip(), 0, 1));
        }
    }

    private static double mean(ToDoubleFunction<RandomAugmentation> value) {
        return DRAWS.stream().mapToDouble(value).average().orElseThrow();
    }
}
