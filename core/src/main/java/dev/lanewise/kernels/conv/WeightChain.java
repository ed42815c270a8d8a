package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;

/**
 * The chains of the gradient of a convolution's weight, one at a time: an implicit product of the result's gradient,
 * {@code [filters, 512]}, and the patches, {@code [512, taps * channels]}. Patches are read in place.
 *
 * <pre>
 *   for a few blocks of channels                   as many as fit L2
 *     copy what the taps read, channels last       ({@link ChannelsLast})
 *     for each panel of the gradient               packed when first needed, stays in L1
 *       for each panel of taps and channels        streams from L2
 *         tile
 * </pre>
 *
 * <p>Channels that are left, or all if they are few, would leave much of a tile's columns empty. There the product is
 * turned around, with filters as columns of tiles: what the taps read is copied plane by plane, if at all
 * ({@link PaddedPlanes}).
 *
 * <p>Sums are {@code [panel, filter, width]}, and behind them, turned, {@code [tap, channel, filter]}.
 */
final class WeightChain {
    private static final float[] NONE = {};

    private final ChannelsLast blocks = new ChannelsLast();
    private final PaddedPlanes planes = new PaddedPlanes();

    private Kernels kernels = KernelLookup.active();
    private GemmKernels gemm = kernels.gemm();
    private Geometry geometry = ChainPieces.NONE;
    private int positions;
    private int filters;

    /** Length of the sums. */
    private int k;

    /** Columns of a tile. */
    private int width;

    /** How many blocks are read channels last; the one that remains, if any, is turned. */
    private int straight;

    /** Taps times channels of the turned block. */
    private int turnedRows;

    private float[] x = NONE;
    private int xo;
    private float[] g = NONE;
    private int go;

    /** Describes a convolution with at least one position, filter and channel. */
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
        k = Math.multiplyExact(geometry.batch, positions);
        width = gemm.blocks().nr();
        blocks.describe(geometry, width);
        straight = blocks.blocks();
        turnedRows = 0;
        int last = straight - 1;
        int rest = blocks.channels(last);
        if (rest < width && turningPays(geometry.taps() * rest, last)) {
            planes.describe(geometry, rest);
            turnedRows = geometry.taps() * rest;
            straight = last;
        }
    }

    /** Forgets the arrays. */
    void clear() {
        x = NONE;
        g = NONE;
    }

    private boolean turningPays(int rows, int block) {
        double again = block > 0 ? filters * Thresholds.COST_GRADIENT / 100.0 : 0;
        return turnedCost(rows, filters) + again < 2.0 * padded(filters) * blocks.panels(block);
    }

    /** Multiplications of vectors for a position. */
    private double turnedCost(int rows, int filters) {
        int halves = 2 * (filters / width) + Math.ceilDiv(2 * (filters % width), width);
        return (double) paddedTurned(rows) * halves;
    }

    /** Rows with the padding of the last panel. */
    private int padded(int rows) {
        int i = 0;
        while (rows - i > gemm.blocks().mr()) {
            i += gemm.rows(rows - i);
        }
        return i + gemm.height(rows - i);
    }

    private int paddedTurned(int rows) {
        int high = kernels.taps().patchRows();
        return Math.ceilDiv(rows, high) * high;
    }

    int length() {
        return k;
    }

    int chains() {
        return Math.ceilDiv(k, GemmKernels.CHAIN);
    }

    /** Blocks of channels that threads may share out. */
    int blocks() {
        return blocks.blocks();
    }

    /** Filters that are not cut apart. */
    int filtersTogether() {
        return straight > 0 ? gemm.blocks().mr() : width;
    }

    /** Floats of the sums of so many filters and blocks from {@code block} to {@code end - 1}. */
    int sums(int filters, int block, int end) {
        return Math.multiplyExact(panels(block, end) * width + (end > straight ? turnedRows : 0), filters);
    }

    /** Panels of straight blocks. */
    private int panels(int block, int end) {
        int last = Math.min(end, straight) - 1;
        return last < block ? 0 : blocks.firstPanel(last) + blocks.panels(last) - blocks.firstPanel(block);
    }

    /** Cost of a chain for so many filters and blocks, in multiplications of two vectors. */
    double cost(int filters, int count) {
        int end = blocks.blocks();
        int block = end - count;
        double tiles = 2.0 * padded(filters) * panels(block, end) + turnedCost(turnedRows, filters);
        double floats = turnedRows > 0 ? planes.floats() : 0;
        for (int b = block; b < straight; b++) {
            floats += blocks.floats(b);
        }
        return GemmKernels.CHAIN * (tiles + filters * Thresholds.COST_GRADIENT / 100.0)
                + floats * Thresholds.COST_IMAGE / 100;
    }

    /** Makes room for chains of so many filters and some blocks, behind {@code before} floats, and enters tables. */
    void reserve(ConvScratch scratch, int before, int filters, int block, int end) {
        long most = 0;
        int last = Math.min(end, straight);
        if (block < last) {
            int near = (together(block, last) - 1) * blocks.floats(block)
                    + Math.max(blocks.floats(block), blocks.floats(last - 1));
            most = (long) near + Math.max(blocks.work(block), blocks.work(last - 1));
        }
        if (end > straight) {
            most = Math.max(most, planes.floats());
        }
        scratch.reserve(before + operands(filters, block, end) + most, gemm.blocks().work());
        int[] table = scratch.table(2 * GemmKernels.CHAIN + paddedTurned(turnedRows));
        if (end > straight) {
            planes.tabulateRows(table, 2 * GemmKernels.CHAIN, 2 * GemmKernels.CHAIN + paddedTurned(turnedRows));
        }
    }

    /** How many blocks from {@code block} on are copied together. */
    private int together(int block, int end) {
        return Math.clamp(Thresholds.CHAIN_NEAR / blocks.floats(block), 1, end - block);
    }

    /** Floats of packed gradients: a panel if it is not needed again. */
    private int operands(int filters, int block, int end) {
        int last = Math.min(end, straight);
        int mr = gemm.blocks().mr();
        int most = block < last ? together(block, last) == last - block ? mr : filters + mr : 0;
        if (end > straight) {
            most = Math.max(most, Math.ceilDiv(filters, width) * width);
        }
        return most * GemmKernels.CHAIN + 2 * GemmKernels.SPILL;
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
        int end = Math.min(blockEnd, straight);
        int to = co;
        int step;
        for (int b = block; b < end; b += step) {
            step = together(b, end);
            int work = near + (step - 1) * blocks.floats(b) + blocks.floats(b + step - 1);
            int after = near;
            for (int i = b; i < b + step; i++) {
                copy(begin, terms, group, i, scratch, after, work);
                after += blocks.floats(i);
            }
            tiles(
                    begin, terms, first, rows, b, b + step, b == block, block + step == end, scratch, at, near, c, to,
                    add);
            to += panels(b, b + step) * rows * width;
        }
        if (blockEnd > straight) {
            turned(begin, terms, group, first, rows, scratch, at, near, c, to, add);
        }
    }

    /** What the taps read in a block of channels. */
    private void copy(int begin, int terms, int group, int block, ConvScratch scratch, int at, int work) {
        int from = xo + (group * geometry.channelsOfGroup() + block * width) * geometry.inPlane();
        int to = at;
        int piece;
        for (int done = 0; done < terms; done += piece) {
            piece = blocks.piece(begin + done, terms - done);
            to = blocks.copy(
                    kernels, block, begin + done, piece, x, from, scratch, to, work, scratch.table,
                    table(block) + done, at);
        }
    }

    /** Where the table of a block begins: whole ones have the same. */
    private int table(int block) {
        return blocks.channels(block) == width ? 0 : GemmKernels.CHAIN;
    }

    /**
     * The tiles of some blocks.
     *
     * @param pack whether the gradients have to be packed
     * @param once whether they are not needed again
     */
    private void tiles(
            int begin, int terms, int filter, int rows, int block, int end, boolean pack, boolean once,
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
                int runs = geometry.taps() / blocks.runTaps(some);
                for (int run = 0; run < runs; run++) {
                    int from = b + blocks.offset(some, run);
                    for (int panel = 0; panel < blocks.runPanels(some); panel++) {
                        kernels.taps().tile(
                                high, width, terms, scratch.memory, a, scratch.memory,
                                scratch.rows(table(some), terms, from + panel * width), c, to, width, add,
                                scratch.work);
                        to += rows * width;
                    }
                }
                b += blocks.floats(some);
            }
            a += once ? 0 : gemm.height(high) * GemmKernels.CHAIN;
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

    /** The turned block: patches as rows, filters as columns. */
    private void turned(
            int begin, int terms, int group, int filter, int filters, ConvScratch scratch, int at, int near,
            float[] c, int co, boolean add) {
        float[] memory = scratch.memory;
        int[] table = scratch.table;
        int from = xo + (group * geometry.channelsOfGroup() + straight * width) * geometry.inPlane();
        int to = near;
        int piece;
        for (int done = 0; done < terms; done += piece) {
            piece = planes.piece(begin + done, terms - done);
            to = planes.copy(
                    kernels, begin + done, piece, x, from, scratch, to, table, GemmKernels.CHAIN + done, near);
        }
        float[] source = planes.isDirect() ? x : memory;
        int so = planes.isDirect() ? from : near;
        int high = kernels.taps().patchRows();
        for (int j = 0; j < filters; j += width) {
            int some = Math.min(width, filters - j);
            int wide = gemm.width(some);
            int b = at + j * GemmKernels.CHAIN;
            pack(begin, terms, filter + j, some, wide, memory, b);
            for (int i = 0; i < turnedRows; i += high) {
                kernels.taps().patches(
                        Math.min(high, turnedRows - i), some, terms, source, so, table, 2 * GemmKernels.CHAIN + i,
                        GemmKernels.CHAIN, memory, b, wide, c, co + i * filters + j, filters, add, scratch.work);
            }
        }
    }

    /** Writes sums to where the weight has them. */
    void store(
            int group, int filter, int filterEnd, int block, int end, float[] sums, int at, float[] dw, int dwo) {
        int rows = filterEnd - filter;
        int channels = geometry.channelsOfGroup();
        int ofFilter = channels * geometry.taps();
        int turned = at + panels(block, end) * rows * width;
        for (int b = block; b < end; b++) {
            for (int i = 0; i < rows; i++) {
                int to = dwo + (group * filters + filter + i) * ofFilter + b * width * geometry.taps();
                for (int tap = 0; tap < geometry.taps(); tap++) {
                    if (b < straight) {
                        storeTap(tap, b, block, i, rows, sums, at, dw, to + tap);
                    } else {
                        int some = blocks.channels(b);
                        store(some, sums, turned + tap * some * rows + i, rows, dw, to + tap);
                    }
                }
            }
        }
    }

    /** Writes the sums of a tap in a straight block for filter {@code i}. */
    private void storeTap(
            int tap, int block, int first, int i, int rows, float[] sums, int at, float[] dw, int to) {
        int some = blocks.channels(block);
        int column = tap % blocks.runTaps(block) * some;
        int panel = blocks.firstPanel(block) - blocks.firstPanel(first)
                + tap / blocks.runTaps(block) * blocks.runPanels(block);
        int count;
        for (int done = 0; done < some; done += count) {
            int from = (column + done) % width;
            count = Math.min(width - from, some - done);
            store(
                    count, sums, at + ((panel + (column + done) / width) * rows + i) * width + from, 1, dw,
                    to + done * geometry.taps());
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
