package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmBlocks;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * For each image, group and position of a {@link Grid} the products of some rows of weights with what the taps read, an
 * implicit matrix product: the matrix of patches {@code [taps * planes, positions]} is never stored.
 *
 * <p><b>Order</b>: {@code k = tap * planes + plane} ascending, in the chains of {@link GemmKernels}. A tap in the
 * padding takes part as {@code weight * 0}.
 *
 * <pre>
 *   pack the weights, once
 *   for each image, group, box of positions        in parallel
 *     copy the neighbourhood                       unless the source can be read as it is
 *     for each chain
 *       for each panel of columns
 *         for each panel of weights
 *           tile, in the neighbourhood
 *     bias, activation and the like
 * </pre>
 *
 * <p>Columns are all elements between the first and the last position of the box in the {@link Neighbourhood}, where
 * rows of the matrix are rows of memory, at any distance; the sums of elements beside the box are thrown away. Where
 * these cost more than further copies do, the neighbourhood is exact and has none.
 */
final class TapProduct implements Parallel.Part {
    private final Kernels kernels;
    private final GemmKernels gemm;
    private final GemmBlocks blocks;
    private final Grid grid;
    private final int images;
    private final int groups;

    /** Groups of a part, so that planes are copied several at a time, and how many parts they make. */
    private final int together;
    private final int groupBlocks;
    private final int planes;
    private final int rows;
    private final int k;
    private final Boxes boxes;

    private final TapWeights panels;

    /** Rows with the padding of the last panel. */
    private final int padded;

    /** Whether the neighbourhood has no columns beside the box, and whether it is the source. */
    private final boolean exact;
    private final boolean direct;

    private float[] x = {};
    private int xo;
    private float[] y = {};
    private int yo;
    private Ending ending = Ending.NONE;
    private KeptWeights kept = KeptWeights.NONE;

    /** Packed weights of all groups. */
    private float[] weights = {};

    /**
     * A product to be described and run.
     *
     * @param images how many
     * @param planes of the source that a group reads
     * @param rows of weights of a group: planes of the target
     */
    TapProduct(Kernels kernels, Grid grid, int images, int groups, int planes, int rows) {
        this.kernels = kernels;
        this.gemm = kernels.gemm();
        this.blocks = gemm.blocks();
        this.grid = grid;
        this.images = images;
        this.groups = groups;
        this.planes = planes;
        this.rows = rows;
        this.k = grid.taps.length * planes;
        this.together = Math.clamp(Thresholds.PLANES_TOGETHER / Math.max(1, planes), 1, Math.max(1, groups));
        this.groupBlocks = Math.ceilDiv(groups, together);
        this.exact = isExact();
        this.boxes = new Boxes(
                grid, planes * together, images * groupBlocks, exact ? 0 : Neighbourhood.besides(grid), blocks.nr());
        this.panels = new TapWeights(gemm, grid.taps, planes, rows);
        this.padded = panels.padded();
        this.direct = Neighbourhood.isDirect(grid) && boxes.areWide() && !exact;
    }

    /** Whether computing the columns beside the boxes would cost more than copying all columns of the kernel. */
    private boolean isExact() {
        int copies = grid.sides.length - (Neighbourhood.isDirect(grid) ? 0 : grid.places[2].length);
        double beside = grid.size[1] == 1 ? 0 : (double) Neighbourhood.besides(grid) / grid.size[2];
        return beside * grid.taps.length * rows > (double) Thresholds.COPY_COST * copies;
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

    /** Sets what is done to the sums of a grid that is {@link Grid#isDense dense}. */
    TapProduct ending(Ending ending) {
        this.ending = ending;
        return this;
    }

    /** Sets who keeps packed weights. */
    TapProduct kept(KeptWeights kept) {
        this.kept = kept;
        return this;
    }

    /**
     * Computes the product with the weights {@code w[wo + group * ofGroup + row * ofRow + plane * ofPlane + tap]}.
     */
    void run(float[] w, int wo, int ofGroup, int ofRow, int ofPlane) {
        int parts = Math.multiplyExact(images * groupBlocks, boxes.count());
        if (parts == 0 || rows == 0) {
            return;
        }
        panels.of(w, wo, ofGroup, ofRow, ofPlane);
        if (images == 1 && groups == 1 && !ending.isOver(y, yo) && TapColumns.suits(kernels, grid, planes, rows)) {
            new TapColumns(kernels, grid, planes, rows).run(panels, kept, wo, x, xo, y, yo, ending);
            return;
        }
        if (parts == 1 && (long) rows * k >= Thresholds.WEIGHTS_AT_ONCE && groups == 1 && !ending.isOver(y, yo)) {
            new TapRows(kernels, grid, boxes.get(0), exact, planes, panels, y, yo, ending).run(x, xo);
            return;
        }
        ConvScratch scratch = ConvScratch.POOL.take();
        scratch.reserve((long) groups * padded * k, 0);
        weights = scratch.memory;
        panels.pack(groups, weights);
        double multiplyAdds = (double) images * groups * rows * grid.positions() * k;
        if (multiplyAdds < Thresholds.PRODUCT_ALONE) {
            for (int part = 0; part < parts; part++) {
                run(part);
            }
        } else {
            Parallel.forEach(parts, this);
        }
        ConvScratch.POOL.giveBack(scratch);
    }

    @Override
    public void run(int part) {
        Grid.Box box = boxes.get(part % boxes.count());
        int first = part / boxes.count() % groupBlocks * together;
        int count = Math.min(together, groups - first);
        int image = part / boxes.count() / groupBlocks;
        int source = xo + (image * groups + first) * planes * grid.sourcePlane();
        int target = yo + (image * groups + first) * rows * grid.targetPlane();
        ConvScratch scratch = ConvScratch.POOL.take();
        Neighbourhood near = new Neighbourhood(grid, exact);
        boolean here = direct && near.direct(box, count * planes, blocks.nr(), x, source);
        long copied = here || k == 0 ? 0 : near.floats(box, count * planes);
        int wide = here ? near.width : near.width(box);
        int columns = (box.rows() - 1) * wide + box.columns();
        boolean inPlace = grid.isDense() && wide == box.columns();
        boolean over = ending.isOver(y, yo);
        long sums = inPlace ? 0 : (long) count * rows * columns;
        long points = over ? (long) count * rows * box.positions() : 0;
        scratch.reserve(copied + blocks.nr() + sums + points, blocks.work());
        int at = ConvScratch.FIRST + (int) copied + blocks.nr();
        int kept = at + (int) sums;
        if (!here && k > 0) {
            near.copy(kernels.patches(), box, count * planes, x, source, scratch.memory, ConvScratch.FIRST);
        }
        if (over) {
            keep(box, count * rows, target + grid.index(box), scratch.memory, kept);
        }
        float[] c = inPlace ? y : scratch.memory;
        int co = inPlace ? target + grid.index(box) : at;
        int ldc = inPlace ? grid.targetPlane() : columns;
        for (int group = first; group < first + count; group++) {
            multiply(group, near, columns, scratch, c, co + (group - first) * rows * ldc, ldc);
            near.base += planes * near.ofPlane;
        }
        if (!inPlace) {
            grid.store(kernels.patches(), box, count * rows, c, co, ldc, wide, y, target);
        }
        end(box, first * rows, count * rows, target + grid.index(box), over ? scratch.memory : null, kept);
        ConvScratch.POOL.giveBack(scratch);
    }

    /** A box in one piece if it has whole rows, else row by row. */
    private int pieces(Grid.Box box) {
        return boxes.areWide() ? 1 : box.rows();
    }

    /** Copies what is in the place of a box, plane by plane. */
    private void keep(Grid.Box box, int count, int at, float[] to, int kept) {
        int pieces = pieces(box);
        int n = box.positions() / pieces;
        for (int plane = 0; plane < count; plane++) {
            for (int piece = 0; piece < pieces; piece++) {
                System.arraycopy(
                        y, at + plane * grid.targetPlane() + piece * grid.size[2], to,
                        kept + plane * box.positions() + piece * n, n);
            }
        }
    }

    /** What is done to the sums of a box, whose first one is at {@code at}; its point may have been kept. */
    private void end(Grid.Box box, int plane, int count, int at, float @Nullable [] point, int kept) {
        int pieces = pieces(box);
        int n = box.positions() / pieces;
        for (int piece = 0; piece < pieces; piece++) {
            int from = at + piece * grid.size[2];
            if (point == null) {
                ending.run(kernels, plane, count, y, yo, from, grid.targetPlane(), n);
            } else {
                ending.run(
                        kernels, plane, count, y, yo, from, grid.targetPlane(), n, point, kept + piece * n,
                        box.positions());
            }
        }
    }

    /** All rows at the positions of a box. */
    private void multiply(
            int group, Neighbourhood near, int columns, ConvScratch scratch, float[] c, int co, int ldc) {
        if (k == 0) {
            for (int row = 0; row < rows; row++) {
                Arrays.fill(c, co + row * ldc, co + row * ldc + columns, 0f);
            }
            return;
        }
        tabulate(near, scratch);
        int kb;
        for (int q = 0; q < k; q += kb) {
            kb = TapWeights.depth(k - q);
            int weight = ConvScratch.FIRST + (group * k + q) * padded;
            for (int j = 0; j < columns; j += blocks.nr()) {
                panel(weight, q, kb, j, Math.min(blocks.nr(), columns - j), near.data, scratch, c, co + j, ldc);
            }
        }
    }

    /** Where the rows of the matrix begin, for the first position. */
    private void tabulate(Neighbourhood near, ConvScratch scratch) {
        int[] table = scratch.table(k);
        int p = 0;
        for (int tap = 0; tap < grid.taps.length; tap++) {
            int row = near.base + near.offset(tap);
            for (int plane = 0; plane < planes; plane++) {
                table[p++] = row + plane * near.ofPlane;
            }
        }
    }

    /** All rows times a panel of columns. */
    private void panel(
            int weight, int q, int kb, int j, int cols, float[] data, ConvScratch scratch, float[] c, int co,
            int ldc) {
        for (int s = 0; s < kb; s += GemmKernels.CHAIN) {
            int terms = Math.min(GemmKernels.CHAIN, kb - s);
            int[] table = scratch.rows(q + s, terms, j);
            int high;
            for (int i = 0; i < rows; i += high) {
                high = gemm.rows(rows - i);
                kernels.taps().tile(
                        high, cols, terms, weights, weight + i * kb + s * gemm.height(high), data, table, c,
                        co + i * ldc, ldc, q + s > 0, scratch.work);
            }
        }
    }
}
