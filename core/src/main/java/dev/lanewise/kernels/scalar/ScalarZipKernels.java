package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.ZipKernels;

/** Functions of two arguments as plain loops. */
public final class ScalarZipKernels implements ZipKernels {
    @Override
    public void add(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = a[ao + i * as] + b[bo + i * bs];
        }
    }

    @Override
    public void sub(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = a[ao + i * as] - b[bo + i * bs];
        }
    }

    @Override
    public void mul(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = a[ao + i * as] * b[bo + i * bs];
        }
    }

    @Override
    public void div(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = a[ao + i * as] / b[bo + i * bs];
        }
    }

    @Override
    public void max(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = Math.max(a[ao + i * as], b[bo + i * bs]);
        }
    }

    @Override
    public void min(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = Math.min(a[ao + i * as], b[bo + i * bs]);
        }
    }

    @Override
    public void pow(
            float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n, double[] scratch) {
        for (int i = 0; i < n; i++) {
            o[oo + i] = ScalarPow.pow(a[ao + i * as], b[bo + i * bs]);
        }
    }
}
