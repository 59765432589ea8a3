package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.Framing;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageTransformTest {

    private static final int SIDE = 24;
    private static final int VALUES = SIDE * SIDE * 3;

    @ParameterizedTest
    @EnumSource
    void agreesWithTheStepByStepReference(Augmentation augmentation) {
        PrepareOptions options = options(augmentation);
        var transform = new ImageTransform(options);
        var random = new Random(1);
        for (int sequence = 0; sequence < 500; sequence++) {
            byte[] pixels = new byte[3072];
            random.nextBytes(pixels);
            double[] expected = stepByStep(pixels, TransformParameters.draw(options, Images.numbered(sequence)));
            assertCloseTo(transform.apply(pixels, Images.numbered(sequence)), expected);
        }
    }

    @Test
    void standardizesToMeanZeroAndDeviationOne() {
        float[] values =
                new ImageTransform(options(Augmentation.TUTORIAL)).apply(Images.cifar(0, 3), Images.numbered(11));
        double mean = IntStream.range(0, VALUES).mapToDouble(i -> values[i]).sum() / VALUES;
        double variance = IntStream.range(0, VALUES)
                        .mapToDouble(i -> values[i] * values[i])
                        .sum()
                / VALUES;
        assertThat(mean).isCloseTo(0, within(1e-6));
        assertThat(variance).isCloseTo(1, within(1e-5));
    }

    @Test
    void mapsAnImageOfOneColorToZero() {
        byte[] gray = new byte[3072];
        Arrays.fill(gray, (byte) 200);
        assertThat(new ImageTransform(options(Augmentation.NONE)).apply(gray, Images.numbered(0)))
                .containsOnly(0f);
    }

    @Test
    void evaluationTakesTheCenterCrop() {
        byte[] pixels = new byte[3072];
        // The crop's first and last pixel, and two just outside it.
        for (int pixel : new int[] {4 * 32 + 4, 27 * 32 + 27, 3 * 32 + 4, 27 * 32 + 28}) {
            pixels[pixel * 3] = (byte) 255;
        }
        float[] values = new ImageTransform(options(Augmentation.NONE)).apply(pixels, Images.numbered(0));
        assertThat(IntStream.range(0, VALUES).filter(i -> values[i] > 0)).containsExactly(0, VALUES - 3);
    }

    @Test
    void isAPureFunctionOfSeedAndSequence() {
        byte[] pixels = Images.cifar(0, 4);
        var first = new ImageTransform(options(Augmentation.TUTORIAL));
        float[][] inOrder = new float[50][];
        for (int sequence = 0; sequence < 50; sequence++) {
            inOrder[sequence] = first.apply(pixels, Images.numbered(sequence));
        }
        var second = new ImageTransform(options(Augmentation.TUTORIAL));
        for (int sequence = 49; sequence >= 0; sequence--) {
            assertThat(second.apply(pixels, Images.numbered(sequence))).isEqualTo(inOrder[sequence]);
        }
        assertThat(inOrder[0]).isNotEqualTo(inOrder[1]);
    }

    @Test
    void outputIsStableAcrossReleases() {
        float[] values = new ImageTransform(options(Augmentation.TUTORIAL))
                .apply(Images.cifar(0, 4), Images.numbered(123_456_789_012L));
        assertThat(Arrays.hashCode(values)).isEqualTo(-1513632549);
    }

    private static PrepareOptions options(Augmentation augmentation) {
        return new PrepareOptions(Framing.of(32, 0, SIDE), augmentation, 42, 10);
    }

    /** The tutorial's five steps one by one, on an image of {@code [row, column, channel]}. */
    private static double[] stepByStep(byte[] pixels, TransformParameters parameters) {
        double[] values = new double[VALUES];
        for (int i = 0; i < VALUES; i++) {
            int row = i / (SIDE * 3);
            int column = i / 3 % SIDE;
            int from = parameters.flip() ? SIDE - 1 - column : column;
            values[i] =
                    Byte.toUnsignedInt(pixels[((row + parameters.top()) * 32 + from + parameters.left()) * 3 + i % 3]);
        }
        for (int i = 0; i < VALUES; i++) {
            values[i] += parameters.brightness();
        }
        for (int channel = 0; channel < 3; channel++) {
            double mean = 0;
            for (int i = channel; i < VALUES; i += 3) {
                mean += values[i] * 3 / VALUES;
            }
            for (int i = channel; i < VALUES; i += 3) {
                values[i] = (values[i] - mean) * parameters.contrast() + mean;
            }
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance =
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / VALUES;
        double deviation = Math.max(Math.sqrt(variance), 1 / Math.sqrt(1728));
        return Arrays.stream(values).map(v -> (v - mean) / deviation).toArray();
    }

    private static void assertCloseTo(float[] values, double[] expected) {
        assertThat(values).hasSameSizeAs(expected);
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i]).isCloseTo(expected[i], within(1e-6 * Math.max(1, Math.abs(expected[i]))));
        }
    }
}
