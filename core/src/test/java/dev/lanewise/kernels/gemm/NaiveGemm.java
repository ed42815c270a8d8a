package dev.lanewise.kernels.gemm;

/** The definition of matrix multiplication, as three loops: the exact oracle. */
public final class NaiveGemm {
    private NaiveGemm() {}

    public static void multiply(
            boolean transA, boolean transB, int m, int n, int k,
            float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0f;
                for (int q = 0; q < k; q += 512) {
                    float chain = 0f;
                    for (int p = q; p < Math.min(k, q + 512); p++) {
                        float x = a[ao + (transA ? p * lda + i : i * lda + p)];
                        float y = b[bo + (transB ? j * ldb + p : p * ldb + j)];
                        chain = Math.fma(x, y, chain);
                    }
                    sum = q == 0 ? chain : sum + chain;
                }
                c[co + i * ldc + j] = sum;
            }
        }
    }
}
