package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.parallel.Parallel;

/**
 * A {@link TapProduct} of one image with many weights and few positions, such as the last layers of a network for one
 * picture. Parts are panels of rows: each packs its weights and uses them while they are in the cache, where packing
 * all of them first would write and read them again.
 *
 * <pre>
 *   copy the neighbourhood of all positions
 *   for each panel of rows                         in parallel
 *     pack its weights
 *     for each chain
 *       for each panel of columns
 *         tile
 *     bias, activation and the like
 * </pre>
 */
final class TapRows implements Parallel.Part {
    private final Kernels kernels;
    private final Grid grid;
    private final Grid.Box box;
    private final int planes;
    private final int k;
    private final TapWeights weights;
    private final Neighbourhood near;
    private final int columns;
    private final int panel;

    /** Whether sums are in place where the tiles write them. */
    private final boolean inPlace;

    private final int[] table;
    private final float[] y;
    private final int yo;
    private final Ending ending;

    /**
     * A product to be run.
     *
     * @param box all positions
     * @param weights of one group, which know where they are
     * @param y the target, of which only the grid's positions are written
     */
    TapRows(Kernels kernels, Grid grid, Grid.Box box, boolean exact, int planes, TapWeights weights, float[] y, int yo,
            Ending ending) {
        this.kernels = kernels;
        this.grid = grid;
        this.box = box;
        this.planes = planes;
        this.k = grid.taps.length * planes;
        this.weights = weights;
        this.near = new Neighbourhood(grid, exact);
        int wide = near.width(box);
        this.columns = (box.rows() - 1) * wide + box.columns();
        this.panel = kernels.gemm().blocks().nr();
        this.inPlace = grid.isDense() && wide == box.columns();
        this.table = new int[k];
        this.y = y;
        this.yo = yo;
        this.ending = ending;
    }

    /** Computes the product with a source. */
    void run(float[] x, int xo) {
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve(near.floats(box, planes) + panel, 0);
        near.copy(kernels.patches(), box, planes, x, xo, scratch.memory, ConvScratch.FIRST);
        int p = 0;
        for (int tap = 0; tap < grid.taps.length; tap++) {
            int row = near.base + near.offset(tap);
            for (int plane = 0; plane < planes; plane++) {
                table[p++] = row + plane * near.ofPlane;
            }
        }
        Parallel.forEach(weights.panels(), this);
        ConvScratch.POOL.giveBack(scratch);
    }

    @Override
    public void run(int part) {
        int row = weights.row(part);
        int high = weights.high(part);
        int height = kernels.gemm().height(high);
        int sums = ConvScratch.FIRST + k * height;
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve((long) k * height + (inPlace ? 0 : (long) high * columns), kernels.gemm().blocks().work());
        System.arraycopy(table, 0, scratch.table(k), 0, k);
        weights.panel(part, scratch.memory, ConvScratch.FIRST);
        int target = yo + row * grid.targetPlane();
        multiply(high, scratch, inPlace ? y : scratch.memory, inPlace ? target + grid.index(box) : sums,
                inPlace ? grid.targetPlane() : columns);
        if (!inPlace) {
            grid.store(kernels.patches(), box, high, scratch.memory, sums, columns, near.width, y, target);
        }
        ending.run(kernels, row, high, y, yo, target + grid.index(box), grid.targetPlane(), box.positions());
        ConvScratch.POOL.giveBack(scratch);
    }

    /** The rows of a panel at all positions. */
    private void multiply(int high, ConvScratch scratch, float[] c, int co, int ldc) {
        int height = kernels.gemm().height(high);
        for (int q = 0; q < k; q += GemmKernels.CHAIN) {
            int terms = Math.min(GemmKernels.CHAIN, k - q);
            for (int j = 0; j < columns; j += panel) {
                kernels.taps().tile(
                        high, Math.min(panel, columns - j), terms, scratch.memory, ConvScratch.FIRST + q * height,
                        near.data, scratch.rows(q, terms, j), c, co + j, ldc, q > 0, scratch.work);
            }
        }
    }
}
