package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.GemmRowKernels;
import dev.lanewise.kernels.drivers.Pool;
import java.lang.ref.SoftReference;
import java.util.Objects;

/**
 * A multiplication that reads one operand by rows where it lies, and packs a panel of the other at a time, which is
 * used up while it is in cache: for an A stored by rows, and a C of few columns or rows.
 *
 * <pre>
 *   for each part of C                in parallel: rows times panels of columns
 *     for each block of rows          C, and A as deep as a panel, stay in L2
 *       for each chain of k
 *         for each panel of columns
 *           pack B[chain, panel]      (or left where it lies, see inPlace)
 *           for each few rows
 *             tile
 *       epilogue
 * </pre>
 *
 * <p>A product with the transpose of B is turned over where A has fewer rows, and just as many as fill a panel:
 * {@code C^T = B A^T}, element by element the same chains. Then the longer operand stays where it lies, the shorter one
 * is packed, and each block of {@code C^T} is transposed into C.
 */
public final class GemmRowsJob extends GemmJob implements Pool.Kept<GemmRowsJob> {
    static final Pool<GemmRowsJob> POOL = new Pool<>(GemmRowsJob::new);

    /** Rows of C up to which a B that lies right is not packed: reading it a few times costs less. */
    private static final int MAX_ROWS_IN_PLACE = 24;

    /** Rows of a block: with a chain of A and up to 256 columns of C it takes three quarters of an L2 of 1 MB. */
    private static final int BLOCK = 256;

    /** Rows over which packing a panel of B once more is small beside multiplying it, and rows that must do. */
    private static final int ROWS_A_PART = 64;

    private static final int FEWEST_ROWS_A_PART = 16;

    private final SoftReference<GemmRowsJob> reference = new SoftReference<>(this);

    /** Whether this computes {@code C^T = B A^T}; below, rows are those of B and columns those of C^T then. */
    private boolean turned;

    private int rows;
    private int columns;

    /** The whole panels of B are read where they lie; a last, narrower one is packed all the same. */
    private boolean inPlace;

    private int rowParts;
    private int columnParts;

    @Override
    public SoftReference<GemmRowsJob> reference() {
        return reference;
    }

    /** Whether a product is best done in this way. */
    static boolean suits(GemmKernels kernels, boolean transA, boolean transB, int m, int n, int k) {
        GemmRowKernels tiles = kernels.rowKernels();
        return tiles != null && !transA && (n <= tiles.mostColumns() || (!transB && m <= MAX_ROWS_IN_PLACE)
                || turns(tiles, transB, m, n, k));
    }

    /** Whether packing A and transposing C is less to do than what packing would be otherwise. */
    private static boolean turns(GemmRowKernels tiles, boolean transB, int m, int n, int k) {
        long otherwise = n <= tiles.mostColumns() ? n : (long) m + n;
        return transB && fillsPanels(tiles, m) && (long) m * (k + (long) n) < otherwise * k;
    }

    /**
     * Columns of {@code C^T} that fill their panels, of one, two or four vectors. With more of them a long B is read
     * from beyond L2 once for each panel of columns, and not as well as when it is packed.
     */
    private static boolean fillsPanels(GemmRowKernels tiles, int m) {
        int widest = tiles.width(Integer.MAX_VALUE, Integer.MAX_VALUE, true);
        return m == widest || m == widest / 2 || m == widest / 4;
    }

    @Override
    void multiply(int threads) {
        turned = turns(tiles(), transB, m, n, k);
        rows = turned ? n : m;
        columns = turned ? m : n;
        inPlace = !transB && m <= MAX_ROWS_IN_PLACE;
        fork(threads, cut(threads));
    }

    /**
     * Cuts C into parts and returns how many there are. A part below another one packs B again, a part beside it writes
     * to cache lines that they share; so there are only as many as threads, but where a part is long.
     */
    private int cut(int threads) {
        int wanted = wantedParts(threads);
        if (rows < wanted * BLOCK) {
            wanted = Math.min(wanted, threads);
        }
        rowParts = Math.clamp(rows / ROWS_A_PART, 1, wanted);
        columnParts = Math.min(panels(), Math.ceilDiv(wanted, rowParts));
        rowParts = Math.clamp(Math.ceilDiv(wanted, columnParts), 1, Math.max(1, rows / FEWEST_ROWS_A_PART));
        return rowParts * columnParts;
    }

    private GemmRowKernels tiles() {
        return Objects.requireNonNull(kernels.rowKernels(), "suits() lets nobody else in");
    }

    private int width(int remaining) {
        return tiles().width(rows, remaining, !inPlace);
    }

    /** Panels of the greatest width in a row of C. */
    private int panels() {
        return Math.ceilDiv(columns, width(columns));
    }

    @Override
    public void run(int part) {
        GemmRowKernels tiles = tiles();
        int widest = width(columns);
        int j = share(panels(), part % columnParts, columnParts) * widest;
        int end = Math.min(columns, share(panels(), part % columnParts + 1, columnParts) * widest);
        int to = share(rows, part / columnParts + 1, rowParts);
        GemmScratch scratch = GemmScratch.POOL.take();
        scratch.reserve(
                widest * Math.min(DEEPEST, k), turned ? Math.min(rows, BLOCK) * (end - j) : 0, tiles.work());
        scratch.forget();
        int high;
        for (int i = share(rows, part / columnParts, rowParts); i < to; i += high) {
            high = Math.min(to - i, BLOCK);
            if (turned) {
                block(i, high, j, end - j, scratch, scratch.memory, scratch.a, end - j);
                kernels.transpose(high, end - j, scratch.memory, scratch.a, end - j, c, co + j * ldc + i, ldc);
                finish(j, end - j, i, high);
            } else {
                block(i, high, j, end - j, scratch, c, co + i * ldc + j, ldc);
                finish(i, high, j, end - j);
            }
        }
        GemmScratch.POOL.giveBack(scratch);
    }

    private void finish(int i, int high, int j, int wide) {
        Epilogue last = epilogue;
        if (last != null) {
            last.rows(c, co + i * ldc + j, ldc, high, wide, j);
        }
    }

    /** Some rows and columns of the result, all of k. */
    private void block(int i, int high, int j, int wide, GemmScratch scratch, float[] to, int at, int ld) {
        int kb;
        for (int q = 0; q < k; q += kb) {
            kb = depth(k - q);
            int width;
            for (int x = 0; x < wide; x += width) {
                width = width(wide - x);
                panel(i, high, q, kb, j + x, width, Math.min(width, wide - x), scratch, to, at + x, ld);
            }
        }
    }

    /** Some rows times one panel, {@code kb} deep: a chain, and maybe a short one. */
    private void panel(
            int i, int high, int q, int kb, int j, int width, int cols, GemmScratch scratch, float[] to, int at,
            int ld) {
        GemmRowKernels tiles = tiles();
        boolean direct = inPlace && cols == width;
        if (!direct) {
            GemmPacking.packPanel(
                    kernels, transB, turned ? a : b, turned ? ao : bo, turned ? lda : ldb, q, kb, j, cols, width,
                    scratch.memory, GemmScratch.B);
        }
        float[] x = turned ? b : a;
        int xo = turned ? bo : ao;
        int ldx = turned ? ldb : lda;
        int height = tiles.height(width);
        for (int r = 0; r < high; r += height) {
            for (int s = 0; s < kb; s += GemmKernels.CHAIN) {
                tiles.tile(
                        Math.min(height, high - r), width, cols, Math.min(GemmKernels.CHAIN, kb - s),
                        x, xo + (i + r) * ldx + q + s, ldx, direct ? b : scratch.memory,
                        direct ? bo + (q + s) * ldb + j : GemmScratch.B + s * width, direct ? ldb : width,
                        to, at + r * ld, ld, q + s > 0, scratch.work);
            }
        }
    }
}
