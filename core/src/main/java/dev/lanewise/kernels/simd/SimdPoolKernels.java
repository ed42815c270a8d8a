package dev.lanewise.kernels.simd;

import dev.lanewise.kernels.PoolAxis;
import dev.lanewise.kernels.PoolKernels;
import dev.lanewise.kernels.scalar.ScalarPoolKernels;

/** Pools on vectors. */
public final class SimdPoolKernels implements PoolKernels {
    private static final ScalarPoolKernels REST = new ScalarPoolKernels();

    @Override
    public void max(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float[] y, int yo, int[] at, int ao) {
        REST.max(x, xo, planes, d, h, w, y, yo, at, ao);
    }

    @Override
    public void average(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo) {
        REST.average(x, xo, planes, d, h, w, divisor, y, yo);
    }

    @Override
    public void averageGradient(
            float[] g, int go, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo) {
        REST.averageGradient(g, go, planes, d, h, w, divisor, y, yo);
    }

    @Override
    public void scatter(
            float[] x, int xo, int[] at, int ao, int planes, int count, int d, int h, int w, float[] y, int yo) {
        REST.scatter(x, xo, at, ao, planes, count, d, h, w, y, yo);
    }
}
