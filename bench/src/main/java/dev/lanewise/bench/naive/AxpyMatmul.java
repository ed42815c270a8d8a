package dev.lanewise.bench.naive;

import java.util.Arrays;

/**
 * The order i-k-j: each row of C is a sum of rows of B, added one multiple at a time (the BLAS operation axpy).
 *
 * <p>For each element these are the additions of {@link DotProductMatmul} in the same ascending k, so both give the
 * same bits. Here neighbouring elements are independent, and HotSpot's C2 makes SIMD code of the inner loop. On JDK 25
 * it does so only if both arrays are indexed by the loop counter alone, which is why the rows of B are copied into
 * arrays of their own first: on the flat matrices the loop stays scalar and runs at a quarter of the speed.
 */
public final class AxpyMatmul implements LoopMatmul {
    @Override
    public void nn(int m, int n, int k, float[] a, float[] b, float[] c) {
        multiply(m, n, k, a, k, 1, rows(k, n, b), c);
    }

    @Override
    public void nt(int m, int n, int k, float[] a, float[] b, float[] c) {
        multiply(m, n, k, a, k, 1, columns(n, k, b), c);
    }

    @Override
    public void tn(int m, int n, int k, float[] a, float[] b, float[] c) {
        multiply(m, n, k, a, 1, m, rows(k, n, b), c);
    }

    /** The element of A that belongs to row i of C and inner index p is {@code a[i * rowStep + p * innerStep]}. */
    private static void multiply(
            int m, int n, int k, float[] a, int rowStep, int innerStep, float[][] b, float[] c) {
        float[] sum = new float[n];
        for (int i = 0; i < m; i++) {
            Arrays.fill(sum, 0);
            for (int p = 0; p < k; p++) {
                float factor = a[i * rowStep + p * innerStep];
                float[] row = b[p];
                for (int j = 0; j < n; j++) {
                    sum[j] += factor * row[j];
                }
            }
            System.arraycopy(sum, 0, c, i * n, n);
        }
    }

    private static float[][] rows(int height, int width, float[] matrix) {
        float[][] rows = new float[height][];
        for (int i = 0; i < height; i++) {
            rows[i] = Arrays.copyOfRange(matrix, i * width, (i + 1) * width);
        }
        return rows;
    }

    private static float[][] columns(int height, int width, float[] matrix) {
        float[][] columns = new float[width][height];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                columns[j][i] = matrix[i * width + j];
            }
        }
        return columns;
    }
}
