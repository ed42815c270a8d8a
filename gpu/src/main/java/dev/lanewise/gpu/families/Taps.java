package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Counts;
import dev.lanewise.kernels.conv.Grid;

/**
 * The tables of a convolution for {@code conv.cl}: places of four ints, where in a plane something is read, and its
 * coordinates, those of a position and of a tap to be added up.
 *
 * @param grid the positions and taps
 * @param planes of the source that a group reads
 */
record Taps(Grid grid, int planes) {
    private static final int PLACE = 4;

    int positions() {
        return grid.positions();
    }

    /** The sizes of a plane of the source. */
    int[] sizes() {
        return grid.source();
    }

    /** Whether all that is read lies within the source. */
    boolean isWithin() {
        return grid.isWithin(0) && grid.isWithin(1) && grid.isWithin(2);
    }

    /** A place for each position. */
    int[] places() {
        int[] table = table(positions());
        for (int i = 0; i < positions(); i++) {
            put(table, i, 0, grid.reads(i));
        }
        return table;
    }

    /** For each position the element of a plane of the result that it is. */
    int[] elements() {
        int[] table = new int[positions()];
        for (int i = 0; i < table.length; i++) {
            table[i] = grid.element(i);
        }
        return table;
    }

    /** A place for each tap, and each plane that it reads. */
    int[] taps() {
        int taps = grid.taps().length;
        int[] table = table((long) taps * planes);
        for (int i = 0; i < taps * planes; i++) {
            put(table, i, i % planes, grid.offset(i / planes));
        }
        return table;
    }

    /** A place for each plane, and each tap that reads it. */
    int[] tapsByPlane() {
        int taps = grid.taps().length;
        int[] table = table((long) taps * planes);
        for (int i = 0; i < taps * planes; i++) {
            put(table, i, i / taps, grid.offset(i % taps));
        }
        return table;
    }

    private static int[] table(long places) {
        return new int[Counts.of(PLACE * places, "numbers that say where a convolution reads")];
    }

    private void put(int[] table, int number, int plane, int... at) {
        int[] sizes = grid.source();
        table[PLACE * number] = plane * grid.sourcePlane() + (at[0] * sizes[1] + at[1]) * sizes[2] + at[2];
        System.arraycopy(at, 0, table, PLACE * number + 1, at.length);
    }

    /**
     * Where the weight of each tap and plane lies.
     *
     * @param ofPlane from the weights of a plane to those of the next
     */
    int[] weights(int ofPlane) {
        int[] taps = grid.taps();
        int[] table = new int[taps.length * planes];
        for (int i = 0; i < table.length; i++) {
            table[i] = taps[i / planes] + i % planes * ofPlane;
        }
        return table;
    }
}
