package dev.lanewise;

import java.util.SplittableRandom;

/**
 * The random numbers of tests. All follow from one seed, {@code -Dlanewise.seed=}, which is 1 unless told otherwise, so
 * that a test that fails does so because of what was changed. A failure names the seed, see {@link SeedReport}.
 */
public final class Seeds {
    /** The name of the property. */
    public static final String PROPERTY = "lanewise.seed";

    private static final long USUAL = 1;
    private static final long SEED = Long.getLong(PROPERTY, USUAL);

    private static volatile boolean used;

    private Seeds() {}

    /** The seed, for tests that count on from it. */
    public static long seed() {
        used = true;
        return SEED;
    }

    /**
     * Random numbers that follow from the seed.
     *
     * @param stream tells them from the numbers of other tests
     */
    public static SplittableRandom random(long stream) {
        return new SplittableRandom(stream + (seed() - USUAL) * 0x9E3779B97F4A7C15L);
    }

    static boolean used() {
        return used;
    }

    static void forgetUse() {
        used = false;
    }
}
