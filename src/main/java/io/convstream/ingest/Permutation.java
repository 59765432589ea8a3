package io.convstream.ingest;

/**
 * A seeded bijection on [0, size), computed on the fly: the shuffle of one epoch without a queue. Four rounds of a
 * Feistel network over the next power of four, walked until the value falls into the range; a pure function of (seed,
 * epoch, position).
 */
final class Permutation {

    private static final int ROUNDS = 4;

    private final long size;
    private final int halfBits;
    private final long halfMask;
    private final long[] keys = new long[ROUNDS];

    Permutation(long seed, long epoch, long size) {
        this.size = size;
        int bits = 64 - Long.numberOfLeadingZeros(Math.max(1, size - 1));
        this.halfBits = Math.max(1, (bits + 1) / 2);
        this.halfMask = (1L << halfBits) - 1;
        long key = mix(seed) ^ mix(epoch * 0x9E3779B97F4A7C15L + 1);
        for (int round = 0; round < ROUNDS; round++) {
            key = mix(key + 0x9E3779B97F4A7C15L);
            keys[round] = key;
        }
    }

    /** Where the record lies that comes at this position of the epoch. */
    long at(long position) {
        long value = position;
        do {
            value = permute(value);
        } while (value >= size);
        return value;
    }

    private long permute(long value) {
        long left = value >>> halfBits;
        long right = value & halfMask;
        for (long key : keys) {
            long next = left ^ (mix(right ^ key) & halfMask);
            left = right;
            right = next;
        }
        return left << halfBits | right;
    }

    /** SplitMix64's finaliser (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
    static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
