package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.RandomKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;
import org.jspecify.annotations.Nullable;

/**
 * Random numbers by address, in parallel parts. Formulas and arguments are those of {@link RandomKernels}.
 *
 * <p>The first 2<sup>20</sup> numbers always come from the scalar kernels: the first weights are drawn sooner than
 * vector code for them would be compiled. The bits are the same.
 */
public final class Draws {
    /**
     * How many numbers have been drawn. Racy on purpose: a lost count only delays the switch; both sets give the same
     * bits.
     */
    private static long drawn;

    private Draws() {}

    private static RandomKernels kernels(int n) {
        if (n > Thresholds.SCALAR_DRAWS - drawn) {
            return KernelLookup.active().random();
        }
        drawn += n;
        return KernelLookup.scalar().random();
    }

    /** {@link RandomKernels#uniform} over {@code n} elements. */
    public static void uniform(long seed, long stream, long index, float[] out, int o, int n) {
        uniform(kernels(n), seed, stream, index, out, o, n);
    }

    static void uniform(RandomKernels kernels, long seed, long stream, long index, float[] out, int o, int n) {
        Split.range(n, Thresholds.GRAIN,
                (from, to) -> kernels.uniform(seed, stream, index + from, out, o + from, to - from));
    }

    /** {@link RandomKernels#normal} over {@code n} elements. */
    public static void normal(long seed, long stream, long index, float[] out, int o, int n) {
        normal(kernels(n), seed, stream, index, out, o, n);
    }

    static void normal(RandomKernels kernels, long seed, long stream, long index, float[] out, int o, int n) {
        Split.range(n, Thresholds.GRAIN,
                (from, to) -> kernels.normal(seed, stream, index + from, out, o + from, to - from));
    }

    /** {@link RandomKernels#dropout} over {@code n} elements from the start of {@code dropped}. */
    public static void dropout(
            long seed, long stream, long index, float p, float scale, float[] x, int xo, float[] y, int yo,
            boolean @Nullable [] dropped, int n) {
        dropout(kernels(n), seed, stream, index, p, scale, x, xo, y, yo, dropped, n);
    }

    static void dropout(
            RandomKernels kernels, long seed, long stream, long index, float p, float scale, float[] x, int xo,
            float[] y, int yo, boolean @Nullable [] dropped, int n) {
        Split.range(n, Thresholds.GRAIN,
                (from, to) -> kernels.dropout(seed, stream, index + from, p, scale, x, xo + from, y, yo + from, dropped,
                        from, to - from));
    }
}
