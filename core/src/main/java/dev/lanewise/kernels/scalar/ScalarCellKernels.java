package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.CellKernels;

/** Cells in plain Java. */
public final class ScalarCellKernels implements CellKernels {
    private final int lanes;

    /** Cells as wide as those of the widest vectors. */
    public ScalarCellKernels() {
        this(16);
    }

    /** Cells of so many lanes. */
    public ScalarCellKernels(int lanes) {
        this.lanes = lanes;
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public void convolve(
            int rows, int cols, int taps, float[] x, int xo, int down, int right, int[] table, int first, float[] w,
            int wo, float[] y, int yo, int yDown, int yRight) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                int at = xo + i * down + j * right;
                int to = yo + i * yDown + j * yRight;
                for (int lane = 0; lane < lanes; lane++) {
                    y[to + lane] = 0f;
                }
                for (int t = 0; t < taps; t++) {
                    multiplyAdd(w, wo + t * lanes, x, at + table[first + t], y, to);
                }
            }
        }
    }

    @Override
    public void accumulate(
            int rows, int cols, int taps, float[] g, int go, float[] x, int xo, int down, int right, int[] table,
            int first, float[] sums, int so) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                for (int t = 0; t < taps; t++) {
                    multiplyAdd(
                            g, go + (i * cols + j) * lanes, x, xo + i * down + j * right + table[first + t], sums,
                            so + t * lanes);
                }
            }
        }
    }

    private void multiplyAdd(float[] a, int ao, float[] b, int bo, float[] sum, int so) {
        for (int lane = 0; lane < lanes; lane++) {
            sum[so + lane] = Math.fma(a[ao + lane], b[bo + lane], sum[so + lane]);
        }
    }
}
