package dev.lanewise.kernels;

import dev.lanewise.kernels.simd.SimdGemmKernels;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How far products of deep matrices are off: the root mean square of the errors, as a part of that of the results.
 * {@link #main} prints the table of docs/accuracy.md; {@code product_errors.py} does the same for other libraries.
 */
final class ProductErrors {
    private static final int ROWS = 32;
    private static final int COLUMNS = 8;

    private ProductErrors() {}

    public static void main(String[] args) {
        for (int k : new int[] {784, 10_000, 100_000, 1_000_000}) {
            for (boolean positive : new boolean[] {false, true}) {
                System.out.printf(Locale.ROOT, "| %s | %,d | %.1f |%n",
                        positive ? "uniform from 0 to 1" : "normal", k, 1e7 * of(new SimdGemmKernels(), k, positive));
            }
        }
    }

    /**
     * The error of a product, relative to the result.
     *
     * @param positive whether the factors are uniform from 0 to 1, or normal
     */
    static double of(GemmKernels kernels, int k, boolean positive) {
        int m = k > 100_000 ? 4 : ROWS;
        float[] a = values(m * k, 7, positive);
        float[] b = values(COLUMNS * k, 8, positive);
        float[] c = new float[m * COLUMNS];
        Gemm.multiply(kernels, false, true, m, COLUMNS, k, a, 0, k, b, 0, k, c, 0, COLUMNS);
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
