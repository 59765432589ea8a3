package io.convstream.image;

/**
 * The SplitMix64 generator, whose start may be any mixture of numbers; the same on every machine and in every JDK. All
 * that is random in a run comes from here.
 */
public final class SplitMix {

    /** The distance between two states of the generator. */
    public static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public SplitMix(long state) {
        this.state = state;
    }

    /** Spreads every bit of z over the whole result. */
    public static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Makes one number of two, in which neither can make up for the other. */
    public static long mix(long a, long b) {
        return mix(mix(a + GAMMA) + GAMMA * (b + 1));
    }

    public long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    /** Uniform in [low, high). */
    public double between(double low, double high) {
        return low + (high - low) * ((nextLong() >>> 11) * 0x1.0p-53);
    }
}
