package dev.lanewise.kernels.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.GemmKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/** One multiplication with guard zones around and between the rows of every operand, checked against the oracle. */
record GemmCase(boolean transA, boolean transB, int m, int n, int k, int gap) {
    private static final int GUARD = 19;

    /** Runs the kernels and compares every float of every array with the oracle's, guard zones included. */
    void check(GemmKernels kernels, DoubleSupplier values) {
        Operand a = Operand.of(transA ? k : m, transA ? m : k, gap, values);
        Operand b = Operand.of(transB ? n : k, transB ? k : n, gap == 0 ? 0 : gap + 1, values);
        Operand c = Operand.of(m, n, gap == 0 ? 0 : gap + 2, values);
        float[] aBefore = a.data.clone();
        float[] bBefore = b.data.clone();
        float[] expected = c.data.clone();
        NaiveGemm.multiply(
                transA, transB, m, n, k, a.data, GUARD, a.ld, b.data, GUARD, b.ld, expected, GUARD, c.ld);
        multiply(
                kernels, transA, transB, m, n, k, a.data, GUARD, a.ld, b.data, GUARD, b.ld,
                c.data, GUARD, c.ld);
        assertSameBits(c.data, expected, toString());
        assertSameBits(a.data, aBefore, toString() + ": A has changed");
        assertSameBits(b.data, bBefore, toString() + ": B has changed");
    }

    /** A product in one call, in the order of arguments that BLAS has. */
    static void multiply(
            GemmKernels kernels, boolean transA, boolean transB, int m, int n, int k,
            float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc) {
        Gemm.product(kernels, m, n, k).a(a, ao, lda, transA).b(b, bo, ldb, transB).c(c, co, ldc).run();
    }

    /** All four transpositions, with gaps between rows and without. */
    static void checkAll(GemmKernels kernels, int m, int n, int k, DoubleSupplier values) {
        for (int bits = 0; bits < 4; bits++) {
            boolean transA = (bits & 1) != 0;
            boolean transB = (bits & 2) != 0;
            new GemmCase(transA, transB, m, n, k, 0).check(kernels, values);
            new GemmCase(transA, transB, m, n, k, 1 + (bits + m) % 3).check(kernels, values);
        }
    }

    static DoubleSupplier uniform(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return () -> random.nextDouble(-1, 1);
    }

    static float[] values(int count, long seed) {
        DoubleSupplier values = uniform(seed);
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (float) values.getAsDouble();
        }
        return x;
    }

    /** Any NaN equals any NaN, +0 differs from -0. */
    static void assertSameBits(float[] actual, float[] expected, String what) {
        int at = Arrays.mismatch(actual, expected);
        if (at >= 0) {
            assertThat(actual[at]).as("%s: element %d of %d", what, at, expected.length).isEqualTo(expected[at]);
            throw new AssertionError(what + ": element " + at + " is " + actual[at] + ", not " + expected[at]);
        }
    }

    private record Operand(float[] data, int ld) {
        static Operand of(int rows, int cols, int gap, DoubleSupplier values) {
            int ld = cols + gap;
            float[] data = new float[2 * GUARD + rows * ld];
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) values.getAsDouble();
            }
            return new Operand(data, ld);
        }
    }
}
