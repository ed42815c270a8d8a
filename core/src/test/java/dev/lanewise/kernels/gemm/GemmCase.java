package dev.lanewise.kernels.gemm;

import static dev.lanewise.TensorAssert.assertThatFloats;

import dev.lanewise.Seeds;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.scalar.ScalarGemmKernels;
import dev.lanewise.kernels.simd.gemm.SimdGemmKernels;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/** One multiplication with guard zones around and between the rows of every operand, checked against the oracle. */
record GemmCase(boolean transA, boolean transB, int m, int n, int k, int gap) {
    private static final int GUARD = 19;

    /** Scalar and vector kernels, of which a JVM whose kernels are forced has only those to test that it uses. */
    static Stream<GemmKernels> kernels() {
        return switch (System.getProperty("lanewise.simd", "auto")) {
            case "auto" -> Stream.of(new ScalarGemmKernels(), new SimdGemmKernels());
            case "off" -> Stream.of(new ScalarGemmKernels());
            default -> Stream.of(new SimdGemmKernels());
        };
    }

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
        assertThatFloats(c.data).as(toString()).hasBitsOf(expected);
        assertThatFloats(a.data).as(toString() + ": A has changed").hasBitsOf(aBefore);
        assertThatFloats(b.data).as(toString() + ": B has changed").hasBitsOf(bBefore);
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

    static DoubleSupplier uniform(long stream) {
        SplittableRandom random = Seeds.random(stream);
        return () -> random.nextDouble(-1, 1);
    }

    /** Numbers between -1 and 1, the same ones each time and whatever the seed: bits are on record for them. */
    static float[] values(int count, long stream) {
        SplittableRandom random = new SplittableRandom(stream);
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        return x;
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
