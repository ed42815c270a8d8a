package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmBlocks;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.PatchKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * For each image, group and position of a {@link Grid} the products of some rows of weights with what the taps read, an
 * implicit matrix product: the matrix of patches {@code [taps * planes, positions]} is never stored, but gathered panel
 * by panel where a product would pack its second operand.
 *
 * <p><b>Order</b>: {@code k = tap * planes + plane} ascending, in the chains of {@link GemmKernels}. A tap in the
 * padding takes part as {@code weight * 0}.
 *
 * <pre>
 *   pack the weights, once
 *   for each image, group, block of positions      in parallel
 *     for each chain
 *       gather the patches of the block            into L2
 *       for each panel of weights                  stays in L1
 *         for each panel of patches                streams from L2
 *           tile
 *     bias
 * </pre>
 */
final class TapProduct implements Parallel.Part {
    /** Greatest depth of a panel: a chain, and a short last one. */
    private static final int DEEPEST = GemmKernels.CHAIN + Thresholds.SHORT_CHAIN;

    private final Kernels kernels;
    private final GemmKernels gemm;
    private final GemmBlocks blocks;
    private final Grid grid;
    private final int groups;
    private final int planes;
    private final int rows;
    private final int k;
    private final int positions;

    /** Positions of a block, whole panels, and how many blocks there are. */
    private final int blockPositions;
    private final int positionBlocks;

    /** Rows with the padding of the last panel. */
    private final int padded;

    private float[] x = {};
    private int xo;
    private float[] y = {};
    private int yo;
    private float @Nullable [] bias;
    private int biasOffset;

    /** Packed weights of all groups. */
    private float[] weights = {};

    /**
     * A product to be described and run.
     *
     * @param planes of the source that a group reads
     * @param rows of weights of a group: planes of the target
     */
    TapProduct(Kernels kernels, Grid grid, int groups, int planes, int rows) {
        this.kernels = kernels;
        this.gemm = kernels.gemm();
        this.blocks = gemm.blocks();
        this.grid = grid;
        this.groups = groups;
        this.planes = planes;
        this.rows = rows;
        this.k = grid.taps.length * planes;
        this.positions = grid.positions();
        int block = blocks.group() * blocks.nr();
        this.positionBlocks = Math.ceilDiv(positions, block);
        this.blockPositions = block;
        this.padded = padded();
    }

    private int padded() {
        int i = 0;
        while (rows - i > blocks.mr()) {
            i += gemm.rows(rows - i);
        }
        return i + gemm.height(rows - i);
    }

    /** Sets the source, {@code [images, groups * planes, source]}. */
    TapProduct source(float[] x, int xo) {
        this.x = x;
        this.xo = xo;
        return this;
    }

    /** Sets the target, {@code [images, groups * rows, target]}; only the grid's positions are written. */
    TapProduct target(float[] y, int yo) {
        this.y = y;
        this.yo = yo;
        return this;
    }

    /** Sets what is added to each plane of the target, {@code [groups * rows]}. */
    TapProduct bias(float @Nullable [] bias, int offset) {
        this.bias = bias;
        this.biasOffset = offset;
        return this;
    }

    /**
     * Computes the product with the weights {@code w[wo + group * ofGroup + row * ofRow + plane * ofPlane + tap]}.
     */
    void run(int images, float[] w, int wo, int ofGroup, int ofRow, int ofPlane) {
        int parts = images * groups * positionBlocks;
        if (parts == 0 || rows == 0) {
            return;
        }
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve(groups * padded * k, 0);
        weights = scratch.memory;
        for (int group = 0; group < groups; group++) {
            pack(w, wo + group * ofGroup, ofRow, ofPlane, ConvScratch.FIRST + group * padded * k);
        }
        double multiplyAdds = (double) images * groups * rows * positions * k;
        if (multiplyAdds < Thresholds.PRODUCT_ALONE) {
            for (int part = 0; part < parts; part++) {
                run(part);
            }
        } else {
            Parallel.forEach(parts, this);
        }
        ConvScratch.POOL.giveBack(scratch);
    }

    /** Packs the rows of a group, one depth of panels after the other. */
    private void pack(float[] w, int wo, int ofRow, int ofPlane, int to) {
        int kb;
        for (int q = 0; q < k; q += kb) {
            kb = depth(k - q);
            int high;
            for (int i = 0; i < rows; i += high) {
                high = gemm.rows(rows - i);
                panel(w, wo + i * ofRow, ofRow, ofPlane, high, q, kb, to + padded * q + i * kb);
            }
        }
    }

    private void panel(float[] w, int wo, int ofRow, int ofPlane, int high, int q, int kb, int to) {
        int height = gemm.height(high);
        int tap = q / planes;
        int plane = q % planes;
        for (int p = 0; p < kb; p++) {
            int from = wo + plane * ofPlane + grid.taps[tap];
            for (int i = 0; i < high; i++) {
                weights[to + p * height + i] = w[from + i * ofRow];
            }
            if (++plane == planes) {
                plane = 0;
                tap++;
            }
        }
    }

    private static int depth(int remaining) {
        return remaining <= DEEPEST ? remaining : GemmKernels.CHAIN;
    }

    @Override
    public void run(int part) {
        int first = part % positionBlocks * blockPositions;
        int count = Math.min(blockPositions, positions - first);
        int group = part / positionBlocks % groups;
        int image = part / positionBlocks / groups;
        int source = xo + (image * groups + group) * planes * grid.sourcePlane();
        int plane = grid.targetPlane();
        int target = yo + (image * groups + group) * rows * plane;
        ConvScratch scratch = ConvScratch.POOL.take();
        boolean dense = grid.isDense();
        int panels = Math.ceilDiv(count, blocks.nr()) * blocks.nr() * Math.min(k, DEEPEST);
        scratch.reserve(panels + (dense ? 0 : rows * count), blocks.work());
        if (dense) {
            multiply(group, first, count, source, scratch, y, target + first, plane);
            addBias(group, y, target + first, plane, count);
        } else {
            int block = ConvScratch.FIRST + panels;
            multiply(group, first, count, source, scratch, scratch.memory, block, count);
            addBias(group, scratch.memory, block, count, count);
            for (int row = 0; row < rows; row++) {
                grid.scatter(first, count, scratch.memory, block + row * count, y, target + row * plane);
            }
        }
        ConvScratch.POOL.giveBack(scratch);
    }

    /** All rows at some positions. */
    private void multiply(
            int group, int first, int count, int source, ConvScratch scratch, float[] c, int co, int ldc) {
        if (k == 0) {
            for (int row = 0; row < rows; row++) {
                Arrays.fill(c, co + row * ldc, co + row * ldc + count, 0f);
            }
            return;
        }
        tabulate(first, count, scratch.segments);
        int kb;
        for (int q = 0; q < k; q += kb) {
            kb = depth(k - q);
            gather(q, kb, count, source, scratch);
            tiles(ConvScratch.FIRST + (group * k + q) * padded, q, kb, count, scratch, c, co, ldc);
        }
    }

    /** A list of segments for each panel and tap. */
    private void tabulate(int first, int count, Segments segments) {
        segments.clear();
        for (int j = 0; j < count; j += blocks.nr()) {
            for (int tap = 0; tap < grid.taps.length; tap++) {
                segments.begin();
                grid.segments(tap, first + j, Math.min(blocks.nr(), count - j), segments);
            }
        }
    }

    /** The patches of a depth of k, panel by panel. */
    private void gather(int q, int kb, int count, int source, ConvScratch scratch) {
        PatchKernels patches = kernels.patches();
        Segments segments = scratch.segments;
        int ofPlane = grid.sourcePlane();
        for (int j = 0; j < count; j += blocks.nr()) {
            int wide = gemm.width(Math.min(blocks.nr(), count - j));
            int to = ConvScratch.FIRST + j * kb;
            for (int p = q; p < q + kb;) {
                int tap = p / planes;
                int plane = p % planes;
                int same = Math.min(planes - plane, q + kb - p);
                int list = j / blocks.nr() * grid.taps.length + tap;
                patches.rows(
                        same, segments.table, segments.first(list), segments.count(list), x, source + plane * ofPlane,
                        ofPlane, grid.stride(), scratch.memory, to + (p - q) * wide, wide);
                p += same;
            }
        }
    }

    private void tiles(
            int panel, int q, int kb, int count, ConvScratch scratch, float[] c, int co, int ldc) {
        int high;
        for (int i = 0; i < rows; i += high) {
            high = gemm.rows(rows - i);
            int height = gemm.height(high);
            for (int j = 0; j < count; j += blocks.nr()) {
                int cols = Math.min(blocks.nr(), count - j);
                int wide = gemm.width(cols);
                for (int s = 0; s < kb; s += GemmKernels.CHAIN) {
                    gemm.tile(
                            high, cols, Math.min(GemmKernels.CHAIN, kb - s), weights,
                            panel + i * kb + s * height, scratch.memory, ConvScratch.FIRST + j * kb + s * wide, wide,
                            c, co + i * ldc + j, ldc, q + s > 0, scratch.work);
                }
            }
        }
    }

    private void addBias(int group, float[] c, int co, int ldc, int count) {
        float[] b = bias;
        if (b == null) {
            return;
        }
        for (int row = 0; row < rows; row++) {
            int at = co + row * ldc;
            kernels.zip().add(c, at, 1, b, biasOffset + group * rows + row, 0, c, at, count);
        }
    }
}
