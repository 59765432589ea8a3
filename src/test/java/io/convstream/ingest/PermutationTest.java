package io.convstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {

    private static final long SEED = 42;
    private static final int SIZE = 50_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 10, 16, 17, 127, 4_096, 4_097, SIZE})
    void visitsEveryPositionOnce(long size) {
        for (long epoch = 0; epoch < 3; epoch++) {
            long[] sorted = shuffle(SEED, epoch, size);
            Arrays.sort(sorted);
            assertThat(sorted).isEqualTo(LongStream.range(0, size).toArray());
        }
    }

    @Test
    void staysInRangeForHugeSizes() {
        var permutation = new Permutation(SEED, 0, Long.MAX_VALUE);
        assertThat(permutation.at(0)).isNotNegative();
        assertThat(permutation.at(Long.MAX_VALUE - 1)).isNotNegative().isNotEqualTo(permutation.at(0));
    }

    @Test
    void isDeterministic() {
        assertThat(shuffle(SEED, 3, 127)).isEqualTo(shuffle(SEED, 3, 127));
    }

    @Test
    void differsBetweenEpochsAndSeeds() {
        long[] first = shuffle(SEED, 0, SIZE);
        assertThat(agreements(first, shuffle(SEED, 1, SIZE))).isLessThan(12);
        assertThat(agreements(first, shuffle(SEED + 1, 0, SIZE))).isLessThan(12);
        assertThat(agreements(shuffle(SEED, 1, SIZE), shuffle(SEED + 1, 0, SIZE)))
                .isLessThan(12);
    }

    @Test
    void movesImagesLikeARandomShuffle() {
        long[] shuffle = shuffle(SEED, 0, SIZE);
        double moved = 0;
        for (int i = 0; i < SIZE; i++) {
            moved += Math.abs(shuffle[i] - i);
        }
        assertThat(moved / SIZE).isCloseTo(SIZE / 3.0, within(0.02 * SIZE / 3.0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 128, 256})
    void elementsAtADistanceAreUncorrelated(int distance) {
        long[] shuffle = shuffle(SEED, 0, SIZE);
        double mean = (SIZE - 1) / 2.0;
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < SIZE; i++) {
            covariance += (shuffle[i] - mean) * (shuffle[(i + distance) % SIZE] - mean);
            variance += (shuffle[i] - mean) * (shuffle[i] - mean);
        }
        // Four standard deviations of a random shuffle: 4 / sqrt(50,000).
        assertThat(covariance / variance).isCloseTo(0, within(0.018));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 100})
    void firstElementIsUniform(int size) {
        int[] counts = new int[size];
        int seeds = 1_000 * size;
        for (int seed = 0; seed < seeds; seed++) {
            counts[(int) new Permutation(seed, 0, size).at(0)]++;
        }
        // Five standard deviations of a count whose expectation is 1,000.
        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(840, 1_160));
    }

    @Test
    void refusesPositionsOutOfRange() {
        assertThatThrownBy(() -> new Permutation(SEED, 0, 0)).hasMessageContaining("shuffle of 0 positions");
        assertThatThrownBy(() -> new Permutation(SEED, 0, 10).at(10)).hasMessageContaining("position 10");
        assertThatThrownBy(() -> new Permutation(SEED, 0, 10).at(-1)).hasMessageContaining("position -1");
    }

    private static long[] shuffle(long seed, long epoch, long size) {
        var permutation = new Permutation(seed, epoch, size);
        return LongStream.range(0, size).map(permutation::at).toArray();
    }

    private static long agreements(long[] one, long[] other) {
        return LongStream.range(0, one.length)
                .filter(i -> one[(int) i] == other[(int) i])
                .count();
    }
}
