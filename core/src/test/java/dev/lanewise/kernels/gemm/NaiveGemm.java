package dev.lanewise.kernels.gemm;

import java.util.Arrays;

/** The definition of matrix multiplication, as plain loops, the columns innermost for C2: the exact oracle. */
public final class NaiveGemm {
    private NaiveGemm() {}

    public static void multiply(
            boolean transA, boolean transB, int m, int n, int k,
            float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc) {
        float[] chains = new float[n];
        for (int i = 0; i < m; i++) {
            int row = co + i * ldc;
            Arrays.fill(c, row, row + n, 0f);
            for (int q = 0; q < k; q += 512) {
                Arrays.fill(chains, 0f);
                for (int p = q; p < Math.min(k, q + 512); p++) {
                    float x = a[ao + (transA ? p * lda + i : i * lda + p)];
                    for (int j = 0; j < n; j++) {
                        float y = b[bo + (transB ? j * ldb + p : p * ldb + j)];
                        chains[j] = Math.fma(x, y, chains[j]);
                    }
                }
                for (int j = 0; j < n; j++) {
                    c[row + j] = q == 0 ? chains[j] : c[row + j] + chains[j];
                }
            }
        }
    }
}
