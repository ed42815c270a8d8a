package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.CompareKernels;

/** Comparisons and selection as plain loops. */
public final class ScalarCompareKernels implements CompareKernels {
    @Override
    public void eq(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = a[ao + i * as] == b[bo + i * bs];
        }
    }

    @Override
    public void ne(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = a[ao + i * as] != b[bo + i * bs];
        }
    }

    @Override
    public void lt(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = a[ao + i * as] < b[bo + i * bs];
        }
    }

    @Override
    public void le(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = a[ao + i * as] <= b[bo + i * bs];
        }
    }

    @Override
    public void gt(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = a[ao + i * as] > b[bo + i * bs];
        }
    }

    @Override
    public void ge(float[] a, int ao, int as, float[] b, int bo, int bs, boolean[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = a[ao + i * as] >= b[bo + i * bs];
        }
    }

    @Override
    public void where(
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
            int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = c[co + i * cs] ? a[ao + i * as] : b[bo + i * bs];
        }
    }
}
