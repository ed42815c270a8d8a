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
 * <p>A chain is a product of patches {@code [taps * channels, 512]}, copied in rows that are read in place, and
 * gradients {@code [512, filters]}. Threads share the channels; where there are few, the chains, whose sums are added
 * in ascending order when a wave of them is complete.
 */
final class WeightProduct {
    private final Kernels kernels;
    private final GemmKernels gemm;
    private final Geometry geometry;
    private final Grid grid;
    private final int positions;
    private final int channels;
    private final int filters;

    private final int taps;

    /** Length of the sums. */
    private final int k;
    private final int chains;

    /** Terms of a chain. */
    private final int length;

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
        this.taps = geometry.taps();
        this.k = Math.multiplyExact(geometry.batch, positions);
        this.chains = Math.ceilDiv(k, GemmKernels.CHAIN);
        this.length = Math.min(k, GemmKernels.CHAIN);
        this.x = x;
        this.xo = xo;
        this.g = g;
        this.go = go;
        this.dw = dw;
        this.dwo = dwo;
    }

    /** Computes all groups; {@code k >= 1}. */
    void run() {
        double multiplyAdds = (double) geometry.groups * channels * taps * filters * k;
        int threads = multiplyAdds < Thresholds.PRODUCT_ALONE ? 1 : Parallel.available();
        if (threads > 1 && geometry.groups * channels * taps < threads * Thresholds.PATCH_ROWS_A_THREAD) {
            for (int group = 0; group < geometry.groups; group++) {
                shareChains(group);
            }
            return;
        }
        int blocks = Math.ceilDiv(channels, Math.max(1, Thresholds.BLOCK_ROWS / taps));
        if (geometry.groups * blocks % threads != 0) {
            blocks = Math.min(channels, Math.ceilDiv(blocks, threads) * threads);
        }
        int some = Math.ceilDiv(channels, blocks);
        int ofGroup = Math.ceilDiv(channels, some);
        Parallel.Part part = unit -> {
            int from = unit % ofGroup * some;
            block(unit / ofGroup, from, Math.min(some, channels - from));
        };
        if (threads == 1) {
            for (int unit = 0; unit < geometry.groups * ofGroup; unit++) {
                part.run(unit);
            }
        } else {
            Parallel.forEach(geometry.groups * ofGroup, part);
        }
    }

    /** Some channels of a group, one chain after the other. */
    private void block(int group, int from, int count) {
        int rows = count * taps;
        int size = rows * filters;
        ConvScratch scratch = ConvScratch.POOL.take();
        int sums = ConvScratch.FIRST;
        scratch.reserve(2L * size + operands(count), 0);
        for (int chain = 0; chain < chains; chain++) {
            int at = chain == 0 ? sums : sums + size;
            chain(group, from, count, chain, scratch, sums + 2 * size, scratch.memory, at);
            if (chain > 0) {
                gemm.addUp(1, size, rows, filters, scratch.memory, at, scratch.memory, sums, filters, true);
            }
        }
        store(group, from, count, scratch.memory, sums);
        ConvScratch.POOL.giveBack(scratch);
    }

    /** All channels of a group, threads taking chains. */
    private void shareChains(int group) {
        int rows = channels * taps;
        int size = rows * filters;
        int wave = Math.clamp(Thresholds.CHAINS_SCRATCH / size, 1, chains);
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve((1L + wave) * size, 0);
        float[] memory = scratch.memory;
        int sums = ConvScratch.FIRST;
        for (int first = 0; first < chains; first += wave) {
            int begin = first;
            int count = Math.min(wave, chains - first);
            Split.range(count, Math.ceilDiv(count, Thresholds.CHAINS_PARTS_A_THREAD * Parallel.available()),
                    (from, to) -> some(group, begin, from, to, memory, sums + size));
            gemm.addUp(count, size, rows, filters, memory, sums + size, memory, sums, filters, first > 0);
        }
        store(group, 0, channels, memory, sums);
        ConvScratch.POOL.giveBack(scratch);
    }

    /** The sums of some chains of a wave, one block after the other. */
    private void some(int group, int begin, int from, int to, float[] sums, int at) {
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve(operands(channels), 0);
        for (int i = from; i < to; i++) {
            chain(group, 0, channels, begin + i, scratch, ConvScratch.FIRST, sums,
                    at + i * channels * taps * filters);
        }
        ConvScratch.POOL.giveBack(scratch);
    }

    /** Floats that the patches of so many channels and the gradients of a chain take, and what they are read from. */
    private long operands(int count) {
        int rows = Math.min(grid.size[1], (GemmKernels.CHAIN - 2) / grid.size[2] + 2);
        Neighbourhood near = new Neighbourhood(grid, false);
        long copied = Math.max(
                near.floats(new Grid.Box(0, 0, rows, 0, rows == 1 ? 1 : grid.size[2]), count),
                near.floats(new Grid.Box(0, 0, 1, 0, Math.min(grid.size[2], GemmKernels.CHAIN)), count));
        return ((long) count * taps + filters) * length + copied;
    }

    /** One chain of some channels: gathers patches and gradients and multiplies them. */
    private void chain(
            int group, int from, int count, int chain, ConvScratch scratch, int patches, float[] sums, int at) {
        int begin = chain * GemmKernels.CHAIN;
        int terms = Math.min(length, k - begin);
        int rows = count * taps;
        int gradients = patches + rows * length;
        int ofDepth = grid.size[1] * grid.size[2];
        int done = 0;
        while (done < terms) {
            int image = (begin + done) / positions;
            int position = (begin + done) % positions;
            int piece = Math.min(ofDepth - position % ofDepth, terms - done);
            gather(image, group, from, count, position, piece, scratch, patches + done,
                    gradients + filters * length);
            gemm.transpose(
                    filters, piece, g, go + (image * geometry.filters + group * filters) * positions + position,
                    positions, scratch.memory, gradients + done * filters, filters);
            done += piece;
        }
        Gemm.product(gemm, rows, filters, terms)
                .a(scratch.memory, patches, length, false)
                .b(scratch.memory, gradients, filters, false)
                .c(sums, at, filters)
                .run();
    }

    /** What the taps read at some positions of one depth of an image, a row for each tap and channel. */
    private void gather(
            int image, int group, int from, int count, int position, int piece, ConvScratch scratch, int to,
            int copy) {
        int wide = grid.size[2];
        int row = position / wide % grid.size[1];
        int column = position % wide;
        int rows = (column + piece - 1) / wide + 1;
        Grid.Box box = rows == 1
                ? new Grid.Box(position / wide / grid.size[1], row, 1, column, piece)
                : new Grid.Box(position / wide / grid.size[1], row, rows, 0, wide);
        int source = xo + (image * geometry.channels + group * channels + from) * grid.sourcePlane();
        Neighbourhood near = new Neighbourhood(grid, false);
        if (Neighbourhood.isDirect(grid)) {
            near.direct(box, count, 1, x, source);
        } else {
            near.copy(kernels.patches(), box, count, x, source, scratch.memory, copy);
        }
        Segments segments = scratch.segments;
        segments.clear();
        segments.begin();
        segments.addBox(rows == 1 ? 0 : column, piece, box.columns(), near.width);
        for (int tap = 0; tap < taps; tap++) {
            kernels.patches().copy(
                    count, segments.table, segments.first(0), segments.count(0), near.data,
                    near.base + near.offset(tap), near.ofPlane, 1, scratch.memory,
                    to + tap * count * length, length);
        }
    }

    /** Writes the sums of some channels, a row for each tap and channel, to where the weight has them. */
    private void store(int group, int from, int count, float[] sums, int at) {
        for (int row = 0; row < count * taps; row++) {
            int to = dwo + (group * filters * channels + from + row % count) * taps + row / count;
            for (int filter = 0; filter < filters; filter++) {
                dw[to + filter * channels * taps] = sums[at + row * filters + filter];
            }
        }
    }
}
