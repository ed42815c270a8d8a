package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.GemmUnpackedKernels;
import dev.lanewise.kernels.Thresholds;
import java.util.Objects;

/**
 * A multiplication with a transposed A and a C of few columns and many rows, such as the gradient of a weight: computed
 * transposed, {@code C^T = B^T A}. Then the long operand is packed by copying its rows, into the widest panels; packed
 * for a tile's rows it would be cut into pieces of 12 floats, each used for few columns.
 *
 * <pre>
 *   for each part of the rows of C           in parallel
 *     for each block of rows                 their C^T stays in L2
 *       for each chain of k
 *         transpose B[chain, .]
 *         pack A^T[chain, block]             whole rows, if the block is all of A: memory is read as it lies
 *         for each panel of A^T
 *           for each few rows of B^T
 *             tile of C^T
 *       transpose C^T into C
 *       epilogue
 * </pre>
 *
 * <p>Each element has the same chains, as the product of two numbers does not depend on their order.
 */
final class GemmNarrowJob extends GemmJob {
    /** Floats between rows of B^T: at a distance of 2 KB they would all meet in the same sets of a cache. */
    private static final int GAP = 16;

    private int parts;

    GemmNarrowJob(Product product) {
        super(product);
    }

    /** Whether the product is best computed in this way. */
    boolean suits() {
        return product.kernels.unpacked() != null && product.a.transposed && !product.b.transposed
                && product.k >= GemmKernels.CHAIN && product.n <= Thresholds.NARROW_COLUMNS
                && product.m >= Thresholds.NARROW_TIMES * product.n;
    }

    @Override
    void multiply(int threads) {
        parts = Math.min(Math.min(wantedParts(threads), threads), panels());
        fork(threads, parts);
    }

    private GemmUnpackedKernels tiles() {
        return Objects.requireNonNull(product.kernels.unpacked(), "suits() lets nobody else in");
    }

    /** Width of the next panel of A when so many of its columns remain. */
    private int width(int remaining) {
        return tiles().width(Integer.MAX_VALUE, remaining, true);
    }

    /** How many panels of the greatest width A has. */
    private int panels() {
        return Math.ceilDiv(product.m, width(Integer.MAX_VALUE));
    }

    private int first(int part) {
        return Math.min(product.m, share(panels(), part, parts) * width(Integer.MAX_VALUE));
    }

    @Override
    public void run(int part) {
        int n = product.n;
        int to = first(part + 1);
        int most = Math.min(Thresholds.NARROW_BLOCK, to - first(part));
        int deepest = Math.min(DEEPEST, product.k);
        int small = n * (deepest + GAP);
        GemmScratch scratch = GemmScratch.POOL.take();
        scratch.reserve((most + width(Integer.MAX_VALUE)) * deepest, small + n * most, tiles().work());
        scratch.forget();
        int rows;
        for (int i = first(part); i < to; i += rows) {
            rows = Math.min(most, to - i);
            block(i, rows, scratch, scratch.a + small);
            product.kernels.transpose(
                    n, rows, scratch.memory, scratch.a + small, rows, product.c.data, product.c.at(i, 0), product.c.ld);
            product.finish(i, rows, 0, n);
        }
        GemmScratch.POOL.giveBack(scratch);
    }

    /** Some columns of {@code C^T}, all of k, into scratch from {@code at} on. */
    private void block(int i, int rows, GemmScratch scratch, int at) {
        Operand b = product.b;
        int kb;
        for (int q = 0; q < product.k; q += kb) {
            kb = depth(product.k - q);
            product.kernels.transpose(
                    kb, product.n, b.data, b.at(q, 0), b.ld, scratch.memory, scratch.a, kb + GAP);
            pack(i, rows, q, kb, scratch);
            int width;
            for (int x = 0; x < rows; x += width) {
                width = width(rows - x);
                panel(x, width, Math.min(width, rows - x), q, kb, scratch, at + x, rows);
            }
        }
    }

    /** Packs columns of A as it is stored, panel after panel. */
    private void pack(int i, int rows, int q, int kb, GemmScratch scratch) {
        Operand a = product.a;
        int widest = width(Integer.MAX_VALUE);
        int whole = rows / widest;
        product.kernels.packRowPanels(
                whole, widest, kb, a.data, a.at(i, q), a.ld, scratch.memory, GemmScratch.B);
        int width;
        for (int x = whole * widest; x < rows; x += width) {
            width = width(rows - x);
            GemmPacking.packPanel(
                    product.kernels, a, false, q, kb, i + x, Math.min(width, rows - x), width, scratch.memory,
                    GemmScratch.B + x * kb);
        }
    }

    /** All rows of {@code B^T} times one panel, {@code kb} deep: a chain, and maybe a short one. */
    private void panel(int x, int width, int cols, int q, int kb, GemmScratch scratch, int at, int ld) {
        GemmUnpackedKernels tiles = tiles();
        int high;
        for (int j = 0; j < product.n; j += high) {
            high = tiles.height(width, product.n - j);
            for (int s = 0; s < kb; s += GemmKernels.CHAIN) {
                tiles.tile(
                        high, width, cols, Math.min(GemmKernels.CHAIN, kb - s),
                        scratch.memory, scratch.a + j * (kb + GAP) + s, kb + GAP,
                        scratch.memory, GemmScratch.B + x * kb + s * width, width,
                        scratch.memory, at + j * ld, ld, q + s > 0, scratch.work);
            }
        }
    }
}
