package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.CellKernels;

/** Cells that are vectors. */
public final class SimdCellKernels implements CellKernels {
    /** Positions whose sums stay in the nearest cache from one pass over taps to the next. */
    private static final int NEAR = 224;

    @Override
    public int lanes() {
        return LENGTH;
    }

    @Override
    public void convolve(
            int rows, int cols, int taps, float[] x, int xo, int down, int right, int[] table, int first, float[] w,
            int wo, float[] y, int yo, int yDown, int yRight) {
        int together = Math.max(1, NEAR / Math.max(1, cols));
        for (int i = 0; i < rows; i += together) {
            CellTaps.run(
                    Math.min(together, rows - i), cols, taps, x, xo + i * down, down, right, table, first, w, wo, y,
                    yo + i * yDown, yDown, yRight);
        }
    }

    @Override
    public void accumulate(
            int rows, int cols, int taps, float[] g, int go, float[] x, int xo, int down, int right, int[] table,
            int first, float[] sums, int so) {
        CellSums.run(rows, cols, taps, g, go, x, xo, down, right, table, first, sums, so);
    }
}
