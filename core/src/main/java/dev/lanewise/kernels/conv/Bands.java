package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Thresholds;

/**
 * How positions are cut for {@link Cells}: bands of whole rows, or pieces of one row if rows are long.
 *
 * @param rows of a band
 * @param columns of a band
 */
record Bands(int rows, int columns) {
    /** The axes of a convolution. */
    static Reach[] convolution(Geometry g) {
        return new Reach[] {Reach.ofConvolution(g, 0), Reach.ofConvolution(g, 1), Reach.ofConvolution(g, 2)};
    }

    /** The axes of the gradient of its input. */
    static Reach[] transpose(Geometry g) {
        return new Reach[] {Reach.ofTranspose(g, 0), Reach.ofTranspose(g, 1), Reach.ofTranspose(g, 2)};
    }

    /** The largest bands whose cells of so many planes fit the cache. */
    static Bands of(Reach[] axes, int planes, int lanes) {
        int most = Thresholds.CELLS / lanes / planes;
        int columns = largest(axes[2].positions(), most, n -> Cells.count(axes, 1, n));
        int rows = columns < axes[2].positions()
                ? 1
                : largest(
                        axes[1].positions(), most, n -> Cells.count(axes, n, columns));
        return new Bands(Math.ceilDiv(axes[1].positions(), Math.ceilDiv(axes[1].positions(), rows)), columns);
    }

    /** The same, cut smaller where there would be too few for threads to share; so many grids like this one exist. */
    Bands shared(Reach[] axes, int grids) {
        int wanted = Math.ceilDiv(Boxes.wanted(), Math.max(1, grids));
        int down = Math.min(wanted, axes[1].positions());
        int across = Math.ceilDiv(wanted, down);
        return new Bands(
                Math.min(rows, Math.ceilDiv(axes[1].positions(), down)),
                Math.min(columns, Math.max(Thresholds.CELLS_ACROSS, Math.ceilDiv(axes[2].positions(), across))));
    }

    /** How many cells so many rows or columns take. */
    @FunctionalInterface
    private interface Size {
        double of(int n);
    }

    private static int largest(int positions, int most, Size size) {
        int fits = 1;
        int not = positions + 1;
        while (not - fits > 1) {
            int n = (fits + not) >>> 1;
            if (size.of(n) <= most) {
                fits = n;
            } else {
                not = n;
            }
        }
        return fits;
    }

    /**
     * Whether convolutions of this kind are computed in cells: groups are small, sums are single chains, and
     * transposing what is read costs little beside computing with it.
     */
    static boolean suit(Geometry g, int lanes) {
        if (g.filters == 0 || g.taps() == 0 || g.outPlane() == 0 || g.inPlane() == 0) {
            return false;
        }
        int planes = Math.max(g.channelsOfGroup(), g.filtersOfGroup());
        return Thresholds.CELL_GROUPS * g.groups > lanes
                && g.channelsOfGroup() * g.filtersOfGroup() <= Thresholds.CELL_PAIRS
                && g.taps() * planes <= GemmKernels.CHAIN
                && Math.max(g.stride[0], Math.max(g.stride[1], g.stride[2])) <= Thresholds.CELL_STRIDE
                && fits(g, convolution(g), planes, lanes) && fits(g, transpose(g), planes, lanes);
    }

    /** Whether a band's cells fit the cache, and most of them are read more than once. */
    private static boolean fits(Geometry g, Reach[] axes, int planes, int lanes) {
        Bands bands = of(axes, planes, lanes);
        double taken = Cells.count(axes, bands.rows, bands.columns);
        return taken * planes * lanes <= Thresholds.CELLS
                && taken <= Thresholds.CELLS_A_TAP * (double) g.taps() * bands.rows * bands.columns;
    }
}
