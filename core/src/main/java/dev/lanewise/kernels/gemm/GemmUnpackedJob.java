package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.GemmUnpackedKernels;
import dev.lanewise.kernels.Thresholds;
import java.util.Objects;

/**
 * A multiplication that reads one operand in place, by rows, and packs one panel of the other at a time, which is used
 * while it is in cache: for an A stored by rows, and a C of few columns or rows.
 *
 * <pre>
 *   for each part of C                in parallel: rows times panels of columns
 *     for each block of rows          C, and A as deep as a panel, stay in L2
 *       for each chain of k
 *         for each panel of columns
 *           pack B[chain, panel]      (or left in place, see inPlace)
 *           for each few rows
 *             tile
 *       epilogue
 * </pre>
 *
 * <p>The rows of a tile are far apart ({@link Streams}), and where there is one panel of columns it has all chains of
 * k, so that what is read in place is read by a few long streams.
 *
 * <p>A product with the transpose of B is computed transposed if A has fewer rows, and just enough to fill a panel:
 * {@code C^T = B A^T}, with the same chains for each element. Then the longer operand is read in place, the shorter one
 * is packed, and each block of {@code C^T} is transposed into C.
 */
final class GemmUnpackedJob extends GemmJob {
    /** Whether this computes {@code C^T = B A^T}; then, below, rows are those of B and columns those of C^T. */
    private boolean turned;

    /** The operand that is read in place by rows, and the one that is packed. */
    private Operand left;

    private Operand right;

    private int rows;
    private int columns;

    /** Full panels of B are read in place; a last, narrower one is packed all the same. */
    private boolean inPlace;

    /** The only panel of B holds all of k: then streams of A's rows go on to the rows' ends. */
    private boolean deep;

    private int rowParts;
    private int columnParts;

    GemmUnpackedJob(Product product) {
        super(product);
        this.left = product.a;
        this.right = product.b;
    }

    /** Whether the product is best computed in this way. */
    boolean suits() {
        GemmUnpackedKernels tiles = product.kernels.unpacked();
        return tiles != null && !product.a.transposed
                && (product.n <= tiles.mostColumns() || leavesB() || turns(tiles));
    }

    /** Whether B is suitably stored and read too few times to be worth packing. */
    private boolean leavesB() {
        return !product.b.transposed && product.m <= Thresholds.IN_PLACE_ROWS;
    }

    /** Whether packing A and transposing C is less work than the packing otherwise needed. */
    private boolean turns(GemmUnpackedKernels tiles) {
        int m = product.m;
        int n = product.n;
        int k = product.k;
        long otherwise = n <= tiles.mostColumns() ? n : (long) m + n;
        return product.b.transposed && fillsPanels(tiles, m) && (long) m * (k + (long) n) < otherwise * k;
    }

    /**
     * Whether the columns of {@code C^T} fill their panels, of one, two or four vectors. With more columns a long B is
     * read from beyond L2 once for each panel of columns, which is slower than packing it.
     */
    private static boolean fillsPanels(GemmUnpackedKernels tiles, int m) {
        int widest = tiles.width(Integer.MAX_VALUE, Integer.MAX_VALUE, true);
        return m == widest || m == widest / 2 || m == widest / 4;
    }

    @Override
    void multiply(int threads) {
        turned = turns(tiles());
        left = turned ? product.b : product.a;
        right = turned ? product.a : product.b;
        rows = turned ? product.n : product.m;
        columns = turned ? product.m : product.n;
        inPlace = leavesB();
        int width = width(columns);
        deep = columns <= width && (long) width * product.k <= Thresholds.DEEP_PANEL;
        fork(threads, cut(threads));
    }

    /**
     * Cuts C into parts and returns how many there are. A part below another one packs B again, a part beside it writes
     * to cache lines that they share; so there are only as many as threads, unless parts are long.
     */
    private int cut(int threads) {
        int wanted = wantedParts(threads);
        if (rows < wanted * Thresholds.BLOCK_ROWS) {
            wanted = Math.min(wanted, threads);
        }
        rowParts = Math.clamp(rows / Thresholds.ROWS_A_PART, 1, wanted);
        columnParts = Math.min(panels(), Math.ceilDiv(wanted, rowParts));
        rowParts = Math.clamp(Math.ceilDiv(wanted, columnParts), 1, Math.max(1, rows / Thresholds.FEWEST_ROWS_A_PART));
        return rowParts * columnParts;
    }

    private GemmUnpackedKernels tiles() {
        return Objects.requireNonNull(product.kernels.unpacked(), "suits() lets nobody else in");
    }

    private int width(int remaining) {
        return tiles().width(rows, remaining, !inPlace);
    }

    /** How many panels of the greatest width a row of C has. */
    private int panels() {
        return Math.ceilDiv(columns, width(columns));
    }

    @Override
    public void run(int part) {
        GemmUnpackedKernels tiles = tiles();
        int widest = width(columns);
        int j = share(panels(), part % columnParts, columnParts) * widest;
        int end = Math.min(columns, share(panels(), part % columnParts + 1, columnParts) * widest);
        int to = share(rows, part / columnParts + 1, rowParts);
        Operand c = product.c;
        GemmScratch scratch = GemmScratch.POOL.take();
        scratch.reserve(
                widest * (deep ? product.k : Math.min(DEEPEST, product.k)),
                turned ? Math.min(rows, Thresholds.BLOCK_ROWS) * (end - j) : 0, tiles.work());
        scratch.forget();
        int high;
        for (int i = share(rows, part / columnParts, rowParts); i < to; i += high) {
            high = Math.min(to - i, Thresholds.BLOCK_ROWS);
            if (turned) {
                block(i, high, j, end - j, scratch, scratch.memory, scratch.a, end - j);
                product.kernels.transpose(
                        high, end - j, scratch.memory, scratch.a, end - j, c.data, c.at(j, i), c.ld);
                product.finish(j, end - j, i, high);
            } else {
                block(i, high, j, end - j, scratch, c.data, c.at(i, j), c.ld);
                product.finish(i, high, j, end - j);
            }
        }
        GemmScratch.POOL.giveBack(scratch);
    }

    /** Some rows and columns of the result, all of k. */
    private void block(int i, int high, int j, int wide, GemmScratch scratch, float[] to, int at, int ld) {
        int k = product.k;
        int kb;
        for (int q = 0; q < k; q += kb) {
            kb = deep ? k : depth(k - q);
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
        GemmUnpackedKernels tiles = tiles();
        boolean direct = inPlace && cols == width;
        if (!direct) {
            // the rows of A run along k: as columns of A^T they are packed like those of a transposed B
            GemmPacking.packPanel(
                    product.kernels, right, turned || right.transposed, q, kb, j, cols, width, scratch.memory,
                    GemmScratch.B);
        }
        float[] x = left.data;
        int ldx = left.ld;
        int xo = left.offset + i * ldx + q;
        float[] y = direct ? right.data : scratch.memory;
        int yo = direct ? right.at(q, j) : GemmScratch.B;
        int ldy = direct ? right.ld : width;
        int height = tiles.height(width);
        int apart = Streams.apart(high, height);
        int next;
        for (int r = 0; r < high; r = next) {
            boolean far = r < apart;
            int step = far ? apart : 1;
            for (int s = 0; s < kb; s += GemmKernels.CHAIN) {
                tiles.tile(
                        Math.min(height, high - r), width, cols, Math.min(GemmKernels.CHAIN, kb - s),
                        x, xo + r * ldx + s, step * ldx, y, yo + s * ldy, ldy,
                        to, at + r * ld, step * ld, q + s > 0, scratch.work);
            }
            next = !far ? r + height : r + 1 < apart ? r + 1 : height * apart;
        }
    }
}
