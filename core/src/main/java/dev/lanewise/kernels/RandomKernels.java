package dev.lanewise.kernels;

/**
 * Random numbers addressed by (seed, stream, index): the number at an address never depends on what was drawn before,
 * so any range can be drawn by any thread. Generator: Philox4x32-10 (Salmon et al. 2011), key = seed, counter =
 * (index / 4, stream), word index mod 4.
 */
public interface RandomKernels {
    /** Uniform on [0, 1): the upper 24 bits of the word at {@code index + i}, times 2^-24. */
    void uniform(long seed, long stream, long index, float[] out, int o, int n);

    /** Standard normal by inversion of the word at {@code index + i} (Wichura's AS 241, PPND7). */
    void normal(long seed, long stream, long index, float[] out, int o, int n);
}
