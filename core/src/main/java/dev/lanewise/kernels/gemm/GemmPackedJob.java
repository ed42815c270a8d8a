package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmBlocks;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Thresholds;

/**
 * A multiplication that packs A, and B too if that pays.
 *
 * <pre>
 *   for p in k                             all of k, or a chain at a time where A is large
 *     for each part of C                   in parallel: a block of rows times some panels of columns
 *       pack A[rows, p]                    unless this thread has packed the same rows for the part before
 *       for each chain of these
 *         for each group of panels
 *           pack B[q, panels]              into L2 (or left in place, see inPlace)
 *           for each panel of A            stays in L1
 *             for each panel of B          streams from L2
 *               tile
 *       epilogue
 * </pre>
 *
 * <p>Threads do not share packed data: each packs what it needs, even twice, rather than wait. Adjacent parts share
 * their rows, and threads claim adjacent parts.
 */
final class GemmPackedJob extends GemmJob {
    private GemmBlocks blocks;

    /** Full panels of B are read in place; a last, narrower one is packed all the same. */
    private boolean inPlace;

    /** Rows of a tile and of a panel of A. */
    private int mr;

    /** Rows of a block: whole tiles, except in the last block. */
    private int blockRows;

    /** Depth of a block: whole chains. */
    private int deep;

    private int panels;
    private int columnParts;

    /** Where in k the blocks begin; identifies a fork of this job. */
    private int from;

    private long run;

    GemmPackedJob(Product product) {
        super(product);
        this.blocks = product.kernels.blocks();
    }

    @Override
    void multiply(int threads) {
        blocks = product.kernels.blocks();
        int k = product.k;
        int parts = cut(threads);
        boolean whole = deep == k;
        for (from = 0; from < k; from += deep) {
            deep = whole ? k : depth(k - from);
            run++;
            fork(threads, parts);
        }
    }

    /** Cuts C into parts and returns how many there are. */
    private int cut(int threads) {
        int m = product.m;
        int k = product.k;
        inPlace = !product.b.transposed && m <= Thresholds.IN_PLACE_ROWS_PACKED;
        mr = inPlace ? blocks.mrInPlace() : blocks.mr();
        panels = Math.ceilDiv(product.n, blocks.nr());
        int tiles = Math.ceilDiv(m, mr);
        deep = (long) tiles * mr * k <= blocks.block() ? k : depth(k);
        int rowParts = Math.ceilDiv(tiles, Math.max(1, blocks.block() / (deep * mr)));
        if (threads > 1 && rowsAreDearer() && tiles >= 2 * threads) {
            rowParts = Math.max(rowParts, threads);
        }
        blockRows = Math.ceilDiv(tiles, rowParts) * mr;
        rowParts = Math.ceilDiv(m, blockRows);
        columnParts = Math.min(Math.ceilDiv(wantedParts(threads), rowParts), panels);
        return rowParts * columnParts;
    }

    /** Whether it costs two threads less if each packs all of B than if each packs all of A. */
    private boolean rowsAreDearer() {
        return (long) product.m
                * (product.a.transposed ? Thresholds.COST_COPIED : Thresholds.COST_TRANSPOSED) > (long) product.n
                        * (product.b.transposed ? Thresholds.COST_TRANSPOSED : Thresholds.COST_COPIED);
    }

    @Override
    public void run(int part) {
        int block = part / columnParts;
        int columns = part % columnParts;
        int row = block * blockRows;
        int rows = Math.min(blockRows, product.m - row);
        int nr = blocks.nr();
        GemmScratch scratch = GemmScratch.POOL.take();
        scratch.reserve(
                blocks.group() * nr * Math.min(DEEPEST, product.k), Math.ceilDiv(rows, mr) * mr * deep, blocks.work());
        if (scratch.lacks(this, run, block)) {
            packA(row, rows, deep, scratch);
        }
        int end = share(panels, columns + 1, columnParts);
        int columnsEnd = Math.min(product.n, end * nr);
        int kb;
        for (int q = 0; q < deep; q += kb) {
            kb = depth(deep - q);
            for (int panel = share(panels, columns, columnParts); panel < end; panel += blocks.group()) {
                int j = panel * nr;
                multiply(row, rows, q, kb, j, Math.min(blocks.group() * nr, columnsEnd - j), scratch);
            }
        }
        if (from + deep == product.k) {
            int j = share(panels, columns, columnParts) * nr;
            product.finish(row, rows, j, columnsEnd - j);
        }
        // Not in a finally block: after a failure, scratch may hold half a block.
        GemmScratch.POOL.giveBack(scratch);
    }

    /** Packs a block of A over its whole depth, one depth of panels after the other. */
    private void packA(int row, int rows, int deep, GemmScratch scratch) {
        int padded = padded(rows);
        int whole = 0;
        while (tileRows(rows - whole * mr) == mr) {
            whole++;
        }
        int kb;
        for (int q = 0; q < deep; q += kb) {
            kb = depth(deep - q);
            int to = scratch.a + padded * q;
            GemmPacking.packA(
                    product.kernels, product.a, whole, mr, row, from + q, kb, scratch.memory, to);
            int height;
            for (int i = whole * mr; i < rows; i += height) {
                height = tileRows(rows - i);
                GemmPacking.packA(
                        product.kernels, product.a, row + i, height, from + q, kb, scratch.memory, to + i * kb);
            }
        }
    }

    /** Rows of the next tile when so many remain. */
    private int tileRows(int remaining) {
        return inPlace ? Math.min(mr, remaining) : product.kernels.rows(remaining);
    }

    /** Rows of a block including the padding of its last panel. */
    private int padded(int rows) {
        int i = 0;
        while (rows - i > mr) {
            i += tileRows(rows - i);
        }
        return i + product.kernels.height(rows - i);
    }

    /** A block of A times some columns of B, {@code kb} deep: a chain, and perhaps a short one. */
    private void multiply(int row, int rows, int q, int kb, int j, int cols, GemmScratch scratch) {
        GemmKernels kernels = product.kernels;
        Operand b = product.b;
        Operand c = product.c;
        int nr = blocks.nr();
        int whole = inPlace ? cols - cols % nr : 0; // columns in place
        if (whole < cols) {
            GemmPacking.packB(
                    kernels, b, from + q, kb, j + whole, cols - whole, scratch.memory, GemmScratch.B + whole * kb);
        }
        int block = scratch.a + padded(rows) * q;
        int height;
        for (int i = 0; i < rows; i += height) {
            height = tileRows(rows - i);
            for (int x = 0; x < cols; x += nr) {
                int width = Math.min(nr, cols - x);
                boolean direct = x < whole;
                int wide = direct ? b.ld : kernels.width(width);
                for (int s = 0; s < kb; s += GemmKernels.CHAIN) {
                    kernels.tile(
                            height, width, Math.min(GemmKernels.CHAIN, kb - s),
                            scratch.memory, block + i * kb + s * kernels.height(height),
                            direct ? b.data : scratch.memory,
                            (direct ? b.at(from + q, j + x) : GemmScratch.B + x * kb) + s * wide, wide,
                            c.data, c.at(row + i, j + x), c.ld, from + q + s > 0, scratch.work);
                }
            }
        }
    }
}
