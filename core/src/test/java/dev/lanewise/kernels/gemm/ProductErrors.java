package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.simd.gemm.SimdGemmKernels;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How far products of deep matrices are off: the root mean square of the errors, as a part of that of the results.
 * {@link #main} prints the table of docs/accuracy.md, and with the argument {@code lengths} that of ADR 2;
 * {@code product_errors.py} does the first for other libraries.
 */
final class ProductErrors {
    private static final int ROWS = 32;
    private static final int COLUMNS = 8;

    private ProductErrors() {}

    /** Computes {@code C = A B^T} of some rows. */
    @FunctionalInterface
    private interface Product {
        void multiply(int m, int k, float[] a, float[] b, float[] c);
    }

    public static void main(String[] args) {
        for (int k : new int[] {784, 10_000, 100_000, 1_000_000}) {
            for (boolean positive : new boolean[] {false, true}) {
                System.out.printf(Locale.ROOT, "| %s | %,d |", positive ? "uniform from 0 to 1" : "normal", k);
                if (args.length == 0) {
                    System.out.printf(Locale.ROOT, " %.1f |", 1e7 * of(new SimdGemmKernels(), k, positive));
                } else {
                    for (int length : new int[] {256, 384, 512, 768, 1024, k}) {
                        System.out.printf(Locale.ROOT, " %.1f |", 1e7 * of(chains(length), k, positive));
                    }
                }
                System.out.println();
            }
        }
    }

    /**
     * The error of a product, relative to the result.
     *
     * @param positive whether the factors are uniform from 0 to 1, or normal
     */
    static double of(GemmKernels kernels, int k, boolean positive) {
        return of(
                (m, depth, a, b, c) -> GemmCase.multiply(kernels, false, true, m, COLUMNS, depth, a, 0, depth, b, 0,
                        depth, c, 0, COLUMNS),
                k, positive);
    }

    /** A product by the definition, with chains of another length. */
    private static Product chains(int length) {
        return (m, k, a, b, c) -> {
            for (int i = 0; i < m * COLUMNS; i++) {
                float sum = 0f;
                for (int q = 0; q < k; q += length) {
                    float chain = 0f;
                    for (int p = q; p < Math.min(k, q + length); p++) {
                        chain = Math.fma(a[i / COLUMNS * k + p], b[i % COLUMNS * k + p], chain);
                    }
                    sum = q == 0 ? chain : sum + chain;
                }
                c[i] = sum;
            }
        };
    }

    private static double of(Product product, int k, boolean positive) {
        int m = k > 100_000 ? 4 : ROWS;
        float[] a = values(m * k, 7, positive);
        float[] b = values(COLUMNS * k, 8, positive);
        float[] c = new float[m * COLUMNS];
        product.multiply(m, k, a, b, c);
        double errors = 0;
        double results = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                double exact = 0;
                for (int p = 0; p < k; p++) {
                    exact += (double) a[i * k + p] * b[j * k + p];
                }
                double error = c[i * COLUMNS + j] - exact;
                errors += error * error;
                results += exact * exact;
            }
        }
        return Math.sqrt(errors / results);
    }

    private static float[] values(int count, long seed, boolean positive) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (float) (positive ? random.nextDouble() : random.nextGaussian());
        }
        return x;
    }
}
