package dev.lanewise.kernels;

import java.lang.ref.SoftReference;
import java.util.Objects;

/**
 * A multiplication that reads A where it lies, and packs a panel of B at a time, which is used up before it leaves L1:
 * for an A stored by rows, and a C of few columns or rows.
 *
 * <pre>
 *   for each part of C                in parallel: rows times panels of columns
 *     for each block of rows          A and C stay in L2
 *       for q in k by kc
 *         for each panel of columns
 *           pack B[q, panel]          into L1 (or left where it lies, see inPlace)
 *           for each few rows
 *             tile
 *       epilogue
 * </pre>
 */
final class GemmRowsJob extends GemmJob implements Pool.Kept<GemmRowsJob> {
    static final Pool<GemmRowsJob> POOL = new Pool<>(GemmRowsJob::new);

    /** Rows of C up to which a B that lies right is not packed: reading it a few times costs less. */
    private static final int MAX_ROWS_IN_PLACE = 32;

    /** Rows of a block. */
    private static final int BLOCK = 768;

    /** Rows over which packing a panel of B once more is small beside multiplying it, and rows that must do. */
    private static final int ROWS_A_PART = 64;

    private static final int FEWEST_ROWS_A_PART = 16;

    private final SoftReference<GemmRowsJob> reference = new SoftReference<>(this);

    /** The whole panels of B are read where they lie; a last, narrower one is packed all the same. */
    private boolean inPlace;

    private int rowParts;
    private int columnParts;

    @Override
    public SoftReference<GemmRowsJob> reference() {
        return reference;
    }

    /** Whether a product is best done in this way. */
    static boolean suits(GemmKernels kernels, boolean transA, boolean transB, int m, int n) {
        GemmRowKernels tiles = kernels.rowKernels();
        return tiles != null && !transA && (n <= tiles.mostColumns() || (!transB && m <= MAX_ROWS_IN_PLACE));
    }

    @Override
    void multiply(int threads) {
        inPlace = !transB && m <= MAX_ROWS_IN_PLACE;
        fork(threads, cut(threads));
    }

    /**
     * Cuts C into parts and returns how many there are. A part below another one packs B again, a part beside it writes
     * to cache lines that they share; so there are only as many as threads, but where a part is long.
     */
    private int cut(int threads) {
        int wanted = wantedParts(threads);
        if (m < wanted * BLOCK) {
            wanted = Math.min(wanted, threads);
        }
        rowParts = Math.clamp(m / ROWS_A_PART, 1, wanted);
        columnParts = Math.min(panels(), Math.ceilDiv(wanted, rowParts));
        rowParts = Math.clamp(Math.ceilDiv(wanted, columnParts), 1, Math.max(1, m / FEWEST_ROWS_A_PART));
        return rowParts * columnParts;
    }

    private GemmRowKernels tiles() {
        return Objects.requireNonNull(kernels.rowKernels(), "suits() lets nobody else in");
    }

    /** Panels of the greatest width in a row of C. */
    private int panels() {
        return Math.ceilDiv(n, tiles().width(m, n));
    }

    @Override
    public void run(int part) {
        GemmRowKernels tiles = tiles();
        int widest = tiles.width(m, n);
        int j = share(panels(), part % columnParts, columnParts) * widest;
        int end = Math.min(n, share(panels(), part % columnParts + 1, columnParts) * widest);
        int to = share(m, part / columnParts + 1, rowParts);
        GemmScratch scratch = GemmScratch.POOL.take();
        scratch.reserve(tiles.panel(), 0, tiles.work());
        int rows;
        for (int i = share(m, part / columnParts, rowParts); i < to; i += rows) {
            rows = Math.min(to - i, BLOCK);
            block(i, rows, j, end - j, scratch);
        }
        GemmScratch.POOL.giveBack(scratch);
    }

    /** Some rows and columns of C, all of k. */
    private void block(int i, int rows, int j, int cols, GemmScratch scratch) {
        GemmRowKernels tiles = tiles();
        int kc = even(k, tiles.panel() / tiles.width(m, cols));
        for (int q = 0; q < k; q += kc) {
            int kb = Math.min(kc, k - q);
            int width;
            for (int x = 0; x < cols; x += width) {
                width = tiles.width(m, cols - x);
                panel(i, rows, q, kb, j + x, width, Math.min(width, cols - x), scratch);
            }
        }
        Epilogue last = epilogue;
        if (last != null) {
            last.rows(c, co + i * ldc + j, ldc, rows, cols, j);
        }
    }

    /** Some rows of A times one panel of B. */
    private void panel(int row, int rows, int q, int kb, int j, int width, int cols, GemmScratch scratch) {
        boolean direct = inPlace && cols == width;
        if (!direct) {
            GemmPacking.packPanel(kernels, transB, b, bo, ldb, q, kb, j, cols, width, scratch.memory, GemmScratch.B);
        }
        GemmRowKernels tiles = tiles();
        int height = tiles.height(width);
        for (int i = row; i < row + rows; i += height) {
            tiles.tile(
                    Math.min(height, row + rows - i), width, cols, kb, a, ao + i * lda + q, lda,
                    direct ? b : scratch.memory, direct ? bo + q * ldb + j : GemmScratch.B, direct ? ldb : width,
                    c, co + i * ldc + j, ldc, accumulate || q > 0, scratch.work);
        }
    }
}
