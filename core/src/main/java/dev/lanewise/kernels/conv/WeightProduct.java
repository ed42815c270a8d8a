package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.drivers.CacheLines;
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
 * <p>A {@link WeightChain} computes what one chain gives. Threads share filters and channels and go through all chains,
 * each of which they add to the sums so far; or they share the chains, whose sums are added in ascending order when a
 * wave of them is complete: what is expected to take less time.
 */
final class WeightProduct implements Parallel.Part, Pool.Kept<WeightProduct> {
    private static final Pool<WeightProduct> POOL = new Pool<>(WeightProduct::new);

    private static final float[] NONE = {};

    /** What parts do. */
    private enum Phase {
        /** All chains of some filters and blocks of channels of a group. */
        BLOCKS,
        /** All groups, filters and channels of some chains. */
        CHAINS,
        /** The addition of some sums of a wave. */
        SUMS
    }

    private final SoftReference<WeightProduct> reference = new SoftReference<>(this);
    private final WeightChain chain = new WeightChain();

    private int groups;
    private int filters;
    private int blocks;
    private int chains;

    private float[] dw = NONE;
    private int dwo;

    private Phase phase = Phase.BLOCKS;

    /** Into how many parts the filters and the blocks of channels of a group are cut. */
    private int filterParts;

    private int blockParts;

    /** Sums so far, {@code [group, ofGroup]}, and behind them those of a wave, {@code [chain, group, ofGroup]}. */
    private float[] sums = NONE;

    private int ofGroup;

    /** The first chain of a wave, and how many there are. */
    private int first;

    private int count;

    /** Chains, or sums, of a part. */
    private int grain;

    @Override
    public SoftReference<WeightProduct> reference() {
        return reference;
    }

    /** Computes all groups; there is at least one position. */
    static void run(Geometry geometry, float[] x, int xo, float[] g, int go, float[] dw, int dwo) {
        WeightProduct product = POOL.take();
        product.chain.describe(geometry, x, xo, g, go);
        product.dw = dw;
        product.dwo = dwo;
        product.run(geometry);
        product.dw = NONE;
        product.chain.clear();
        POOL.giveBack(product);
    }

    private void run(Geometry geometry) {
        groups = geometry.groups;
        filters = geometry.filtersOfGroup();
        blocks = chain.blocks();
        chains = chain.chains();
        ofGroup = chain.sums(filters, 0, blocks);
        double multiplyAdds = (double) groups * filters * geometry.channelsOfGroup() * geometry.taps() * chain.length();
        int threads = multiplyAdds < Thresholds.PRODUCT_ALONE ? 1 : Parallel.available();
        double cost = cutBlocks(threads);
        int wave = wave(threads);
        if (wave > 0 && costOfChains(threads, wave) < cost) {
            shareChains(threads, wave);
        } else {
            phase = Phase.BLOCKS;
            fork(threads, groups * blockParts * filterParts);
        }
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
    private double cutBlocks(int threads) {
        int tiles = Math.ceilDiv(filters, chain.filtersTogether());
        int most = threads == 1 ? 1 : Thresholds.CHAINS_PARTS_A_THREAD * threads;
        double least = Double.MAX_VALUE;
        for (int down = 1; down <= Math.min(tiles, most); down++) {
            int rows = Math.min(filters, Math.ceilDiv(tiles, down) * chain.filtersTogether());
            for (int across = 1; across <= Math.min(blocks, most); across++) {
                double cost = Math.ceilDiv(groups * down * across, threads)
                        * chain.cost(rows, Math.ceilDiv(blocks, across));
                if (cost < least) {
                    least = cost;
                    filterParts = down;
                    blockParts = across;
                }
            }
        }
        return least * chains;
    }

    /** How many chains threads may share at a time; 0 if they have too many sums. */
    private int wave(int threads) {
        long size = (long) groups * ofGroup;
        if (threads == 1 || size * threads > Thresholds.CHAIN_SUMS) {
            return 0;
        }
        int most = (int) (Thresholds.CHAIN_SUMS / size) / threads * threads;
        return Math.ceilDiv(Math.ceilDiv(chains, Math.ceilDiv(chains, most)), threads) * threads;
    }

    private double costOfChains(int threads, int wave) {
        int rounds = chains / wave * (wave / threads) + Math.ceilDiv(chains % wave, threads);
        return groups * (rounds * chain.cost(filters, blocks)
                + (double) chains * ofGroup * Thresholds.COST_SUM / 100 / threads);
    }

    private void shareChains(int threads, int wave) {
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve((1L + Math.min(wave, chains)) * groups * ofGroup, 0);
        sums = scratch.memory;
        for (first = 0; first < chains; first += wave) {
            count = Math.min(wave, chains - first);
            grain = Math.max(1, count / (Thresholds.CHAINS_PARTS_A_THREAD * threads));
            phase = Phase.CHAINS;
            fork(threads, Math.ceilDiv(count, grain));
            phase = Phase.SUMS;
            grain = Math.ceilDiv(Thresholds.GRAIN, count);
            fork(threads, Math.ceilDiv(groups * ofGroup, grain));
        }
        for (int group = 0; group < groups; group++) {
            chain.store(group, 0, filters, 0, blocks, sums, ConvScratch.FIRST + group * ofGroup, dw, dwo);
        }
        sums = NONE;
        ConvScratch.POOL.giveBack(scratch);
    }

    @Override
    public void run(int part) {
        switch (phase) {
            case BLOCKS ->
                runBlocks(part / (filterParts * blockParts), part / blockParts % filterParts, part % blockParts);
            case CHAINS -> runChains(part * grain, Math.min(part * grain + grain, count));
            case SUMS -> addUp(part * grain);
        }
    }

    private void runBlocks(int group, int filterPart, int blockPart) {
        int together = chain.filtersTogether();
        int tiles = Math.ceilDiv(filters, together);
        int filter = tiles * filterPart / filterParts * together;
        int filterEnd = Math.min(filters, tiles * (filterPart + 1) / filterParts * together);
        int block = blocks * blockPart / blockParts;
        int blockEnd = blocks * (blockPart + 1) / blockParts;
        int lines = Math.ceilDiv(chain.sums(filterEnd - filter, block, blockEnd), CacheLines.FLOATS);
        int size = lines * CacheLines.FLOATS;
        ConvScratch scratch = ConvScratch.POOL.take();
        chain.reserve(scratch, size, filterEnd - filter, block, blockEnd);
        for (int i = 0; i < chains; i++) {
            chain.multiply(
                    i, group, filter, filterEnd, block, blockEnd, scratch, ConvScratch.FIRST + size, scratch.memory,
                    ConvScratch.FIRST, i > 0);
        }
        chain.store(group, filter, filterEnd, block, blockEnd, scratch.memory, ConvScratch.FIRST, dw, dwo);
        ConvScratch.POOL.giveBack(scratch);
    }

    /** Some chains of a wave. */
    private void runChains(int from, int to) {
        ConvScratch scratch = ConvScratch.POOL.take();
        chain.reserve(scratch, 0, filters, 0, blocks);
        int at = ConvScratch.FIRST + (1 + from) * groups * ofGroup;
        for (int i = from; i < to; i++) {
            for (int group = 0; group < groups; group++) {
                chain.multiply(
                        first + i, group, 0, filters, 0, blocks, scratch, ConvScratch.FIRST, sums, at, false);
                at += ofGroup;
            }
        }
        ConvScratch.POOL.giveBack(scratch);
    }

    /** Adds some sums of a wave to those so far. */
    private void addUp(int from) {
        int size = groups * ofGroup;
        int at = ConvScratch.FIRST + from;
        KernelLookup.active().gemm().addUp(
                count, size, 1, Math.min(grain, size - from), sums, at + size, sums, at, size, first > 0);
    }
}
