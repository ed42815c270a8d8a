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
 *      +----------------------+               what stands for rows that do not exist is of no use.
 *    h |                      |  last panel
 *      +----------------------+
 *
 *   a block of op(B), kb x nb, is packed in the same way with columns for rows: nr values for each p,
 *   and the last panel is filled up to GemmKernels.width columns.
 * </pre>
 *
 * <p>So a transposition of an operand is nothing but the other way to fill the same panel: where the {@code mr} (or
 * {@code nr}) values of one p lie side by side in memory they are copied, otherwise a strip is transposed.
 */
final class GemmPacking {
    private GemmPacking() {}

    /**
     * Packs {@code rows} rows of op(A) from its element {@code (i, p)}.
     *
     * @param trans whether A itself is stored as {@code k x m}
     */
    static void packA(
            GemmKernels kernels, boolean trans, float[] a, int ao, int lda, int i, int rows, int p, int k,
            float[] panel, int to) {
        int height = kernels.height(rows);
        if (trans) {
            kernels.packRows(rows, height, k, a, ao + p * lda + i, lda, panel, to);
        } else {
            kernels.packTransposed(rows, height, k, a, ao + i * lda + p, lda, panel, to);
        }
    }

    /**
     * Packs {@code cols} columns of op(B) from its element {@code (p, j)}, panel after panel.
     *
     * @param trans whether B itself is stored as {@code n x k}
     */
    static void packB(
            GemmKernels kernels, boolean trans, float[] b, int bo, int ldb, int p, int k, int j, int cols,
            float[] panels, int to) {
        int nr = kernels.blocks().nr();
        int whole = 0;
        if (!trans) {
            whole = cols / nr;
            kernels.packRowPanels(whole, nr, k, b, bo + p * ldb + j, ldb, panels, to);
        }
        for (int x = whole * nr; x < cols; x += nr) {
            int count = Math.min(nr, cols - x);
            packPanel(kernels, trans, b, bo, ldb, p, k, j + x, count, kernels.width(count), panels, to + x * k);
        }
    }

    /** Packs {@code cols} columns of op(B) from its element {@code (p, j)} into one panel of {@code width}. */
    static void packPanel(
            GemmKernels kernels, boolean trans, float[] b, int bo, int ldb, int p, int k, int j, int cols, int width,
            float[] panel, int to) {
        if (trans) {
            kernels.packTransposed(cols, width, k, b, bo + j * ldb + p, ldb, panel, to);
        } else if (cols == width) {
            kernels.packRowPanels(1, width, k, b, bo + p * ldb + j, ldb, panel, to);
        } else {
            kernels.packRows(cols, width, k, b, bo + p * ldb + j, ldb, panel, to);
        }
    }
}
