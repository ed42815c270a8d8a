package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.PatchKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;

/**
 * The chains of the gradient of a convolution's weight, one at a time: an implicit product of the result's gradient,
 * {@code [filters, 512]}, and the patches, {@code [512, taps * channels]}.
 *
 * <pre>
 *   for a few blocks of channels                   as many as fit L2
 *     copy what the taps read, channels last       ({@link ChannelsLast})
 *     for each panel of the gradient               packed when first needed, stays in L1
 *       for each panel of taps and channels        streams from L2
 *         tile, which reads patches in place
 * </pre>
 *
 * <p>Where taps and channels are few, they would leave much of a tile's columns empty. Then the product is turned
 * around: panels of patches are copied and take the rows of tiles, filters their columns.
 *
 * <p>Sums are {@code [panel, filter, width]}, turned {@code [tap, channel, filter]}.
 */
final class WeightChain {
    private static final float[] NONE = {};

    final ChannelsLast patches = new ChannelsLast();

    private Kernels kernels = KernelLookup.active();
    private GemmKernels gemm = kernels.gemm();
    private Geometry geometry = ChannelsLast.NONE;
    private int positions;
    private int filters;

    /** Taps times channels. */
    private int columns;

    /** Length of the sums. */
    private int k;

    /** Columns of a tile. */
    private int width;

    private boolean turned;

    private float[] x = NONE;
    private int xo;
    private float[] g = NONE;
    private int go;

    /** Describes a convolution with at least one position, and filter, and channel. */
    void describe(Geometry geometry, float[] x, int xo, float[] g, int go) {
        this.geometry = geometry;
        this.x = x;
        this.xo = xo;
        this.g = g;
        this.go = go;
        kernels = KernelLookup.active();
        gemm = kernels.gemm();
        positions = geometry.outPlane();
        filters = geometry.filtersOfGroup();
        columns = geometry.taps() * geometry.channelsOfGroup();
        k = Math.multiplyExact(geometry.batch, positions);
        width = gemm.blocks().nr();
        patches.describe(geometry, width, Math.min(k, GemmKernels.CHAIN), k);
        turned = patches.blocks() == 1 && patches.runTaps(0) == geometry.taps() && turningPays();
    }

    /** Forgets the arrays. */
    void clear() {
        x = NONE;
        g = NONE;
        geometry = ChannelsLast.NONE;
    }

    private boolean turningPays() {
        int high = Math.ceilDiv(columns, gemm.blocks().mr());
        return padded(columns) * halves(filters) + 2 * Thresholds.WINDOW_COST * high < padded(filters)
                * halves(columns);
    }

    /** Columns of tiles, in halves of a tile. */
    private int halves(int columns) {
        return 2 * (columns / width) + Math.ceilDiv(2 * (columns % width), width);
    }

    /** Rows with the padding of the last panel. */
    private int padded(int rows) {
        int i = 0;
        while (rows - i > gemm.blocks().mr()) {
            i += gemm.rows(rows - i);
        }
        return i + gemm.height(rows - i);
    }

    int length() {
        return k;
    }

    int chains() {
        return Math.ceilDiv(k, GemmKernels.CHAIN);
    }

    /** Filters that are not cut apart. */
    int filtersTogether() {
        return turned ? width : gemm.blocks().mr();
    }

    /** Floats of the sums of so many filters and blocks from {@code block} to {@code end - 1}. */
    int sums(int filters, int block, int end) {
        return turned ? columns * filters : panels(block, end) * filters * width;
    }

    private int panels(int block, int end) {
        return patches.firstPanel(end - 1) + patches.panels(end - 1) - patches.firstPanel(block);
    }

    /** Cost of a chain for so many filters and blocks, in multiplications of two vectors. */
    double cost(int filters, int blocks) {
        double tiles = turned
                ? (double) padded(columns) * halves(filters)
                : (double) padded(filters) * 2 * panels(patches.blocks() - blocks, patches.blocks());
        double floats = 0;
        for (int block = patches.blocks() - blocks; block < patches.blocks(); block++) {
            floats += patches.floats(block);
        }
        return GemmKernels.CHAIN * (tiles + filters * Thresholds.COST_GRADIENT / 100.0)
                + floats * Thresholds.COST_IMAGE / 100;
    }

    /** Makes room for chains of so many filters and some blocks, behind {@code before} floats. */
    void reserve(ConvScratch scratch, int before, int filters, int block, int end) {
        int near = (together(block, end) - 1) * patches.floats(block)
                + Math.max(patches.floats(block), patches.floats(end - 1));
        int work = Math.max(patches.work(block), patches.work(end - 1));
        scratch.reserve((long) before + operands(filters, block, end) + near + work, gemm.blocks().work());
        scratch.table(2 * GemmKernels.CHAIN);
    }

    /** How many blocks from {@code block} on are copied together. */
    private int together(int block, int end) {
        return Math.clamp(Thresholds.CHAIN_NEAR / patches.floats(block), 1, end - block);
    }

    /** Floats of packed operands: a panel of one of them if it is not needed again. */
    private int operands(int filters, int block, int end) {
        int mr = gemm.blocks().mr();
        int rows = turned
                ? Math.ceilDiv(filters, width) * width + mr
                : together(block, end) == end - block ? mr : filters + mr;
        return rows * GemmKernels.CHAIN + 2 * GemmKernels.SPILL;
    }

    /**
     * Computes the sums of one chain.
     *
     * @param filter some filters of the group, from this one on
     * @param block some blocks of channels, from this one on
     * @param at where scratch begins, which {@link #reserve} has made room for
     * @param add whether to add to what is there
     */
    void multiply(
            int chain, int group, int filter, int filterEnd, int block, int blockEnd, ConvScratch scratch, int at,
            float[] c, int co, boolean add) {
        int begin = chain * GemmKernels.CHAIN;
        int terms = Math.min(GemmKernels.CHAIN, k - begin);
        int rows = filterEnd - filter;
        int first = group * filters + filter;
        int near = at + operands(rows, block, blockEnd);
        boolean once = together(block, blockEnd) == blockEnd - block;
        int to = co;
        int step;
        for (int b = block; b < blockEnd; b += step) {
            step = together(b, blockEnd);
            int after = near;
            for (int i = b; i < b + step; i++) {
                copy(begin, terms, group, i, scratch, after, near + near(b, step));
                after += patches.floats(i);
            }
            if (turned) {
                turned(begin, terms, first, rows, scratch, at, near, c, to, add);
            } else {
                tiles(begin, terms, first, rows, b, b + step, once, b == block, scratch, at, near, c, to, add);
                to += panels(b, b + step) * rows * width;
            }
        }
    }

    private int near(int block, int step) {
        return (step - 1) * patches.floats(block) + patches.floats(block + step - 1);
    }

    /** What the taps read in a block of channels. */
    private void copy(int begin, int terms, int group, int block, ConvScratch scratch, int at, int work) {
        int channel = group * geometry.channelsOfGroup() + block * width;
        int to = at;
        int piece;
        for (int done = 0; done < terms; done += piece) {
            piece = patches.piece(begin + done, terms - done);
            to = patches.copy(
                    kernels, block, begin + done, piece, x, xo + channel * geometry.inPlane(), scratch, to, work,
                    scratch.table, table(block) + done, at);
        }
    }

    /** Where the table of a block begins: whole ones have the same. */
    private int table(int block) {
        return patches.channels(block) == width ? 0 : GemmKernels.CHAIN;
    }

    private void tiles(
            int begin, int terms, int filter, int rows, int block, int end, boolean once, boolean pack,
            ConvScratch scratch, int at, int near, float[] c, int co, boolean add) {
        int a = at;
        int high;
        for (int i = 0; i < rows; i += high) {
            high = gemm.rows(rows - i);
            if (pack) {
                pack(begin, terms, filter + i, high, gemm.height(high), scratch.memory, a);
            }
            int b = near;
            int to = co + i * width;
            for (int some = block; some < end; some++) {
                int runs = geometry.taps() / patches.runTaps(some);
                for (int run = 0; run < runs; run++) {
                    int from = b + patches.offset(some, run);
                    for (int panel = 0; panel < patches.runPanels(some); panel++) {
                        kernels.taps().tile(
                                high, terms, scratch.memory, a, scratch.memory, from + panel * width, scratch.table,
                                table(some), c, to, width, add, scratch.work);
                        to += rows * width;
                    }
                }
                b += patches.floats(some);
            }
            if (!once) {
                a += gemm.height(high) * GemmKernels.CHAIN;
            }
        }
    }

    /** Packs what some filters have of a chain, side by side. */
    private void pack(int begin, int terms, int filter, int count, int wide, float[] to, int at) {
        int piece;
        for (int done = 0; done < terms; done += piece) {
            int image = (begin + done) / positions;
            int position = (begin + done) % positions;
            piece = Math.min(positions - position, terms - done);
            gemm.packTransposed(
                    count, wide, piece, g, go + (image * geometry.filters + filter) * positions + position,
                    positions, to, at + done * wide);
        }
    }

    /** Patches as rows, filters as columns. */
    private void turned(
            int begin, int terms, int filter, int filters, ConvScratch scratch, int at, int near, float[] c, int co,
            boolean add) {
        float[] memory = scratch.memory;
        int a = at + Math.ceilDiv(filters, width) * width * GemmKernels.CHAIN + GemmKernels.SPILL;
        int high;
        for (int i = 0; i < columns; i += high) {
            high = gemm.rows(columns - i);
            windows(terms, near + i, high, gemm.height(high), scratch, a);
            for (int j = 0; j < filters; j += width) {
                int some = Math.min(width, filters - j);
                int wide = gemm.width(some);
                if (i == 0) {
                    pack(begin, terms, filter + j, some, wide, memory, at + j * GemmKernels.CHAIN);
                }
                gemm.tile(
                        high, some, terms, memory, a, memory, at + j * GemmKernels.CHAIN, wide, c,
                        co + i * filters + j, filters, add, scratch.work);
            }
        }
    }

    /** Copies some columns of the patches, for all positions. */
    private void windows(int terms, int near, int count, int height, ConvScratch scratch, int to) {
        int[] table = scratch.table;
        int first = table(0);
        Segments segments = scratch.segments;
        segments.clear();
        segments.begin();
        segments.add(0, count, 0);
        int end;
        for (int p = 0; p < terms; p = end) {
            int apart = p + 1 < terms ? table[first + p + 1] - table[first + p] : 0;
            end = p + 1;
            while (end < terms && table[first + end] - table[first + end - 1] == apart) {
                end++;
            }
            kernels.patches().copy(
                    end - p, segments.table, segments.first(0), segments.count(0), scratch.memory,
                    near + table[first + p], apart, 1, scratch.memory, to + p * height, height);
        }
    }

    /** Writes sums to where the weight has them. */
    void store(
            int group, int filter, int filterEnd, int block, int end, float[] sums, int at, float[] dw, int dwo) {
        int rows = filterEnd - filter;
        int channels = geometry.channelsOfGroup();
        int taps = geometry.taps();
        for (int b = block; b < end; b++) {
            int some = patches.channels(b);
            for (int i = 0; i < rows; i++) {
                int to = dwo + ((group * filters + filter + i) * channels + b * width) * taps;
                for (int tap = 0; tap < taps; tap++) {
                    if (turned) {
                        store(some, sums, at + tap * channels * rows + i, rows, dw, to + tap);
                        continue;
                    }
                    int column = tap % patches.runTaps(b) * some;
                    int panel = patches.firstPanel(b) - patches.firstPanel(block)
                            + tap / patches.runTaps(b) * patches.runPanels(b);
                    int count;
                    for (int done = 0; done < some; done += count) {
                        int from = (column + done) % width;
                        count = Math.min(width - from, some - done);
                        int begin = at + ((panel + (column + done) / width) * rows + i) * width + from;
                        store(count, sums, begin, 1, dw, to + done * taps + tap);
                    }
                }
            }
        }
    }

    /** Writes what some channels have for one filter and tap. */
    private void store(int count, float[] sums, int from, int step, float[] dw, int to) {
        int taps = geometry.taps();
        for (int i = 0; i < count; i++) {
            dw[to + i * taps] = sums[from + i * step];
        }
    }
}
