package dev.lanewise.kernels;

/** Random numbers by address, in parallel parts. Formulas and arguments are {@link RandomKernels}'. */
public final class Draws {
    private Draws() {}

    /** {@link RandomKernels#uniform} over {@code n} elements. */
    public static void uniform(long seed, long stream, long index, float[] out, int o, int n) {
        uniform(Kernels.active().random(), seed, stream, index, out, o, n);
    }

    static void uniform(RandomKernels kernels, long seed, long stream, long index, float[] out, int o, int n) {
        Split.range(n, Split.GRAIN,
                (from, to) -> kernels.uniform(seed, stream, index + from, out, o + from, to - from));
    }

    /** {@link RandomKernels#normal} over {@code n} elements. */
    public static void normal(long seed, long stream, long index, float[] out, int o, int n) {
        normal(Kernels.active().random(), seed, stream, index, out, o, n);
    }

    static void normal(RandomKernels kernels, long seed, long stream, long index, float[] out, int o, int n) {
        Split.range(n, Split.GRAIN, (from, to) -> kernels.normal(seed, stream, index + from, out, o + from, to - from));
    }
}
