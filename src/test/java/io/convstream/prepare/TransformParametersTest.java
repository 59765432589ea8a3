package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.Framing;
import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TransformParametersTest {

    private static final int COUNT = 90_000;
    private static final List<TransformParameters> PARAMETERS = LongStream.range(0, COUNT)
            .mapToObj(sequence -> TransformParameters.draw(PrepareOptions.tutorial(1), sequence))
            .toList();

    @Test
    void cropPositionsAreUniform() {
        int[] counts = new int[81];
        for (TransformParameters parameters : PARAMETERS) {
            counts[parameters.top() * 9 + parameters.left()]++;
        }
        double expected = COUNT / 81.0;
        double chiSquare = IntStream.of(counts)
                .mapToDouble(n -> (n - expected) * (n - expected) / expected)
                .sum();
        // 80 degrees of freedom: 99.9 % of fair draws stay below 124.8.
        assertThat(chiSquare).isLessThan(124.8);
    }

    @Test
    void flipsHalfOfTheImages() {
        assertThat(mean(parameters -> parameters.flip() ? 1 : 0)).isCloseTo(0.5, within(0.01));
    }

    @Test
    void brightnessAndContrastAreUniform() {
        assertThat(PARAMETERS).allMatch(parameters -> Math.abs(parameters.brightness()) <= 63);
        assertThat(PARAMETERS).allMatch(parameters -> parameters.contrast() >= 0.2 && parameters.contrast() < 1.8);
        assertThat(mean(TransformParameters::brightness)).isCloseTo(0, within(0.5));
        assertThat(mean(parameters -> parameters.brightness() * parameters.brightness()))
                .isCloseTo(63 * 63 / 3.0, within(15.0));
        assertThat(mean(TransformParameters::contrast)).isCloseTo(1, within(0.01));
        assertThat(mean(parameters -> (parameters.contrast() - 1) * (parameters.contrast() - 1)))
                .isCloseTo(0.8 * 0.8 / 3, within(0.003));
        assertThat(mean(parameters -> parameters.brightness() * (parameters.contrast() - 1)))
                .isCloseTo(0, within(0.3));
    }

    @Test
    void neighboringSeedsDrawDifferentNumbers() {
        TransformParameters parameters = TransformParameters.draw(PrepareOptions.tutorial(1), 1);
        assertThat(parameters).isNotEqualTo(TransformParameters.draw(PrepareOptions.tutorial(2), 0));
        assertThat(parameters).isNotEqualTo(TransformParameters.draw(PrepareOptions.tutorial(0), 2));
    }

    @Test
    void lightDrawsTheSameCropAndFlipOnly() {
        var options = new PrepareOptions(Framing.of(32, 0, 24), Augmentation.LIGHT, 1, 10);
        for (int sequence = 0; sequence < 100; sequence++) {
            TransformParameters full = PARAMETERS.get(sequence);
            assertThat(TransformParameters.draw(options, sequence))
                    .isEqualTo(new TransformParameters(full.top(), full.left(), full.flip(), 0, 1));
        }
    }

    private static TransformParameters alternating(byte[] content, long sequence, int epoch) {
        var options = new PrepareOptions(Framing.of(32, 0, 24), Augmentation.ALTERNATING, 1, 10);
        var record = new RawRecord(sequence, epoch, RecordFormat.CIFAR, content, -1, new Origin("a", -1, 0, 0));
        return TransformParameters.draw(options, record);
    }

    @Test
    void anAlternatingFlipFollowsTheContentAndTheEpoch() {
        int flips = 0;
        for (int image = 0; image < 1_000; image++) {
            byte[] content = Images.cifar(image % 10, image);
            boolean flip = alternating(content, image, 0).flip();
            flips += flip ? 1 : 0;
            for (int epoch = 1; epoch < 4; epoch++) {
                long sequence = 1_000L * epoch + (image * 7L + epoch) % 1_000; // another order in each epoch
                assertThat(alternating(content, sequence, epoch).flip()).isEqualTo(flip ^ (epoch % 2 == 1));
            }
        }
        // 99.9 % of fair draws are within 52 of 500.
        assertThat(flips).isBetween(448, 552);
    }

    @Test
    void anAlternatingFlipLeavesTheCrop() {
        for (int sequence = 0; sequence < 100; sequence++) {
            TransformParameters full = PARAMETERS.get(sequence);
            TransformParameters drawn = alternating(Images.cifar(0, sequence), sequence, 0);
            assertThat(drawn).isEqualTo(new TransformParameters(full.top(), full.left(), drawn.flip(), 0, 1));
        }
    }

    private static double mean(ToDoubleFunction<TransformParameters> value) {
        return PARAMETERS.stream().mapToDouble(value).average().orElseThrow();
    }
}
