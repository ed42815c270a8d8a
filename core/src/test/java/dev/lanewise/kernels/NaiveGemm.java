package dev.lanewise.kernels;

/** The definition of matrix multiplication, as three loops: the exact oracle. */
final class NaiveGemm {
    private NaiveGemm() {}

    static void multiply(
            boolean transA, boolean transB, int m, int n, int k,
            float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc, boolean accumulate) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = accumulate ? c[co + i * ldc + j] : 0f;
                for (int p = 0; p < k; p++) {
                    float x = a[ao + (transA ? p * lda + i : i * lda + p)];
                    float y = b[bo + (transB ? j * ldb + p : p * ldb + j)];
                    sum = Math.fma(x, y, sum);
                }
                c[co + i * ldc + j] = sum;
            }
        }
    }
}
