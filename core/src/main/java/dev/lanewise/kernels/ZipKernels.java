package dev.lanewise.kernels;

/**
 * Elementwise functions of two arguments: {@code o[oo + i] = f(a[ao + i * as], b[bo + i * bs])} for
 * {@code 0 <= i < n}, where each step is 1 (contiguous) or 0 (one value for all).
 *
 * <p>Contract as in {@link MapKernels}; {@code o} may be {@code a} or {@code b} if offset and step agree.
 */
public interface ZipKernels {
    /** The whole loop of one function. */
    @FunctionalInterface
    interface Loop {
        void run(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n);
    }

    void add(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n);

    void sub(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n);

    void mul(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n);

    void div(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n);

    /** The larger one; NaN if either is NaN; +0 is larger than -0. */
    void max(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n);

    void min(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n);

    /** How many doubles of scratch {@link #pow} takes. */
    int POW_SCRATCH = 128;

    /**
     * {@code a^b} with the special cases of C99 {@code pow}.
     *
     * @param scratch of {@link #POW_SCRATCH} doubles, of which nothing is read that has not been written
     */
    void pow(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n, double[] scratch);
}
