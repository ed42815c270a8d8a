package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.drivers.Split;
import dev.lanewise.kernels.gemm.Gemm;
import dev.lanewise.parallel.Parallel;

/**
 * The gradient of a convolution's weight: for each filter, channel of its group and tap the sum over all images and
 * positions of the filter's gradient times what the tap reads.
 *
 * <p><b>Order</b>: {@code k = image * positions + position} ascending, in the chains of {@link GemmKernels}. A tap in
 * the padding takes part as {@code gradient * 0}.
 *
 * <p>A chain is a product of patches {@code [taps * channels, 512]}, gathered in rows that are read in place, and
 * gradients {@code [512, filters]}. Threads share blocks of the patches' rows; where those are few, the chains, whose
 * sums are added in ascending order when a wave of them is complete.
 */
final class WeightProduct {
    private final Kernels kernels;
    private final GemmKernels gemm;
    private final Geometry geometry;
    private final Grid grid;
    private final int positions;
    private final int channels;
    private final int filters;

    /** Rows of patches of a group, and all of k. */
    private final int rows;
    private final int k;
    private final int chains;

    private final float[] x;
    private final int xo;
    private final float[] g;
    private final int go;
    private final float[] dw;
    private final int dwo;

    WeightProduct(
            Kernels kernels, Geometry geometry, float[] x, int xo, float[] g, int go, float[] dw, int dwo) {
        this.kernels = kernels;
        this.gemm = kernels.gemm();
        this.geometry = geometry;
        this.grid = Grid.ofConvolution(geometry);
        this.positions = geometry.outPlane();
        this.channels = geometry.channelsOfGroup();
        this.filters = geometry.filtersOfGroup();
        this.rows = geometry.taps() * channels;
        this.k = Math.multiplyExact(geometry.batch, positions);
        this.chains = Math.ceilDiv(k, GemmKernels.CHAIN);
        this.x = x;
        this.xo = xo;
        this.g = g;
        this.go = go;
        this.dw = dw;
        this.dwo = dwo;
    }

    /** Computes all groups; {@code k >= 1}. */
    void run() {
        double multiplyAdds = (double) geometry.groups * rows * filters * k;
        int threads = multiplyAdds < Thresholds.PRODUCT_ALONE ? 1 : Parallel.available();
        if (threads > 1 && geometry.groups * rows < threads * Thresholds.PATCH_ROWS_A_THREAD) {
            for (int group = 0; group < geometry.groups; group++) {
                shareChains(group);
            }
            return;
        }
        int blocks = Math.ceilDiv(rows, Thresholds.BLOCK_ROWS);
        if (geometry.groups * blocks % threads != 0) {
            blocks = Math.min(rows, Math.ceilDiv(blocks, threads) * threads);
        }
        int high = Math.ceilDiv(rows, blocks);
        int ofGroup = Math.ceilDiv(rows, high);
        Parallel.Part part = unit -> {
            int from = unit % ofGroup * high;
            block(unit / ofGroup, from, Math.min(high, rows - from));
        };
        if (threads == 1) {
            for (int unit = 0; unit < geometry.groups * ofGroup; unit++) {
                part.run(unit);
            }
        } else {
            Parallel.forEach(geometry.groups * ofGroup, part);
        }
    }

    /** Some rows of a group, one chain after the other. */
    private void block(int group, int from, int high) {
        int size = high * filters;
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve(2 * size + patches(high), 0);
        int sums = ConvScratch.FIRST;
        for (int chain = 0; chain < chains; chain++) {
            int at = chain == 0 ? sums : sums + size;
            chain(group, from, high, chain, scratch, sums + 2 * size, scratch.memory, at);
            if (chain > 0) {
                gemm.addUp(1, size, high, filters, scratch.memory, at, scratch.memory, sums, filters, true);
            }
        }
        store(group, from, high, scratch.memory, sums);
        ConvScratch.POOL.giveBack(scratch);
    }

    /** All rows of a group, threads taking chains. */
    private void shareChains(int group) {
        int size = rows * filters;
        int wave = Math.clamp(Thresholds.CHAINS_SCRATCH / size, 1, chains);
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve((1 + wave) * size, 0);
        float[] memory = scratch.memory;
        int sums = ConvScratch.FIRST;
        for (int first = 0; first < chains; first += wave) {
            int begin = first;
            int count = Math.min(wave, chains - first);
            Split.range(count, Math.ceilDiv(count, Thresholds.CHAINS_PARTS_A_THREAD * Parallel.available()),
                    (from, to) -> some(group, begin, from, to, memory, sums + size));
            gemm.addUp(count, size, rows, filters, memory, sums + size, memory, sums, filters, first > 0);
        }
        store(group, 0, rows, memory, sums);
        ConvScratch.POOL.giveBack(scratch);
    }

    /** The sums of some chains of a wave, one block after the other. */
    private void some(int group, int begin, int from, int to, float[] sums, int at) {
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve(patches(rows), 0);
        for (int i = from; i < to; i++) {
            chain(group, 0, rows, begin + i, scratch, ConvScratch.FIRST, sums, at + i * rows * filters);
        }
        ConvScratch.POOL.giveBack(scratch);
    }

    /** Floats that a chain's patches and gradients take. */
    private int patches(int high) {
        return (high + filters) * GemmKernels.CHAIN;
    }

    /** One chain of some rows: gathers patches and gradients and multiplies them. */
    private void chain(
            int group, int from, int high, int chain, ConvScratch scratch, int patches, float[] sums, int at) {
        int begin = chain * GemmKernels.CHAIN;
        int length = Math.min(GemmKernels.CHAIN, k - begin);
        int gradients = patches + high * GemmKernels.CHAIN;
        int done = 0;
        while (done < length) {
            int image = (begin + done) / positions;
            int position = (begin + done) % positions;
            int count = Math.min(positions - position, length - done);
            gather(image, group, from, high, position, count, scratch, patches + done);
            gemm.transpose(
                    filters, count, g, go + (image * geometry.filters + group * filters) * positions + position,
                    positions, scratch.memory, gradients + done * filters, filters);
            done += count;
        }
        Gemm.product(gemm, high, filters, length)
                .a(scratch.memory, patches, GemmKernels.CHAIN, false)
                .b(scratch.memory, gradients, filters, false)
                .c(sums, at, filters)
                .run();
    }

    /** What some taps read at some positions of an image, a row for each tap and channel. */
    private void gather(
            int image, int group, int from, int high, int position, int count, ConvScratch scratch, int to) {
        int plane = grid.sourcePlane();
        int source = xo + (image * geometry.channels + group * channels) * plane;
        Segments segments = scratch.segments;
        for (int row = from; row < from + high;) {
            int channel = row % channels;
            int same = Math.min(channels - channel, from + high - row);
            segments.clear();
            segments.begin();
            grid.segments(row / channels, position, count, segments);
            kernels.patches().rows(
                    same, segments.table, segments.first(0), segments.count(0), x, source + channel * plane, plane,
                    grid.stride(), scratch.memory, to + (row - from) * GemmKernels.CHAIN, GemmKernels.CHAIN);
            row += same;
        }
    }

    /** Writes sums {@code [rows, filters]} to where the weight has them. */
    private void store(int group, int from, int high, float[] sums, int at) {
        int taps = geometry.taps();
        for (int row = from; row < from + high; row++) {
            int to = dwo + group * filters * rows + row % channels * taps + row / channels;
            for (int filter = 0; filter < filters; filter++) {
                dw[to + filter * rows] = sums[at + (row - from) * filters + filter];
            }
        }
    }
}
