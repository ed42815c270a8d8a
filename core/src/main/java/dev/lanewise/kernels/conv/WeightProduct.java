package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.drivers.Pool;
import dev.lanewise.parallel.Parallel;
import java.lang.ref.SoftReference;

/**
 * The gradient of a convolution's weight: for each filter, channel of its group and tap the sum over all images and
 * positions of the filter's gradient times what the tap reads.
 *
 * <p><b>Order</b>: {@code k = image * positions + position} ascending, in the chains of {@link GemmKernels}. A tap in
 * the padding takes part as {@code gradient * 0}.
 *
 * <pre>
 *   for each chain
 *     pack the gradient, [filters, 512]
 *     for a few blocks of channels
 *       copy what the taps read, channels last       {@link ChannelsLast}
 *       for each panel of the gradient               stays in L1
 *         for each panel of taps and channels        streams from L2
 *           tile, added to the sums so far
 * </pre>
 *
 * <p>Threads share filters and channels and go through all chains; or they share the chains, whose sums are added in
 * ascending order when a wave of them is complete: what is expected to take less time.
 */
final class WeightProduct implements Parallel.Part, Pool.Kept<WeightProduct> {
    private static final Pool<WeightProduct> POOL = new Pool<>(WeightProduct::new);

    private static final float[] NONE = {};

    /** What parts do. */
    private enum Phase {
        /** All chains of some filters and channels of a group. */
        BLOCKS,
        /** All groups, filters and channels of some chains. */
        CHAINS,
        /** The addition of some sums of a wave. */
        SUMS
    }

    private final SoftReference<WeightProduct> reference = new SoftReference<>(this);
    private final ChannelsLast patches = new ChannelsLast();

    private Kernels kernels = KernelLookup.active();
    private GemmKernels gemm = kernels.gemm();
    private Geometry geometry = ChannelsLast.NONE;
    private int positions;
    private int filters;

    /** Length of the sums. */
    private int k;
    private int chains;

    /** Columns of a tile; tiles side by side for all channels and taps of a group. */
    private int width;
    private int panels;

    private float[] x = NONE;
    private int xo;
    private float[] g = NONE;
    private int go;
    private float[] dw = NONE;
    private int dwo;

    private Phase phase = Phase.BLOCKS;

    /** Into how many parts the filters and the blocks of channels are cut. */
    private int filterParts;
    private int blockParts;

    /** Sums of a wave, {@code [chain, group, panel, filter, width]}, behind the sums of the waves before. */
    private float[] sums = NONE;

    private int first;
    private int count;
    private int grain;

    @Override
    public SoftReference<WeightProduct> reference() {
        return reference;
    }

    /** Computes all groups; there is at least one position. */
    static void run(Geometry geometry, float[] x, int xo, float[] g, int go, float[] dw, int dwo) {
        WeightProduct product = POOL.take();
        product.x = x;
        product.xo = xo;
        product.g = g;
        product.go = go;
        product.dw = dw;
        product.dwo = dwo;
        product.describe(geometry);
        product.run();
        product.x = NONE;
        product.g = NONE;
        product.dw = NONE;
        POOL.giveBack(product);
    }

    private void describe(Geometry geometry) {
        this.geometry = geometry;
        kernels = KernelLookup.active();
        gemm = kernels.gemm();
        positions = geometry.outPlane();
        filters = geometry.filtersOfGroup();
        k = Math.multiplyExact(geometry.batch, positions);
        chains = Math.ceilDiv(k, GemmKernels.CHAIN);
        width = gemm.blocks().nr();
        patches.describe(geometry, width, Math.min(k, GemmKernels.CHAIN), k);
        int last = patches.blocks() - 1;
        panels = patches.firstPanel(last) + patches.panels(last);
    }

    private void run() {
        double multiplyAdds =
                (double) geometry.groups * geometry.channelsOfGroup() * geometry.taps() * filters * k;
        int threads = multiplyAdds < Thresholds.PRODUCT_ALONE ? 1 : Parallel.available();
        double blocks = chooseParts(threads);
        int size = geometry.groups * panels * filters * width;
        int wave = wave(threads, size);
        if (wave > 0 && costOfChains(threads, size, wave) < blocks) {
            shareChains(threads, size, wave);
            return;
        }
        phase = Phase.BLOCKS;
        fork(threads, geometry.groups * blockParts * filterParts);
    }

    private void fork(int threads, int parts) {
        if (threads == 1) {
            for (int part = 0; part < parts; part++) {
                run(part);
            }
        } else {
            Parallel.forEach(parts, this);
        }
    }

    /** Chooses how to cut filters and blocks of channels, and returns what all chains then cost. */
    private double chooseParts(int threads) {
        int blocks = patches.blocks();
        int tiles = Math.ceilDiv(filters, gemm.blocks().mr());
        filterParts = 1;
        blockParts = 1;
        double best = Double.MAX_VALUE;
        int most = 4 * threads;
        for (int down = 1; down <= Math.min(tiles, threads == 1 ? 1 : most); down++) {
            for (int across = 1; across <= Math.min(blocks, threads == 1 ? 1 : most); across++) {
                int parts = geometry.groups * down * across;
                double cost = Math.ceilDiv(parts, threads)
                        * cost(Math.min(filters, Math.ceilDiv(tiles, down) * gemm.blocks().mr()),
                                Math.ceilDiv(blocks, across));
                if (cost < 0.98 * best) {
                    best = cost;
                    filterParts = down;
                    blockParts = across;
                }
            }
        }
        return best * chains;
    }

    /** Cost of a chain for so many filters and blocks of channels. */
    private double cost(int filters, int blocks) {
        int someBlocks = Math.min(blocks, patches.blocks());
        double floats = 0;
        double tiles = 0;
        for (int block = 0; block < someBlocks; block++) {
            floats += patches.floats(block);
            tiles += patches.panels(block);
        }
        return GemmKernels.CHAIN * (filters * tiles + filters * Thresholds.COST_GRADIENT / 100.0)
                + floats * Thresholds.COST_IMAGE / 100;
    }

    /** How many chains threads may share at a time; 0 if their sums are too many. */
    private int wave(int threads, int size) {
        if (threads == 1 || (long) size * threads > Thresholds.CHAIN_SUMS) {
            return 0;
        }
        int most = Thresholds.CHAIN_SUMS / size / threads * threads;
        return Math.ceilDiv(Math.ceilDiv(chains, Math.ceilDiv(chains, most)), threads) * threads;
    }

    private double costOfChains(int threads, int size, int wave) {
        int rounds = chains / wave * (wave / threads) + Math.ceilDiv(chains % wave, threads);
        return rounds * cost(filters, patches.blocks()) * geometry.groups
                + (double) chains * size * Thresholds.COST_SUM / 100 / threads;
    }

    private void shareChains(int threads, int size, int wave) {
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve((1L + Math.min(wave, chains)) * size, 0);
        sums = scratch.memory;
        for (first = 0; first < chains; first += wave) {
            count = Math.min(wave, chains - first);
            grain = Math.max(1, count / (Thresholds.CHAINS_PARTS_A_THREAD * threads));
            phase = Phase.CHAINS;
            fork(threads, Math.ceilDiv(count, grain));
            phase = Phase.SUMS;
            grain = Math.max(Thresholds.GRAIN / count, width);
            fork(threads, Math.ceilDiv(size, grain));
        }
        int ofGroup = panels * filters * width;
        for (int group = 0; group < geometry.groups; group++) {
            store(group, 0, filters, 0, patches.blocks(), sums, ConvScratch.FIRST + group * ofGroup);
        }
        sums = NONE;
        ConvScratch.POOL.giveBack(scratch);
    }

    @Override
    public void run(int part) {
        switch (phase) {
            case BLOCKS -> {
                int group = part / (filterParts * blockParts);
                runBlocks(group, part / blockParts % filterParts, part % blockParts);
            }
            case CHAINS -> {
                int from = part * grain;
                runChains(from, Math.min(from + grain, count));
            }
            case SUMS -> {
                int size = geometry.groups * panels * filters * width;
                int from = part * grain;
                int at = ConvScratch.FIRST + from;
                gemm.addUp(
                        count, size, 1, Math.min(grain, size - from), sums, at + size, sums, at, size, first > 0);
            }
        }
    }

    private void runBlocks(int group, int filterPart, int blockPart) {
        int tiles = Math.ceilDiv(filters, gemm.blocks().mr());
        int filter = tiles * filterPart / filterParts * gemm.blocks().mr();
        int filterEnd = Math.min(filters, tiles * (filterPart + 1) / filterParts * gemm.blocks().mr());
        int block = patches.blocks() * blockPart / blockParts;
        int blockEnd = patches.blocks() * (blockPart + 1) / blockParts;
        int size = panels(block, blockEnd) * (filterEnd - filter) * width;
        ConvScratch scratch = ConvScratch.POOL.take();
        reserve(scratch, filterEnd - filter, block, blockEnd, size);
        for (int chain = 0; chain < chains; chain++) {
            multiply(
                    chain, group, filter, filterEnd, block, blockEnd, scratch, ConvScratch.FIRST + size,
                    scratch.memory, ConvScratch.FIRST, chain > 0);
        }
        store(group, filter, filterEnd, block, blockEnd, scratch.memory, ConvScratch.FIRST);
        ConvScratch.POOL.giveBack(scratch);
    }

    /** Some chains of a wave. */
    private void runChains(int from, int to) {
        ConvScratch scratch = ConvScratch.POOL.take();
        reserve(scratch, filters, 0, patches.blocks(), 0);
        int size = panels * filters * width;
        int at = ConvScratch.FIRST + (1 + from) * geometry.groups * size;
        for (int chain = from; chain < to; chain++) {
            for (int group = 0; group < geometry.groups; group++) {
                multiply(
                        first + chain, group, 0, filters, 0, patches.blocks(), scratch, ConvScratch.FIRST, sums, at,
                        false);
                at += size;
            }
        }
        ConvScratch.POOL.giveBack(scratch);
    }

    private int panels(int block, int end) {
        return patches.firstPanel(end - 1) + patches.panels(end - 1) - patches.firstPanel(block);
    }

    /** How many blocks from {@code block} on are copied together. */
    private int together(int block, int end) {
        return Math.clamp(Thresholds.CHAIN_NEAR / patches.floats(block), 1, end - block);
    }

    private void reserve(ConvScratch scratch, int filters, int block, int end, int size) {
        long near = Math.max(
                (long) together(block, end) * patches.floats(block) + patches.floats(end - 1), 0);
        int work = Math.max(patches.work(block), patches.work(end - 1));
        scratch.reserve(size + gradients(filters) + near + work, gemm.blocks().work());
        scratch.table(2 * GemmKernels.CHAIN);
    }

    /** Floats of a chain of packed gradients. */
    private int gradients(int filters) {
        return (filters + gemm.blocks().mr()) * GemmKernels.CHAIN + GemmKernels.SPILL;
    }

    /** One chain of some filters and blocks of channels. */
    private void multiply(
            int chain, int group, int filter, int filterEnd, int block, int blockEnd, ConvScratch scratch, int at,
            float[] c, int co, boolean add) {
        int begin = chain * GemmKernels.CHAIN;
        int terms = Math.min(GemmKernels.CHAIN, k - begin);
        int rows = filterEnd - filter;
        pack(begin, terms, group * filters + filter, rows, scratch, at);
        int near = at + gradients(rows);
        int step;
        int to = co;
        for (int b = block; b < blockEnd; b += step) {
            step = together(b, blockEnd);
            int after = near;
            for (int i = b; i < b + step; i++) {
                copy(begin, terms, group, i, scratch, after, near + nearFloats(b, step));
                after += patches.floats(i);
            }
            tiles(terms, rows, b, b + step, scratch, at, near, c, to, add);
            to += panels(b, b + step) * rows * width;
        }
    }

    private int nearFloats(int block, int step) {
        return (step - 1) * patches.floats(block) + patches.floats(block + step - 1);
    }

    /** Packs the gradients of a chain, a panel of filters after the other. */
    private void pack(int begin, int terms, int filter, int rows, ConvScratch scratch, int at) {
        int to = at;
        int high;
        for (int i = 0; i < rows; i += high) {
            high = gemm.rows(rows - i);
            int height = gemm.height(high);
            int piece;
            for (int done = 0; done < terms; done += piece) {
                int image = (begin + done) / positions;
                int position = (begin + done) % positions;
                piece = Math.min(positions - position, terms - done);
                gemm.packTransposed(
                        high, height, piece, g,
                        go + (image * geometry.filters + filter + i) * positions + position, positions,
                        scratch.memory, to + done * height);
            }
            to += height * GemmKernels.CHAIN;
        }
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
            int terms, int rows, int block, int end, ConvScratch scratch, int at, int near, float[] c, int co,
            boolean add) {
        int a = at;
        int high;
        for (int i = 0; i < rows; i += high) {
            high = gemm.rows(rows - i);
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
            a += gemm.height(high) * GemmKernels.CHAIN;
        }
    }

    /** Writes sums to where the weight has them. */
    private void store(
            int group, int filter, int filterEnd, int block, int end, float[] sums, int at) {
        int taps = geometry.taps();
        int channels = geometry.channelsOfGroup();
        int rows = filterEnd - filter;
        for (int b = block; b < end; b++) {
            int ofBlock = patches.channels(b);
            int columns = patches.runTaps(b) * ofBlock;
            for (int i = 0; i < rows; i++) {
                int to = dwo + ((group * filters + filter + i) * channels + b * width) * taps;
                for (int tap = 0; tap < taps; tap++) {
                    int column = tap % patches.runTaps(b) * ofBlock;
                    int panel = patches.firstPanel(b) - patches.firstPanel(block)
                            + tap / patches.runTaps(b) * patches.runPanels(b);
                    for (int channel = 0; channel < ofBlock; channel++, column++) {
                        int from = at + ((panel + column / width) * rows + i) * width + column % width;
                        dw[to + channel * taps + tap] = sums[from];
                    }
                }
            }
        }
    }
}
