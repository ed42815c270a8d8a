package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmBlocks;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Thresholds;

/**
 * A multiplication with a transposed A and a C of few columns, such as the gradient of a weight: computed transposed,
 * {@code C^T = B^T A}, so that the panels of the long operand are as wide as they can be and its rows are copied by
 * whole vectors. Otherwise it would be packed into panels as narrow as a tile is high, for few products with each.
 *
 * <pre>
 *   for each part of the rows of C           in parallel
 *     for each block of rows                 their C^T stays in L2
 *       for each chain of k
 *         pack B^T[., chain]
 *         for each group of panels           into L2
 *           pack A^T[chain, panels]
 *           for each panel of A^T
 *             for each panel of B^T          streams from L2
 *               tile of C^T
 *       transpose C^T into C
 *       epilogue
 * </pre>
 *
 * <p>Each element has the same chains, as a product does not depend on the order of its factors.
 */
final class GemmNarrowJob extends GemmJob {
    private GemmBlocks blocks;
    private int parts;

    GemmNarrowJob(Product product) {
        super(product);
        this.blocks = product.kernels.blocks();
    }

    /** Whether the product is best computed in this way. */
    boolean suits() {
        return product.a.transposed && !product.b.transposed && product.k >= GemmKernels.CHAIN
                && product.n <= Thresholds.NARROW_PANELS * product.kernels.blocks().nr()
                && product.m >= Thresholds.NARROW_TIMES * product.n;
    }

    @Override
    void multiply(int threads) {
        blocks = product.kernels.blocks();
        parts = Math.min(wantedParts(threads), Math.min(threads, panels()));
        fork(threads, parts);
    }

    /** Panels of the long operand. */
    private int panels() {
        return Math.ceilDiv(product.m, blocks.nr());
    }

    @Override
    public void run(int part) {
        int nr = blocks.nr();
        int most = 2 * blocks.group() * nr;
        int to = Math.min(product.m, share(panels(), part + 1, parts) * nr);
        int deepest = Math.min(DEEPEST, product.k);
        int small = padded() * deepest + GemmKernels.SPILL;
        GemmScratch scratch = GemmScratch.POOL.take();
        scratch.reserve(blocks.group() * nr * deepest, small + product.n * most, blocks.work());
        scratch.forget();
        int rows;
        for (int i = share(panels(), part, parts) * nr; i < to; i += rows) {
            rows = Math.min(most, to - i);
            block(i, rows, scratch, scratch.a + small);
            product.kernels.transpose(
                    product.n, rows, scratch.memory, scratch.a + small, rows, product.c.data, product.c.at(i, 0),
                    product.c.ld);
            product.finish(i, rows, 0, product.n);
        }
        GemmScratch.POOL.giveBack(scratch);
    }

    /** Columns of B with the padding of the last panel. */
    private int padded() {
        int j = 0;
        int last = 0;
        while (j < product.n) {
            last = product.kernels.rows(product.n - j);
            j += last;
        }
        return j - last + product.kernels.height(last);
    }

    /** Some columns of {@code C^T}, all of k, into scratch from {@code at} on. */
    private void block(int i, int rows, GemmScratch scratch, int at) {
        int group = blocks.group() * blocks.nr();
        int kb;
        for (int q = 0; q < product.k; q += kb) {
            kb = depth(product.k - q);
            packB(q, kb, scratch);
            for (int x = 0; x < rows; x += group) {
                group(i + x, Math.min(group, rows - x), q, kb, scratch, at + x, rows);
            }
        }
    }

    private void packB(int q, int kb, GemmScratch scratch) {
        GemmKernels kernels = product.kernels;
        Operand b = product.b;
        int high;
        for (int j = 0; j < product.n; j += high) {
            high = kernels.rows(product.n - j);
            kernels.packRows(
                    high, kernels.height(high), kb, b.data, b.at(q, j), b.ld, scratch.memory, scratch.a + j * kb);
        }
    }

    /** A group of panels, {@code kb} deep: a chain, and perhaps a short one. */
    private void group(int i, int rows, int q, int kb, GemmScratch scratch, int at, int ld) {
        GemmKernels kernels = product.kernels;
        Operand a = product.a;
        int nr = blocks.nr();
        int whole = rows / nr;
        kernels.packRowPanels(whole, nr, kb, a.data, a.at(i, q), a.ld, scratch.memory, GemmScratch.B);
        if (whole * nr < rows) {
            int rest = rows - whole * nr;
            kernels.packRows(
                    rest, kernels.width(rest), kb, a.data, a.at(i + whole * nr, q), a.ld, scratch.memory,
                    GemmScratch.B + whole * nr * kb);
        }
        for (int x = 0; x < rows; x += nr) {
            int cols = Math.min(nr, rows - x);
            int width = kernels.width(cols);
            int high;
            for (int j = 0; j < product.n; j += high) {
                high = kernels.rows(product.n - j);
                for (int s = 0; s < kb; s += GemmKernels.CHAIN) {
                    kernels.tile(
                            high, cols, Math.min(GemmKernels.CHAIN, kb - s),
                            scratch.memory, scratch.a + j * kb + s * kernels.height(high),
                            scratch.memory, GemmScratch.B + x * kb + s * width, width,
                            scratch.memory, at + j * ld + x, ld, q + s > 0, scratch.work);
                }
            }
        }
    }
}
