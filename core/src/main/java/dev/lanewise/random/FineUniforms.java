package dev.lanewise.random;

import dev.lanewise.kernels.drivers.Draws;

/**
 * Uniform numbers on [0, 1) of 48 random bits, one after the other: number i is {@code a + 2^-24 b} of the uniform
 * numbers a and b at {@code index + 2 i} and after it.
 */
final class FineUniforms {
    private static final int CHUNK = 1 << 13;

    private final long seed;
    private final long stream;
    private final float[] parts;
    private long index;
    private int taken;

    /**
     * Numbers from an address on.
     *
     * @param count how many will be taken
     */
    FineUniforms(long seed, long stream, long index, int count) {
        this.seed = seed;
        this.stream = stream;
        this.index = index;
        parts = new float[2 * Math.min(count, CHUNK)];
        taken = parts.length;
    }

    double next() {
        if (taken == parts.length) {
            Draws.uniform(seed, stream, index, parts, 0, parts.length);
            index += parts.length;
            taken = 0;
        }
        double coarse = parts[taken];
        double fine = parts[taken + 1];
        taken += 2;
        return coarse + fine * 0x1p-24;
    }
}
