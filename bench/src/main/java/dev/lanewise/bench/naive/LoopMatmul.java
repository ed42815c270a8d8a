package dev.lanewise.bench.naive;

/**
 * Matrix product in three nested loops, in the three transpositions that a linear layer needs.
 *
 * <p>C is m by n, the inner size is k, and all matrices are row-major and start at index 0. C is overwritten and must
 * be another array than A and B.
 */
public interface LoopMatmul {
    /** C = A·B, with A stored [m, k] and B stored [k, n]. */
    void nn(int m, int n, int k, float[] a, float[] b, float[] c);

    /** C = A·Bᵀ, with A stored [m, k] and B stored [n, k]. */
    void nt(int m, int n, int k, float[] a, float[] b, float[] c);

    /** C = Aᵀ·B, with A stored [k, m] and B stored [k, n]. */
    void tn(int m, int n, int k, float[] a, float[] b, float[] c);
}
