package io.convstream.image;

/**
 * SplitMix64 generator with any initial state; identical on every machine and JDK. The only source of randomness in a
 * run.
 */
public final class SplitMix {

    /** Increment between two states of the generator. */
    public static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public SplitMix(long state) {
        this.state = state;
    }

    /** Mixes z so that every bit of the result depends on every bit of z. */
    public static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Mixes two values so that changes in one cannot cancel the other's. */
    public static long mix(long a, long b) {
        return mix(mix(a + GAMMA) + GAMMA * (b + 1));
    }

    public long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    /** Returns a uniform value in [low, high). */
    public double between(double low, double high) {
        return low + (high - low) * ((nextLong() >>> 11) * 0x1.0p-53);
    }
}
