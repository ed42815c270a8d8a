package dev.lanewise.kernels.sequence;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.GemmUnpackedKernels;
import dev.lanewise.kernels.gemm.Gemm;
import java.util.Arrays;

/**
 * The matrix products of a strip, in the order of operations of {@link GemmKernels}, on operands that are packed once
 * for all strips of a head. All packed operands and the strips lie in one array.
 */
final class StripProducts {
    private StripProducts() {}

    /** Floats of {@link #packTransposed}. */
    static long transposedSize(GemmKernels kernels, int rows, int depth) {
        return (long) padded(kernels, rows) * depth + GemmKernels.SPILL;
    }

    /** Rows as columns of whole panels. */
    static int padded(GemmKernels kernels, int rows) {
        int nr = kernels.blocks().nr();
        return Math.ceilDiv(rows, nr) * nr;
    }

    /** Packs keys, or values, as the columns of the right operand of {@link #scores}. */
    static void packTransposed(
            GemmKernels kernels, float[] src, int so, int lds, int rows, int depth, float[] memory, int to) {
        int nr = kernels.blocks().nr();
        for (int x = 0; x < rows; x += nr) {
            int cols = Math.min(nr, rows - x);
            kernels.packTransposed(cols, kernels.width(cols), depth, src, so + x * lds, lds, memory, to + x * depth);
        }
    }

    /** Floats of {@link #packStrip}, and of what {@link #addTurned} packs: either side may be padded to whole tiles. */
    static long stripSize(GemmKernels kernels, int depth) {
        int mr = kernels.blocks().mr();
        return (long) (AttentionSizes.STRIP + mr) * (depth + mr) + GemmKernels.SPILL;
    }

    /** Packs the rows of a strip as the left operand of {@link #scores}. */
    static void packStrip(
            GemmKernels kernels, float[] src, int so, int lds, int rows, int depth, float[] memory, int to) {
        int high;
        for (int i = 0; i < rows; i += high) {
            high = kernels.rows(rows - i);
            kernels.packTransposed(
                    high, kernels.height(high), depth, src, so + i * lds, lds, memory, to + i * depth);
        }
    }

    /**
     * The products of the rows of a strip and of so many columns, and maybe those behind them.
     *
     * @param a the packed strip
     * @param b packed columns
     * @param packed how many columns are packed
     * @param columns how many are wanted
     */
    static void scores(
            GemmKernels kernels, int rows, int depth, float[] memory, int a, int b, int packed, int columns,
            int c, int ldc, float[] work) {
        if (depth == 0) {
            for (int i = 0; i < rows; i++) {
                Arrays.fill(memory, c + i * ldc, c + i * ldc + columns, 0f);
            }
            return;
        }
        int nr = kernels.blocks().nr();
        for (int x = 0; x < columns; x += nr) { // a panel stays in L1, and so does the strip
            int cols = Math.min(nr, packed - x);
            int wide = kernels.width(cols);
            int high;
            for (int i = 0; i < rows; i += high) {
                high = kernels.rows(rows - i);
                int height = kernels.height(high);
                for (int p = 0; p < depth; p += GemmKernels.CHAIN) {
                    kernels.tile(
                            high, cols, Math.min(GemmKernels.CHAIN, depth - p), memory, a + i * depth + p * height,
                            memory, b + x * depth + p * wide, wide, memory, c + i * ldc + x, ldc, p > 0, work);
                }
            }
        }
    }

    /** Floats of {@link #packRows}: none where rows are read in place. */
    static long rowsSize(GemmKernels kernels, int strip, int rows, int width) {
        GemmUnpackedKernels tiles = kernels.unpacked();
        return tiles == null ? 0 : (long) rows * panels(tiles, strip, width);
    }

    private static int panels(GemmUnpackedKernels tiles, int strip, int width) {
        int x = 0;
        while (x < width) {
            x += tiles.width(strip, width - x, true);
        }
        return x;
    }

    /**
     * Packs values, or keys, as the right operand of {@link #averages}.
     *
     * @param strip rows of the highest strip
     */
    static void packRows(
            GemmKernels kernels, int strip, float[] src, int so, int lds, int rows, int width, float[] memory,
            int to) {
        GemmUnpackedKernels tiles = kernels.unpacked();
        if (tiles == null || rows == 0) {
            return;
        }
        int wide;
        for (int x = 0; x < width; x += wide) {
            wide = tiles.width(strip, width - x, true);
            int cols = Math.min(wide, width - x);
            if (cols == wide) {
                kernels.packRowPanels(1, wide, rows, src, so + x, lds, memory, to + x * rows);
            } else {
                kernels.packRows(cols, wide, rows, src, so + x, lds, memory, to + x * rows);
            }
        }
    }

    /**
     * The products of the rows of a strip and of the right operand's first rows.
     *
     * @param a where the strip's rows begin, {@code lda} apart
     * @param n elements of them that count
     * @param b what {@link #packRows} made of src
     * @param packed how many rows are packed
     */
    static void averages(
            GemmKernels kernels, int strip, int rows, int n, int width, float[] memory, int a, int lda, int b,
            int packed, float[] src, int so, int lds, float[] c, int co, int ldc, float[] work) {
        GemmUnpackedKernels tiles = kernels.unpacked();
        if (tiles == null || n == 0) {
            Gemm.product(kernels, rows, width, n).a(memory, a, lda, false).b(src, so, lds, false).c(c, co, ldc).run();
            return;
        }
        for (int p = 0; p < n; p += GemmKernels.CHAIN) {
            int length = Math.min(GemmKernels.CHAIN, n - p);
            int wide;
            for (int x = 0; x < width; x += wide) {
                wide = tiles.width(strip, width - x, true);
                int height = tiles.height(wide);
                for (int i = 0; i < rows; i += height) {
                    tiles.tile(
                            Math.min(height, rows - i), wide, Math.min(wide, width - x), length,
                            memory, a + i * lda + p, lda, memory, b + x * packed + p * wide, wide,
                            c, co + i * ldc + x, ldc, p > 0, work);
                }
            }
        }
    }

    /**
     * Adds one chain over the rows of a strip to each element of a transposed gradient: {@code C^T[e, j] += X[., e]
     * strip[., j]}.
     *
     * @param left room for {@link #stripSize} floats
     * @param columns that are added; rows of the strip have whole panels, numbers of any kind behind these
     */
    static void addTurned(
            GemmKernels kernels, int rows, float[] src, int so, int lds, int depth, float[] memory, int left,
            int strip, int ld, int columns, int c, int ldc, float[] work) {
        int mr = kernels.blocks().mrInPlace();
        int nr = kernels.blocks().nr();
        for (int e = 0; e < depth; e += mr) {
            int high = Math.min(mr, depth - e);
            kernels.packRows(high, kernels.height(high), rows, src, so + e, lds, memory, left + e * rows);
        }
        for (int x = 0; x < columns; x += nr) {
            for (int e = 0; e < depth; e += mr) {
                kernels.tile(
                        Math.min(mr, depth - e), Math.min(nr, columns - x), rows, memory, left + e * rows,
                        memory, strip + x, ld, memory, c + e * ldc + x, ldc, true, work);
            }
        }
    }

    /** Scratch of a tile of either kind. */
    static int work(GemmKernels kernels) {
        GemmUnpackedKernels tiles = kernels.unpacked();
        int packed = Math.max(kernels.blocks().work(), GemmKernels.ROWS_WORK);
        return tiles == null ? packed : Math.max(packed, tiles.work());
    }
}
