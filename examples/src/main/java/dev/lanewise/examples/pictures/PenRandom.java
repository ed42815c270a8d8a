package dev.lanewise.examples.pictures;

/**
 * The randomness of what is drawn: a SplitMix64 generator (Steele, Lea and Flood, 2014), written out here so that the
 * bytes of a picture depend on its seed and on nothing else, whatever the Java version.
 */
public final class PenRandom {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private long state;

    /** Starts the generator of one picture. Pictures of one seed and stream are independent of each other. */
    public PenRandom(long seed, long stream, long index) {
        state = mix(mix(mix(seed + GOLDEN) + stream) + index);
    }

    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Uniform in [0, 1). */
    public double uniform() {
        state += GOLDEN;
        return (mix(state) >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [low, high). */
    public double between(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** True with this probability. */
    public boolean chance(double probability) {
        return uniform() < probability;
    }

    /** Uniform in 0 .. bound - 1. */
    public int below(int bound) {
        return (int) (uniform() * bound);
    }

    /**
     * Close to normal with mean 0 and the given deviation, and never beyond 3.5 deviations: the sum of four uniform
     * numbers, cut from one draw of 64 bits.
     */
    public double normal(double deviation) {
        state += GOLDEN;
        long z = mix(state);
        long sum = (z & 0xFFFF) + (z >>> 16 & 0xFFFF) + (z >>> 32 & 0xFFFF) + (z >>> 48);
        return (sum * 0x1.0p-16 - 2) * 1.7320508075688772 * deviation;
    }
}
