package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.Thresholds;
import dev.lanewise.parallel.Parallel;

/**
 * The positions of a {@link Grid}, cut into boxes for parts of the work: whole rows, as many as fill panels best, or
 * pieces of one row if rows are long.
 */
final class Boxes {
    private final int across;
    private final Grid.Box[] all;

    /**
     * Cuts a grid.
     *
     * @param planes that a box reads
     * @param grids as many like this one there are
     * @param beside columns computed between the rows of a box
     * @param panel columns of a panel
     */
    Boxes(Grid grid, int planes, int grids, int beside, int panel) {
        int columns = Math.max(1, grid.size[2]);
        int rows = Math.max(1, grid.size[1]);
        int most = Math.clamp(Thresholds.BOX / Math.max(1, planes), Thresholds.BOX_LEAST, Thresholds.BOX_MOST);
        int wanted = wanted();
        if (grids < wanted) {
            long share = (long) grid.positions() * Math.max(1, grids) / wanted;
            most = Math.clamp(share, Thresholds.BOX_LEAST, most);
        }
        across = Math.ceilDiv(columns, most);
        int wide = Math.ceilDiv(columns, across);
        int down = bestCut(rows, Math.ceilDiv(rows, Math.max(1, most / wide)), wide + beside, panel);
        int high = Math.ceilDiv(rows, down);
        all = new Grid.Box[grid.positions() == 0 ? 0 : grid.size[0] * down * across];
        for (int i = 0; i < all.length; i++) {
            int column = i % across * wide;
            int row = i / across % down * high;
            all[i] = new Grid.Box(
                    i / across / down, row, Math.min(high, rows - row), column, Math.min(wide, columns - column));
        }
    }

    /** How many boxes there should be for the threads that may share them. */
    static int wanted() {
        int threads = Parallel.available();
        return threads == 1 ? 1 : threads * Thresholds.BOXES_A_THREAD;
    }

    /** Into how many boxes to cut some rows, at least so many: with the fewest panels. */
    private static int bestCut(int rows, int least, int apart, int panel) {
        int best = least;
        long fewest = Long.MAX_VALUE;
        for (int cut = least; cut <= Math.min(rows, 2L * least); cut++) {
            int high = Math.ceilDiv(rows, cut);
            long panels = (long) rows / high * Math.ceilDiv(high * apart, panel)
                    + Math.ceilDiv(rows % high * apart, panel);
            if (panels < fewest) {
                fewest = panels;
                best = cut;
            }
        }
        return Math.ceilDiv(rows, Math.ceilDiv(rows, best));
    }

    int count() {
        return all.length;
    }

    /** Whether a box is as wide as the grid. */
    boolean areWide() {
        return across == 1;
    }

    Grid.Box get(int i) {
        return all[i];
    }
}
