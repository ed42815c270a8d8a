package dev.lanewise.bench.worker;

/** BLAS's {@code sgemm}; public because a method handle is made to look like it. */
@FunctionalInterface
public interface Sgemm {
    /**
     * {@code C = alpha op(A) op(B) + beta C} on column-major matrices, each an array with an offset and a leading
     * dimension; op transposes where the word is {@code T} and does nothing where it is {@code N}.
     */
    void run(String transA, String transB, int m, int n, int k, float alpha, float[] a, int offsetA, int lda, float[] b,
            int offsetB, int ldb, float beta, float[] c, int offsetC, int ldc);
}
