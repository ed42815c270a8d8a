package dev.lanewise.kernels;

import dev.lanewise.parallel.Parallel;
import java.lang.ref.SoftReference;
import java.util.Arrays;

/**
 * One multiplication under way: the outer loops, the scratch buffers, and (as a {@link Parallel.Part}) the pieces that
 * other threads may take. Jobs are reused through {@link GemmPool}. Fields change only between forks, and
 * {@link Parallel#forEach} hands them over.
 *
 * <pre>
 *   for jc in n by nc                      columns whose packed B fits L2
 *     for pc in k by kc                    depth; C is resumed from the second block on
 *       pack B[pc, jc]                     in parallel over panels (or left where it lies, see inPlace)
 *       for ic in m by mc                  rows whose packed A fits L3
 *         pack A[ic, pc]                   in parallel over panels
 *         for each part of the tile grid   in parallel
 *           for each panel of A            stays in L1
 *             for each panel of B          streams from L2
 *               tile
 * </pre>
 */
final class GemmJob implements Parallel.Part {
    /** Multiply-adds below which one thread does everything: about 6 microseconds of one core's work. */
    static final long SEQUENTIAL_BELOW = 1L << 19;

    /** Multiply-adds that make a part worth handing over. */
    static final int MULTIPLY_ADDS_A_PART = 1 << 17;

    /** Floats that make a part of packing worth handing over. */
    private static final int FLOATS_A_PART = 1 << 14;

    private static final int MAX_PARTS = 32;

    /** Rows of C up to which a B that lies right is not packed: reading it a few times costs less. */
    private static final int MAX_ROWS_IN_PLACE = 192;

    /** The same where rows of B lie a multiple of 1 KB apart and fight for few cache sets. */
    private static final int MAX_ROWS_IN_PLACE_ALIASED = 24;

    private enum Phase { PACK_A, PACK_B, MULTIPLY }

    private static final float[] NONE = {};

    private float[] packedA = NONE;
    private float[] packedB = NONE;
    private float[][] work = {};

    /** What {@link GemmPool} keeps; made once, so that giving back allocates nothing. */
    private final SoftReference<GemmJob> reference = new SoftReference<>(this);

    private GemmKernels kernels;
    private GemmBlocks blocks;
    private boolean accumulate;
    private boolean transA;
    private boolean transB;
    private float[] a = NONE;
    private int ao;
    private int lda;
    private float[] b = NONE;
    private int bo;
    private int ldb;
    private float[] c = NONE;
    private int co;
    private int ldc;

    /** The whole panels of B are read where they lie; a last, narrower one is packed all the same. */
    private boolean inPlace;

    /** Rows of a tile and of a panel of A. */
    private int mr;

    /** Whether the whole multiplication is too small to share, so that packing stays on this thread too. */
    private boolean alone;

    private Phase phase = Phase.MULTIPLY;
    private boolean resume;
    private int jc;
    private int pc;
    private int ic;
    private int nb;
    private int kb;
    private int mb;
    private int parts;
    private int columnParts;

    GemmJob(GemmKernels kernels) {
        this.kernels = kernels;
        this.blocks = kernels.blocks();
    }

    SoftReference<GemmJob> reference() {
        return reference;
    }

    /** {@link Gemm#multiply} with checked arguments and {@code m, n, k >= 1}. */
    void multiply(
            GemmKernels kernels, boolean transA, boolean transB, int m, int n, int k,
            float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc, boolean accumulate) {
        this.kernels = kernels;
        this.blocks = kernels.blocks();
        this.transA = transA;
        this.transB = transB;
        this.a = a;
        this.ao = ao;
        this.lda = lda;
        this.b = b;
        this.bo = bo;
        this.ldb = ldb;
        this.c = c;
        this.co = co;
        this.ldc = ldc;
        this.accumulate = accumulate;
        inPlace = !transB && m <= ((ldb & 255) == 0 ? MAX_ROWS_IN_PLACE_ALIASED : MAX_ROWS_IN_PLACE);
        mr = inPlace ? blocks.mrInPlace() : blocks.mr();
        alone = (double) m * n * k < SEQUENTIAL_BELOW;
        loop(m, n, k);
        this.a = NONE;
        this.b = NONE;
        this.c = NONE;
    }

    private void loop(int m, int n, int k) {
        int depth = Math.ceilDiv(k, Math.ceilDiv(k, blocks.kc()));
        int rows = blockSize(m, blocks.mc(), mr, depth);
        int columns = blockSize(n, blocks.nc(), blocks.nr(), depth);
        for (jc = 0; jc < n; jc += nb) {
            nb = Math.min(columns, n - jc);
            for (pc = 0; pc < k; pc += kb) {
                kb = Math.min(depth, k - pc);
                resume = accumulate || pc > 0;
                packBlockOfB();
                for (ic = 0; ic < m; ic += mb) {
                    mb = Math.min(rows, m - ic);
                    packBlockOfA();
                    multiplyBlock();
                }
            }
        }
    }

    /** Blocks as large as one of {@code most} x kc, whole tiles, and all about equal. */
    private int blockSize(int size, int most, int tile, int depth) {
        long fits = (long) most * blocks.kc() / depth;
        int tiles = Math.ceilDiv(size, tile);
        int blockTiles = (int) Math.min(tiles, Math.max(1, fits / tile));
        long even = (long) Math.ceilDiv(tiles, Math.ceilDiv(tiles, blockTiles)) * tile;
        return (int) Math.min(size, even);
    }

    private void packBlockOfB() {
        int panels = Math.ceilDiv(nb, blocks.nr());
        if (inPlace && nb % blocks.nr() == 0) {
            return;
        }
        int size = (inPlace ? 1 : panels) * blocks.nr() * kb;
        if (packedB.length < size) {
            packedB = new float[size];
        }
        fork(Phase.PACK_B, inPlace ? 1 : partsOfPacking(panels, size));
    }

    private void packBlockOfA() {
        int panels = Math.ceilDiv(mb, mr);
        int size = panels * mr * kb;
        if (packedA.length < size) {
            packedA = new float[size];
        }
        fork(Phase.PACK_A, partsOfPacking(panels, size));
    }

    private int partsOfPacking(int panels, int floats) {
        return alone ? 1 : Math.clamp(floats / FLOATS_A_PART, 1, Math.min(panels, MAX_PARTS));
    }

    private void multiplyBlock() {
        int rowTiles = Math.ceilDiv(mb, mr);
        int panels = Math.ceilDiv(nb, blocks.nr());
        long multiplyAdds = (long) mb * nb * kb;
        int wanted = multiplyAdds < SEQUENTIAL_BELOW
                ? 1
                : (int) Math.min(MAX_PARTS, multiplyAdds / MULTIPLY_ADDS_A_PART);
        columnParts = Math.min(panels, wanted);
        int rowParts = Math.min(rowTiles, Math.ceilDiv(wanted, columnParts));
        ensureWork(columnParts * rowParts);
        fork(Phase.MULTIPLY, columnParts * rowParts);
    }

    private void ensureWork(int count) {
        if (work.length < count) {
            float[][] more = new float[count][];
            System.arraycopy(work, 0, more, 0, work.length);
            Arrays.fill(more, work.length, count, NONE);
            work = more;
        }
        for (int i = 0; i < count; i++) {
            if (work[i].length < blocks.work()) {
                work[i] = new float[blocks.work()];
            }
        }
    }

    private void fork(Phase next, int count) {
        phase = next;
        parts = count;
        if (count == 1) {
            run(0);
        } else {
            Parallel.forEach(count, this);
        }
    }

    @Override
    public void run(int part) {
        switch (phase) {
            case PACK_A -> packPanelsOfA(part);
            case PACK_B -> packPanelsOfB(part);
            case MULTIPLY -> multiplyTiles(part);
        }
    }

    private void packPanelsOfA(int part) {
        int panels = Math.ceilDiv(mb, mr);
        int end = share(panels, part + 1, parts);
        for (int panel = share(panels, part, parts); panel < end; panel++) {
            int i = panel * mr;
            int rows = Math.min(mr, mb - i);
            GemmPacking.packA(kernels, transA, a, ao, lda, ic + i, rows, pc, kb, packedA, i * kb);
        }
    }

    private void packPanelsOfB(int part) {
        int nr = blocks.nr();
        int panels = Math.ceilDiv(nb, nr);
        int end = share(panels, part + 1, parts);
        for (int panel = inPlace ? panels - 1 : share(panels, part, parts); panel < end; panel++) {
            int j = panel * nr;
            int cols = Math.min(nr, nb - j);
            GemmPacking.packB(kernels, transB, b, bo, ldb, pc, kb, jc + j, cols, nr, packedB, inPlace ? 0 : j * kb);
        }
    }

    private void multiplyTiles(int part) {
        int nr = blocks.nr();
        int panels = Math.ceilDiv(nb, nr);
        int rowTiles = Math.ceilDiv(mb, mr);
        int rowParts = parts / columnParts;
        int rowPart = part / columnParts;
        int columnPart = part % columnParts;
        int firstRow = share(rowTiles, rowPart, rowParts) * mr;
        int endRow = Math.min(mb, share(rowTiles, rowPart + 1, rowParts) * mr);
        int endPanel = share(panels, columnPart + 1, columnParts);
        float[] scratch = work[part];
        int firstPanel = share(panels, columnPart, columnParts);
        for (int i = firstRow; i < endRow; i += mr) {
            int rows = Math.min(mr, mb - i);
            for (int panel = firstPanel; panel < endPanel; panel++) {
                int j = panel * nr;
                int cols = Math.min(nr, nb - j);
                boolean direct = inPlace && cols == nr;
                int packed = inPlace ? 0 : j * kb;
                kernels.tile(
                        rows, cols, kb, packedA, i * kb,
                        direct ? b : packedB, direct ? bo + pc * ldb + jc + j : packed, direct ? ldb : nr,
                        c, co + (ic + i) * ldc + jc + j, ldc, resume, scratch);
            }
        }
    }

    /** Where part {@code part} of {@code parts} begins among {@code count} things. */
    static int share(int count, int part, int parts) {
        return (int) ((long) count * part / parts);
    }
}
