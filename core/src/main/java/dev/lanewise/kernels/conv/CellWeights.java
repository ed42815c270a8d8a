package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;

/**
 * The gradient of the weight of a convolution of many small groups: what {@link WeightProduct} computes, in the same
 * order, for as many groups at a time as a vector has lanes.
 *
 * <p>Images and gradients are transposed to cells, a band of positions at a time; then all taps' sums go on side by
 * side, position after position. Threads share chains, whose sums are added in ascending order when a wave of them is
 * complete.
 */
final class CellWeights implements Parallel.Part {
    private final Kernels kernels;
    private final int lanes;
    private final Geometry g;
    private final Reach[] axes;
    private final int channels;
    private final int filters;
    private final int positions;
    private final int blocks;

    /** Length of the sums, and their chains. */
    private final int k;
    private final int chains;

    /** How many chains a wave has, and a part. */
    private final int wave;
    private final int share;

    private final Bands bands;
    private final Cells cells;
    private final int[] table;

    private final float[] x;
    private final int xo;
    private final float[] dy;
    private final int dyo;

    /** Sums of each chain of a wave in each block: a cell for each filter, channel and tap of a group. */
    private float[] sums = {};

    /** Floats of the sums of a chain. */
    private final int ofChain;

    /** The first chain of the current wave, and how many it has. */
    private int first;
    private int together;

    CellWeights(Kernels kernels, Geometry g, float[] x, int xo, float[] dy, int dyo) {
        this.kernels = kernels;
        this.lanes = kernels.cells().lanes();
        this.g = g;
        this.axes = Bands.convolution(g);
        this.channels = g.channelsOfGroup();
        this.filters = g.filtersOfGroup();
        this.positions = g.outPlane();
        this.blocks = Math.ceilDiv(g.groups, lanes);
        this.k = Math.multiplyExact(g.batch, positions);
        this.chains = Math.ceilDiv(k, GemmKernels.CHAIN);
        this.bands = Bands.of(axes, channels + filters, lanes);
        this.cells = Cells.of(kernels, axes, bands.rows(), bands.columns());
        this.table = new int[channels * g.taps()];
        tabulate();
        this.ofChain = filters * table.length * lanes;
        this.wave = Math.clamp(Thresholds.CHAINS_SCRATCH / ((long) blocks * ofChain), 1, chains);
        this.share = Math.clamp((long) wave * blocks / Boxes.wanted(), 1, Thresholds.CELL_CHAINS);
        this.x = x;
        this.xo = xo;
        this.dy = dy;
        this.dyo = dyo;
    }

    private void tabulate() {
        int[] phase = new int[Geometry.AXES];
        int wide = g.kernel[2];
        for (int i = 0; i < table.length; i++) {
            int tap = i % g.taps();
            table[i] = cells.offset(phase, tap / wide / g.kernel[1], tap / wide % g.kernel[1], tap % wide)
                    + i / g.taps() * cells.floats();
        }
    }

    /** Computes all groups. */
    void run(float[] dw, int dwo) {
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve((long) blocks * (wave + 1) * ofChain, 0);
        sums = scratch.memory;
        int totals = ConvScratch.FIRST + blocks * wave * ofChain;
        for (first = 0; first < chains; first += wave) {
            together = Math.min(wave, chains - first);
            int parts = Math.ceilDiv(together, share) * blocks;
            if ((double) g.groups * filters * table.length * k < Thresholds.PRODUCT_ALONE) {
                for (int part = 0; part < parts; part++) {
                    run(part);
                }
            } else {
                Parallel.forEach(parts, this);
            }
            for (int block = 0; block < blocks; block++) {
                kernels.gemm().addUp(
                        together, ofChain, 1, ofChain, sums, ConvScratch.FIRST + block * together * ofChain, sums,
                        totals + block * ofChain, ofChain, first > 0);
            }
        }
        int size = ofChain / lanes;
        for (int group = 0; group < g.groups; group++) {
            int from = totals + group / lanes * ofChain + group % lanes;
            for (int i = 0; i < size; i++) {
                dw[dwo + group * size + i] = sums[from + i * lanes];
            }
        }
        ConvScratch.POOL.giveBack(scratch);
    }

    /** Some chains of a block of groups. */
    @Override
    public void run(int part) {
        int block = part % blocks;
        int begin = part / blocks * share;
        int chain = first + begin;
        int last = first + Math.min(begin + share, together);
        int at = ConvScratch.FIRST + (block * together - first) * ofChain; // of chain 0, were it in this wave
        Arrays.fill(sums, at + chain * ofChain, at + last * ofChain, 0f);
        ConvScratch scratch = ConvScratch.POOL.take();
        int ofGradient = bands.rows() * bands.columns() * lanes + GemmKernels.SPILL;
        scratch.reserve((long) channels * cells.floats() + cells.spare() + (long) filters * ofGradient, 0);
        int wide = axes[2].positions();
        int ofDepth = axes[1].positions() * wide;
        int end = (int) Math.min(k, (long) last * GemmKernels.CHAIN);
        int size;
        for (int from = chain * GemmKernels.CHAIN; from < end; from += size) {
            int position = from % positions;
            int column = position % wide;
            int rest = Math.min(end - from, ofDepth - position % ofDepth);
            if (column == 0 && rest >= wide && bands.columns() == wide) {
                size = Math.min(rest / wide, bands.rows()) * wide;
            } else {
                size = Math.min(rest, Math.min(bands.columns(), wide - column));
            }
            band(block, from, size, at, scratch.memory, ofGradient);
        }
        ConvScratch.POOL.giveBack(scratch);
    }

    /** Adds some positions of one depth to the chains' sums: whole rows, or a piece of one. */
    private void band(int block, int from, int size, int at, float[] memory, int ofGradient) {
        int wide = axes[2].positions();
        int tall = axes[1].positions();
        int image = from / positions;
        int position = from % positions;
        int rows = Math.max(1, size / wide);
        int columns = size / rows;
        int group = block * lanes;
        int count = Math.min(lanes, g.groups - group);
        int spare = ConvScratch.FIRST + channels * cells.floats();
        int gradients = spare + cells.spare();
        int plane = g.inPlane();
        for (int channel = 0; channel < channels; channel++) {
            cells.fill(
                    count, x, xo + ((image * g.groups + group) * channels + channel) * plane, channels * plane,
                    position / wide / tall, position / wide % tall, rows, position % wide, memory,
                    ConvScratch.FIRST + channel * cells.floats(), spare);
        }
        for (int filter = 0; filter < filters; filter++) {
            kernels.gemm().packTransposed(
                    count, lanes, size, dy,
                    dyo + ((image * g.groups + group) * filters + filter) * positions + position, filters * positions,
                    memory, gradients + filter * ofGradient);
        }
        int ofFilter = table.length * lanes;
        int done = 0;
        while (done < size) {
            int chain = (from + done) / GemmKernels.CHAIN;
            int end = (int) Math.min(size, (chain + 1L) * GemmKernels.CHAIN - from);
            for (int filter = 0; filter < filters; filter++) {
                accumulate(done, end, columns, memory, gradients + filter * ofGradient,
                        at + (chain * filters + filter) * ofFilter);
            }
            done = end;
        }
    }

    /** Adds positions of a band to the sums of a chain: the rest of a row, whole rows, and the beginning of one. */
    private void accumulate(int from, int to, int columns, float[] memory, int gradients, int at) {
        int rows;
        int cols;
        for (int i = from; i < to; i += rows * cols) {
            int column = i % columns;
            rows = column == 0 ? Math.max(1, (to - i) / columns) : 1;
            cols = Math.min(columns - column, to - i);
            kernels.cells().accumulate(
                    rows, cols, table.length, memory, gradients + i * lanes, memory,
                    ConvScratch.FIRST + i / columns * cells.down() + column * cells.right(), cells.down(),
                    cells.right(), table, 0, sums, at);
        }
    }
}
