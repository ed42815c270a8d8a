package dev.lanewise.kernels;

import org.jspecify.annotations.Nullable;

/**
 * Random numbers addressed by (seed, stream, index), {@code index >= 0}: the number at an address never depends on what
 * was drawn before, so any range can be drawn by any thread. The generator is Philox4x32-10 of Salmon, Moraes, Dror and
 * Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011): its key is the seed, its counter a block number (low
 * half) and the stream (high half), and the word at {@code index} is word {@code index mod 4} of block
 * {@code index / 4}. A number comes from the upper 24 bits {@code u} of the word at its index.
 */
public interface RandomKernels {
    /** Uniform on [0, 1): {@code out[o + i] = u * 2^-24} with {@code u} from the word at {@code index + i}. */
    void uniform(long seed, long stream, long index, float[] out, int o, int n);

    /**
     * Standard normal by inversion: {@code out[o + i]} is the quantile of {@code p = (u + 1/2) * 2^-24} with {@code u}
     * from the word at {@code index + i}, by Wichura's AS 241 (PPND7). It is computed from {@code q = p - 1/2}, which
     * is a float without rounding, unlike {@code p}: so the numbers are exactly symmetric, never 0 and never infinite
     * (the largest is about 5.4).
     */
    void normal(long seed, long stream, long index, float[] out, int o, int n);

    /**
     * Elements dropped at random: {@code dropped[d + i] = u < p} with {@code u} the uniform number at {@code index +
     * i}, and {@code y[yo + i] = dropped[d + i] ? 0 : x[xo + i] * scale}. {@code x} and {@code y} do not overlap.
     *
     * @param dropped null if it is not wanted
     */
    void dropout(
            long seed, long stream, long index, float p, float scale, float[] x, int xo, float[] y, int yo,
            boolean @Nullable [] dropped, int d, int n);
}
