package io.convstream.ingest;

/** The SplitMix64 generator, whose start may be any mixture of numbers; the same on every machine and in every JDK. */
final class SplitMix {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    SplitMix(long state) {
        this.state = state;
    }

    /** Spreads every bit of z over the whole result. */
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Makes one number of two, in which neither can make up for the other. */
    static long mix(long a, long b) {
        return mix(mix(a + GAMMA) + GAMMA * (b + 1));
    }

    long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    /** Uniform in [low, high). */
    double between(double low, double high) {
        return low + (high - low) * ((nextLong() >>> 11) * 0x1.0p-53);
    }
}
