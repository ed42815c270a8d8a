package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.drivers.CacheLines;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;

/**
 * A {@link TapProduct} of one image whose columns are the filters and whose rows are the positions: a picture has any
 * number of positions, 49 in the last layers of a network, but filters fill vectors. The planes are copied channels
 * last, with zeros for the padding, so that what a position reads under a tap is a run of memory; where it begins is
 * the sum of two numbers, of the position and of the tap, that tiles find in a table.
 *
 * <pre>
 *   copy the source, channels last                 in parallel
 *   for each panel of filters, block of positions  in parallel
 *     for each chain
 *       for each few positions
 *         tile
 *     transpose to the planes of the target
 *     bias, activation and the like
 * </pre>
 *
 * <p>The order of the sums is that of {@link TapProduct}.
 */
final class TapColumns {
    /** Tiles in a block of positions, which then is whole vectors wide when it is transposed. */
    private static final int TILES = 16;

    private final Kernels kernels;
    private final Grid grid;
    private final int planes;
    private final int filters;
    private final int k;

    /** Filters of a panel, positions of a tile and of a block, blocks. */
    private final int wide;
    private final int high;
    private final int block;
    private final int blocks;

    /** Sizes of the copy of a plane, with its padding. */
    private final int[] size = new int[Geometry.AXES];

    private float[] near = {};
    private float[] weights = {};
    private int[] table = {};

    /** Where the table of taps and planes begins, behind that of positions. */
    private int terms;

    private float[] x = {};
    private int xo;
    private float[] y = {};
    private int yo;
    private Ending ending = Ending.NONE;

    /**
     * A product to be run.
     *
     * @param grid a dense one
     * @param planes of the source
     * @param filters planes of the target
     */
    TapColumns(Kernels kernels, Grid grid, int planes, int filters) {
        this.kernels = kernels;
        this.grid = grid;
        this.planes = planes;
        this.filters = filters;
        this.k = grid.taps.length * planes;
        this.wide = kernels.gemm().blocks().nr();
        this.high = kernels.taps().patchRows();
        int positions = Math.max(1, grid.positions());
        int share = Math.ceilDiv(positions, Math.ceilDiv(positions, high * TILES));
        this.block = Math.ceilDiv(share, high) * high;
        this.blocks = Math.ceilDiv(positions, block);
        Arrays.setAll(size, axis -> (grid.size[axis] - 1) * grid.step[axis] + grid.most[axis] - grid.least[axis] + 1);
    }

    /** Whether a product of one image is computed this way: filters fill vectors, and the copy is small and pays. */
    static boolean suits(Kernels kernels, Grid grid, int planes, int filters) {
        int wide = kernels.gemm().blocks().nr();
        double copy = planes;
        for (int axis = 0; axis < Geometry.AXES; axis++) {
            copy *= (grid.size[axis] - 1.0) * grid.step[axis] + grid.most[axis] - grid.least[axis] + 1;
        }
        return grid.isDense() && planes > 0 && 3L * wide * Math.ceilDiv(filters, wide) <= 4L * filters
                && (long) filters * planes * grid.taps.length >= Thresholds.COLUMNS_WEIGHTS
                && copy <= Thresholds.COLUMNS_COPY
                && (double) grid.positions() * filters * planes * grid.taps.length >= Thresholds.COLUMNS_WORK * copy;
    }

    /** Where the weights of an op begin and how they are packed. */
    private record Form(int first, int planes, int filters, int taps, int wide) {}

    /** Computes the product of an image and weights, which are packed unless that has been kept. */
    void run(
            TapWeights from, KeptWeights kept, int first, float[] x, int xo, float[] y, int yo, Ending ending) {
        int floats = Math.ceilDiv(filters, wide) * wide * k + wide;
        float[] packed = kept.get(new Form(first, planes, filters, grid.taps.length, wide), () -> {
            float[] to = CacheLines.allocate(floats);
            pack(from, to);
            return to;
        });
        if (packed != null) {
            run(packed, x, xo, y, yo, ending);
            return;
        }
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve(floats, 0);
        pack(from, scratch.memory);
        run(scratch.memory, x, xo, y, yo, ending);
        ConvScratch.POOL.giveBack(scratch);
    }

    /** Packs weights: for each panel of filters a row for each tap of each plane. */
    private void pack(TapWeights from, float[] to) {
        Parallel.forEach(Math.ceilDiv(filters, wide), panel -> {
            int cols = Math.min(wide, filters - panel * wide);
            from.columns(panel * wide, cols, kernels.gemm().width(cols), to, CacheLines.FIRST + panel * wide * k);
        });
    }

    private void run(float[] weights, float[] x, int xo, float[] y, int yo, Ending ending) {
        this.weights = weights;
        this.x = x;
        this.xo = xo;
        this.y = y;
        this.yo = yo;
        this.ending = ending;
        ConvScratch scratch = ConvScratch.POOL.take();
        terms = Math.ceilDiv(grid.positions(), high) * high;
        table = scratch.table(terms + k);
        tabulate();
        scratch.reserve((long) Geometry.volume(size) * planes, 0);
        near = scratch.memory;
        int cuts = Math.min(size[1], Boxes.wanted());
        Parallel.forEach(size[0] * cuts, part -> copy(part / cuts, part % cuts, cuts));
        Parallel.forEach(Math.ceilDiv(filters, wide) * blocks, this::multiply);
        ConvScratch.POOL.giveBack(scratch);
    }

    private void tabulate() {
        int row = size[2] * planes;
        int at = 0;
        for (int d = 0; d < grid.size[0]; d++) {
            for (int h = 0; h < grid.size[1]; h++) {
                int begin = (d * grid.step[0] * size[1] + h * grid.step[1]) * row;
                for (int w = 0; w < grid.size[2]; w++) {
                    table[at++] = begin + w * grid.step[2] * planes;
                }
            }
        }
        Arrays.fill(table, at, terms, 0);
        at = terms;
        for (int[] offset : grid.offsets) {
            int begin = ((offset[0] - grid.least[0]) * size[1] + offset[1] - grid.least[1]) * row
                    + (offset[2] - grid.least[2]) * planes;
            for (int plane = 0; plane < planes; plane++) {
                table[at++] = begin + plane;
            }
        }
    }

    /** Copies one of several cuts of the rows of a depth. */
    private void copy(int depth, int cut, int cuts) {
        int from = size[1] * cut / cuts;
        int to = size[1] * (cut + 1) / cuts;
        int row = size[2] * planes;
        int begin = ConvScratch.FIRST + depth * size[1] * row;
        int d = depth + grid.least[0];
        boolean outside = d < 0 || d >= grid.source[0];
        int top = outside ? to : Math.clamp(-grid.least[1], from, to);
        int bottom = outside ? to : Math.clamp(grid.source[1] - grid.least[1], top, to);
        int left = Math.clamp(-grid.least[2], 0, size[2]);
        int right = Math.clamp(grid.source[2] - grid.least[2], left, size[2]);
        Arrays.fill(near, begin + from * row, begin + top * row, 0f);
        Arrays.fill(near, begin + bottom * row, begin + to * row, 0f);
        for (int h = top; h < bottom; h++) {
            Arrays.fill(near, begin + h * row, begin + h * row + left * planes, 0f);
            Arrays.fill(near, begin + h * row + right * planes, begin + (h + 1) * row, 0f);
        }
        if (top == bottom || left == right) {
            return;
        }
        int first = xo + (d * grid.source[1] + top + grid.least[1]) * grid.source[2] + left + grid.least[2];
        transpose(first, bottom - top, right - left, begin + top * row + left * planes);
    }

    /** Transposes what some rows have of all planes: each alone if they are long, else all at once. */
    private void transpose(int from, int rows, int columns, int to) {
        GemmKernels gemm = kernels.gemm();
        int row = size[2] * planes;
        if (columns >= Thresholds.TRANSPOSED_ALONE) {
            for (int h = 0; h < rows; h++) {
                gemm.transpose(planes, columns, x, from + h * grid.source[2], grid.sourcePlane(), near, to + h * row,
                        planes);
            }
            return;
        }
        int all = (rows - 1) * grid.source[2] + columns;
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve((long) all * planes, 0);
        gemm.transpose(planes, all, x, from, grid.sourcePlane(), scratch.memory, ConvScratch.FIRST, planes);
        for (int h = 0; h < rows; h++) {
            System.arraycopy(scratch.memory, ConvScratch.FIRST + h * grid.source[2] * planes, near, to + h * row,
                    columns * planes);
        }
        ConvScratch.POOL.giveBack(scratch);
    }

    /** A panel of filters at a block of positions. */
    private void multiply(int part) {
        int filter = part / blocks * wide;
        int cols = Math.min(wide, filters - filter);
        int width = kernels.gemm().width(cols);
        int first = part % blocks * block;
        int count = Math.min(block, grid.positions() - first);
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve((long) block * wide, kernels.gemm().blocks().work());
        int w = CacheLines.FIRST + filter * k;
        for (int q = 0; q < k; q += GemmKernels.CHAIN) {
            int chain = Math.min(GemmKernels.CHAIN, k - q);
            for (int i = 0; i < count; i += high) {
                kernels.taps().patches(
                        Math.min(high, count - i), cols, chain, near, ConvScratch.FIRST, table, first + i, terms + q,
                        weights, w + q * width, width, scratch.memory, ConvScratch.FIRST + i * wide, wide, q > 0,
                        scratch.work);
            }
        }
        int to = yo + filter * grid.targetPlane() + first;
        kernels.gemm().transpose(
                count, cols, scratch.memory, ConvScratch.FIRST, wide, y, to, grid.targetPlane());
        ending.run(kernels, filter, cols, y, yo, to, grid.targetPlane(), count);
        ConvScratch.POOL.giveBack(scratch);
    }
}
