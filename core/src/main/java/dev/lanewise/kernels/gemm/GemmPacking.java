package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;

/**
 * Packing of the operands of matrix multiplication into panels that the micro-kernel reads front to back.
 *
 * <pre>
 *   a block of op(A), mb x kb                 packed: one panel after the other
 *
 *        p = 0 1 2 ... kb-1
 *      +----------------------+               panel 0                   panel 1
 *   mr | a b c                |               a d . | b e . | c . . |   next mr rows
 *      | d e                  |  panel 0      p = 0   p = 1   p = 2
 *      | .                    |               mr values for each p, then the next p
 *      +----------------------+
 *   mr |                      |  panel 1      The last panel is as high as its tile (GemmKernels.height),
 *      +----------------------+               values for rows that do not exist are arbitrary.
 *    h |                      |  last panel
 *      +----------------------+
 *
 *   a block of op(B), kb x nb, is packed in the same way with columns for rows: nr values for each p,
 *   and the last panel is filled up to GemmKernels.width columns.
 * </pre>
 *
 * <p>So a transposed operand is just another way to fill the same panel: if the {@code mr} (or {@code nr}) values of
 * one p are adjacent in memory they are copied, otherwise a strip is transposed.
 */
final class GemmPacking {
    private GemmPacking() {}

    /** Packs {@code panels} whole panels of {@code mr} rows of op(A), from its element {@code (i, p)}. */
    static void packA(
            GemmKernels kernels, Operand a, int panels, int mr, int i, int p, int k, float[] memory, int to) {
        if (a.transposed) {
            kernels.packRowPanels(panels, mr, k, a.data, a.at(i, p), a.ld, memory, to);
            return;
        }
        for (int panel = 0; panel < panels; panel++) {
            int row = panel * mr;
            kernels.packTransposed(mr, mr, k, a.data, a.at(i + row, p), a.ld, memory, to + row * k);
        }
    }

    /** Packs {@code rows} rows of op(A), the last of a block, from its element {@code (i, p)}. */
    static void packA(
            GemmKernels kernels, Operand a, int i, int rows, int p, int k, float[] panel, int to) {
        int height = kernels.height(rows);
        if (a.transposed) {
            kernels.packRows(rows, height, k, a.data, a.at(i, p), a.ld, panel, to);
        } else {
            kernels.packTransposed(rows, height, k, a.data, a.at(i, p), a.ld, panel, to);
        }
    }

    /** Packs {@code cols} columns of op(B) from its element {@code (p, j)}, panel after panel. */
    static void packB(
            GemmKernels kernels, Operand b, int p, int k, int j, int cols, float[] panels, int to) {
        int nr = kernels.blocks().nr();
        int whole = 0;
        if (!b.transposed) {
            whole = cols / nr;
            kernels.packRowPanels(whole, nr, k, b.data, b.at(p, j), b.ld, panels, to);
        }
        for (int x = whole * nr; x < cols; x += nr) {
            int count = Math.min(nr, cols - x);
            packPanel(kernels, b, b.transposed, p, k, j + x, count, kernels.width(count), panels, to + x * k);
        }
    }

    /**
     * Packs {@code cols} columns of a matrix from its element {@code (p, j)} into one panel of {@code width}.
     *
     * @param trans whether the matrix is the transpose of what is stored
     */
    static void packPanel(
            GemmKernels kernels, Operand x, boolean trans, int p, int k, int j, int cols, int width, float[] panel,
            int to) {
        if (trans) {
            kernels.packTransposed(cols, width, k, x.data, x.offset + j * x.ld + p, x.ld, panel, to);
        } else if (cols == width) {
            kernels.packRowPanels(1, width, k, x.data, x.offset + p * x.ld + j, x.ld, panel, to);
        } else {
            kernels.packRows(cols, width, k, x.data, x.offset + p * x.ld + j, x.ld, panel, to);
        }
    }
}
