package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;

/**
 * A convolution of many small groups, or the gradient of its input: what {@link TapProduct} computes, in the same
 * order, for as many groups at a time as a vector has lanes.
 *
 * <pre>
 *   pack the weights, a cell for each tap of each phase
 *   for each image, block of groups, depth, band of rows       in parallel
 *     transpose what the band reads to cells
 *     for each row of weights
 *       for each phase
 *         sums over taps, in cells
 *       transpose them to planes of the target
 *     what is done to the sums
 * </pre>
 */
final class CellProduct implements Parallel.Part {
    private final Kernels kernels;
    private final int lanes;
    private final Reach[] axes;
    private final int images;
    private final int groups;
    private final int planes;
    private final int rows;

    /** Groups are computed in blocks of as many as a cell has lanes. */
    private final int blocks;

    private final double multiplyAdds;

    /** Rows and columns of a band of the target. */
    private final int high;
    private final int wide;
    private final int down;
    private final int across;
    private final Cells cells;

    /** For each phase where its list begins in the table, and the last one's end. */
    private final int[] begins;

    /** Where each tap reads in each plane, relative to a position. */
    private final int[] table;

    /** Which element of the kernel it is, and the plane. */
    private final int[] weightOf;

    private float[] x = {};
    private int xo;
    private float[] y = {};
    private int yo;
    private Ending ending = Ending.NONE;

    /** Packed weights. */
    private float[] weights = {};

    private CellProduct(Kernels kernels, Reach[] axes, Geometry geometry, int planes, int rows) {
        this.kernels = kernels;
        this.lanes = kernels.cells().lanes();
        this.axes = axes;
        this.images = geometry.batch;
        this.groups = geometry.groups;
        this.planes = planes;
        this.rows = rows;
        this.blocks = Math.ceilDiv(groups, lanes);
        this.multiplyAdds = (double) images * groups * rows * geometry.taps() * planes * axes[1].positions()
                * axes[2].positions() * axes[0].positions() / axes[0].period() / axes[1].period() / axes[2].period();
        Bands fitting = Bands.of(axes, planes, lanes);
        Bands bands = multiplyAdds < Thresholds.PRODUCT_ALONE
                ? fitting
                : fitting.shared(axes, images * blocks * axes[0].positions());
        this.high = bands.rows();
        this.wide = bands.columns();
        this.down = Math.ceilDiv(axes[1].positions(), high);
        this.across = Math.ceilDiv(axes[2].positions(), wide);
        this.cells = Cells.of(kernels, axes, high, wide);
        int[] periods = {axes[0].period(), axes[1].period(), axes[2].period()};
        this.begins = new int[Geometry.volume(periods) + 1];
        this.table = new int[geometry.taps() * planes];
        this.weightOf = new int[table.length];
        tabulate(geometry, periods);
    }

    /** The convolution. */
    static CellProduct ofConvolution(Kernels kernels, Geometry g) {
        return new CellProduct(kernels, Bands.convolution(g), g, g.channelsOfGroup(), g.filtersOfGroup());
    }

    /** The gradient of its input. */
    static CellProduct ofTranspose(Kernels kernels, Geometry g) {
        return new CellProduct(kernels, Bands.transpose(g), g, g.filtersOfGroup(), g.channelsOfGroup());
    }

    /** Lists the taps of each phase, plane by plane for each element of the kernel. */
    private void tabulate(Geometry g, int... periods) {
        int p = 0;
        for (int i = 0; i < begins.length - 1; i++) {
            int[] phase = {i / periods[2] / periods[1], i / periods[2] % periods[1], i % periods[2]};
            begins[i] = p;
            int[] depths = axes[0].taps()[phase[0]];
            int[] heights = axes[1].taps()[phase[1]];
            int[] widths = axes[2].taps()[phase[2]];
            for (int d = 0; d < depths.length; d++) {
                for (int h = 0; h < heights.length; h++) {
                    for (int w = 0; w < widths.length; w++) {
                        for (int plane = 0; plane < planes; plane++) {
                            table[p] = cells.offset(phase, d, h, w) + plane * cells.floats();
                            weightOf[p++] = ((depths[d] * g.kernel[1] + heights[h]) * g.kernel[2] + widths[w]) * planes
                                    + plane;
                        }
                    }
                }
            }
        }
        begins[begins.length - 1] = p;
    }

    /** Sets the source, {@code [images, groups * planes, source]}. */
    CellProduct source(float[] x, int xo) {
        this.x = x;
        this.xo = xo;
        return this;
    }

    /** Sets the target, {@code [images, groups * rows, target]}. */
    CellProduct target(float[] y, int yo) {
        this.y = y;
        this.yo = yo;
        return this;
    }

    /** Sets what is done to the sums. */
    CellProduct ending(Ending ending) {
        this.ending = ending;
        return this;
    }

    /**
     * Computes the product with the weights {@code w[wo + group * ofGroup + row * ofRow + plane * ofPlane + tap]}.
     */
    void run(float[] w, int wo, int ofGroup, int ofRow, int ofPlane) {
        int parts = Math.multiplyExact(images * blocks * axes[0].positions(), down * across);
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve((long) blocks * rows * ofRow(), 0);
        weights = scratch.memory;
        for (int block = 0; block < blocks; block++) {
            for (int row = 0; row < rows; row++) {
                pack(block, row, w, wo + row * ofRow, ofGroup, ofPlane);
            }
        }
        if (multiplyAdds < Thresholds.PRODUCT_ALONE) {
            for (int part = 0; part < parts; part++) {
                run(part);
            }
        } else {
            Parallel.forEach(parts, this);
        }
        ConvScratch.POOL.giveBack(scratch);
    }

    private int[] positions() {
        return new int[] {axes[0].positions(), axes[1].positions(), axes[2].positions()};
    }

    /** Floats of the packed weights of a row: for each phase its taps' cells. */
    private int ofRow() {
        return table.length * lanes;
    }

    private int packed(int block, int row) {
        return ConvScratch.FIRST + (block * rows + row) * ofRow();
    }

    private void pack(int block, int row, float[] w, int wo, int ofGroup, int ofPlane) {
        int to = packed(block, row);
        int first = block * lanes;
        int count = Math.min(lanes, groups - first);
        Arrays.fill(weights, to, to + ofRow(), 0f);
        for (int phase = 0; phase < begins.length - 1; phase++) {
            for (int p = begins[phase]; p < begins[phase + 1]; p++, to += lanes) {
                int from = wo + first * ofGroup + weightOf[p] % planes * ofPlane + weightOf[p] / planes;
                for (int lane = 0; lane < count; lane++) {
                    weights[to + lane] = w[from + lane * ofGroup];
                }
            }
        }
    }

    @Override
    public void run(int part) {
        int column = part % across * wide;
        int row = part / across % down * high;
        int rest = part / across / down;
        int depth = rest % axes[0].positions();
        int block = rest / axes[0].positions() % blocks;
        int image = rest / axes[0].positions() / blocks;
        int first = block * lanes;
        int count = Math.min(lanes, groups - first);
        int columns = Math.min(wide, axes[2].positions() - column);
        int high = Math.min(this.high, axes[1].positions() - row);
        int source = axes[0].source() * axes[1].source() * axes[2].source();
        int size = high * columns * lanes;
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve((long) planes * cells.floats() + cells.spare() + 2L * size, 0);
        int sums = ConvScratch.FIRST + planes * cells.floats() + cells.spare();
        for (int plane = 0; plane < planes; plane++) {
            cells.fill(
                    count, x, xo + ((image * groups + first) * planes + plane) * source, planes * source, depth, row,
                    high, column, scratch.memory, ConvScratch.FIRST + plane * cells.floats(),
                    sums - cells.spare());
        }
        for (int i = 0; i < rows; i++) {
            multiply(depth, row, high, column, columns, scratch.memory, packed(block, i), sums);
            store(image, first, count, i, depth, row, high, column, columns, scratch.memory, sums);
        }
        int all = axes[2].positions();
        int target = Geometry.volume(positions());
        int to = yo + (image * groups + first) * rows * target + (depth * axes[1].positions() + row) * all + column;
        int pieces = columns == all ? 1 : high;
        for (int i = 0; i < pieces; i++) {
            ending.run(
                    kernels, first * rows, count * rows, y, yo, to + i * all, target, high * columns / pieces);
        }
        ConvScratch.POOL.giveBack(scratch);
    }

    /** A row of weights, all phases. */
    private void multiply(
            int depth, int row, int high, int column, int columns, float[] memory, int weight, int sums) {
        int tall = axes[1].period();
        int broad = axes[2].period();
        int phase = depth % axes[0].period() * tall * broad;
        for (int i = 0; i < phase; i++) {
            weight += (begins[i + 1] - begins[i]) * lanes;
        }
        for (int i = 0; i < tall * broad; i++, phase++) {
            int taps = begins[phase + 1] - begins[phase];
            int firstRow = Math.floorMod(i / broad - row, tall);
            int firstColumn = Math.floorMod(i % broad - column, broad);
            if (firstRow < high && firstColumn < columns) {
                int at = ConvScratch.FIRST + axes[1].stepsTo(i / broad, row) * cells.down()
                        + axes[2].stepsTo(i % broad, column) * cells.right();
                kernels.cells().convolve(
                        Math.ceilDiv(high - firstRow, tall), Math.ceilDiv(columns - firstColumn, broad), taps, memory,
                        at, cells.down(), cells.right(), table, begins[phase], weights, weight, memory,
                        sums + (firstRow * columns + firstColumn) * lanes, tall * columns * lanes, broad * lanes);
            }
            weight += taps * lanes;
        }
    }

    /** Writes the cells of a band to the planes of the target. */
    private void store(
            int image, int first, int count, int row, int depth, int begin, int high, int column, int columns,
            float[] memory, int sums) {
        int size = Geometry.volume(positions());
        int all = axes[2].positions();
        int to = yo + ((image * groups + first) * rows + row) * size
                + (depth * axes[1].positions() + begin) * all + column;
        int pieces = columns == all ? 1 : high;
        int length = high * columns / pieces;
        for (int i = 0; i < pieces; i++) {
            planes(count, length, memory, sums + i * length * lanes, to + i * all, rows * size,
                    sums + high * columns * lanes);
        }
    }

    /** Transposes cells to planes. If those are fewer than lanes, all go to a spare place, and some are copied. */
    private void planes(int count, int length, float[] memory, int from, int to, int plane, int spare) {
        GemmKernels gemm = kernels.gemm();
        if (count == lanes) {
            int whole = length < lanes ? length : length - length % lanes;
            gemm.transpose(whole, lanes, memory, from, lanes, y, to, plane);
            if (whole < length) { // a last block that overlaps the one before
                gemm.transpose(
                        lanes, lanes, memory, from + (length - lanes) * lanes, lanes, y, to + length - lanes, plane);
            }
            return;
        }
        gemm.transpose(length, lanes, memory, from, lanes, memory, spare, length);
        for (int lane = 0; lane < count; lane++) {
            System.arraycopy(memory, spare + lane * length, y, to + lane * plane, length);
        }
    }
}
