package io.convstream.ingest;

import io.convstream.image.SplitMix;

/**
 * Pseudorandom permutation of [0, size): a pure function of (seed, epoch, position), computed without a list in memory. A
 * Feistel network permutes the next power of four; cycle walking (encrypting again until the result is below the size)
 * restricts it to [0, size).
 */
final class Permutation {

    private static final int ROUNDS = 8;

    private final long size;
    private final long[] keys = new long[ROUNDS];
    private final int halfBits;
    private final long mask;

    Permutation(long seed, long epoch, long size) {
        if (size < 1) {
            throw new IllegalArgumentException("a shuffle of " + size + " positions is empty: it needs at least 1");
        }
        this.size = size;
        int bits = Long.SIZE - Long.numberOfLeadingZeros(size - 1);
        halfBits = Math.max(1, (bits + 1) / 2);
        mask = (1L << halfBits) - 1;
        var random = new SplitMix(SplitMix.mix(seed, epoch));
        for (int round = 0; round < ROUNDS; round++) {
            keys[round] = random.nextLong();
        }
    }

    /**
     * Returns the element at a position.
     *
     * @throws IndexOutOfBoundsException if the position is not in [0, size)
     */
    long at(long position) {
        if (position < 0 || position >= size) {
            throw new IndexOutOfBoundsException("position " + position + " is not in a shuffle of " + size);
        }
        long result = position;
        do {
            result = encrypt(result);
        } while (result >= size);
        return result;
    }

    private long encrypt(long value) {
        long left = value >>> halfBits;
        long right = value & mask;
        for (long key : keys) {
            long mixed = left ^ (SplitMix.mix(right ^ key) & mask);
            left = right;
            right = mixed;
        }
        return left << halfBits | right;
    }
}
