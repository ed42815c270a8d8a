package dev.lanewise.kernels;

/**
 * Elementwise comparisons, {@code o[oo + i] = a[ao + i * as] OP b[bo + i * bs]} by IEEE rules (every comparison with
 * NaN is false except {@code ne}), and selection between two arguments by a mask. Steps are 0 or 1, contract as in
 * {@link ZipKernels}.
 */
public interface CompareKernels {
    /** One whole loop of a comparison. */
    @FunctionalInterface
    interface Loop {
        void run(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n);
    }

    void eq(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n);

    void ne(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n);

    void lt(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n);

    void le(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n);

    void gt(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n);

    void ge(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n);

    /**
     * {@code o[oo + i] = c[co + i * cs] ? a[ao + i * as] : b[bo + i * bs]}; {@code o} may be {@code a} or {@code b} if
     * offset and step agree.
     */
    void where(
            boolean[] c,
            int co,
            int cs,
            float[] a,
            int ao,
            int as,
            float[] b,
            int bo,
            int bs,
            float[] o,
            int oo,
            int n);
}
