package dev.lanewise.io;

import java.util.Arrays;

/**
 * Puts the elements of an array in Fortran order into row-major order, a box of them at a time: all of the first axes,
 * a range of the next one, and one place of each of the last, which are adjacent in the file. Within a box, tiles are
 * transposed, small enough for the first-level cache: neighbours in the file are read together, and neighbours in
 * row-major order written together.
 *
 * @param <A> an array of elements
 */
final class FortranOrder<A> {
    /** The side of a tile. */
    static final int TILE = 64;

    /** Elements of a box that the second-level cache may hold. */
    private static final int SMALL = 1 << 18;

    /** Elements of a box that is not the larger part of an array. */
    private static final int LARGE = 1 << 24;

    private final Elements<A, ?> kind;
    private final int[] dims;

    /** From an element to the next along each axis, in the file and in row-major order. */
    private final int[] steps;
    private final int[] strides;

    /** The axis of which a box has a range. */
    private final int axis;
    private final int range;
    private final A tile;
    private final int[] begins = new int[TILE];

    /**
     * For an array of at least two dimensions that has elements. Boxes have as many places of the last axis as a tile
     * has, unless they would be large: more than 64 MB and more than a quarter of the array.
     */
    static <A> FortranOrder<A> of(Elements<A, ?> kind, int[] dims) {
        int size = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        long wanted = (long) size / dims[dims.length - 1] * TILE;
        return new FortranOrder<>(kind, dims, (int) Math.min(Math.max(LARGE, size / 4), Math.max(SMALL, wanted)));
    }

    /**
     * With boxes of another size.
     *
     * @param most elements of a box, at least one
     */
    FortranOrder(Elements<A, ?> kind, int[] dims, int most) {
        this.kind = kind;
        this.dims = dims;
        this.steps = new int[dims.length];
        this.strides = new int[dims.length];
        int step = 1;
        int stride = 1;
        for (int i = 0; i < dims.length; i++) {
            steps[i] = step;
            step *= dims[i];
            int last = dims.length - 1 - i;
            strides[last] = stride;
            stride *= dims[last];
        }
        int next = 0;
        while (next < dims.length - 1 && (long) steps[next] * dims[next] <= most) {
            next++;
        }
        axis = next;
        range = Math.min(most / steps[next], dims[next]);
        tile = kind.array(TILE * TILE);
    }

    /** How many elements the largest box has. */
    int most() {
        return range * steps[axis];
    }

    /** Where the box ends that begins at an element of the file. */
    int end(int from) {
        int begun = from / steps[axis] % dims[axis];
        return from + Math.min(range, dims[axis] - begun) * steps[axis];
    }

    /** The number in row-major order of an element of the file. */
    int place(int element) {
        int place = 0;
        for (int i = 0; i < dims.length; i++) {
            place += element / steps[i] % dims[i] * strides[i];
        }
        return place;
    }

    /**
     * Moves a box to its places.
     *
     * @param box its elements as they are in the file
     * @param from the number of the first in the file
     * @param to one beyond the number of the last
     */
    void move(A box, int from, int to, A target) {
        int rows = axis == 0 ? to - from : dims[0];
        int[] sizes = Arrays.copyOf(dims, axis + 1);
        sizes[axis] = (to - from) / steps[axis];
        int[] at = new int[axis + 1];
        int begin = 0;
        int place = place(from);
        int columns = 0;
        // Runs along the first axis, in row-major order of their places: those that are adjacent make up tiles.
        int moved;
        do {
            begins[columns++] = begin;
            int last = place;
            for (moved = axis; moved > 0; moved--) {
                begin += steps[moved];
                place += strides[moved];
                if (++at[moved] < sizes[moved]) {
                    break;
                }
                begin -= at[moved] * steps[moved];
                place -= at[moved] * strides[moved];
                at[moved] = 0;
            }
            if (moved == 0 || columns == TILE || place != last + 1) {
                tiles(box, rows, columns, last - columns + 1, target);
                columns = 0;
            }
        } while (moved > 0);
    }

    private void tiles(A box, int rows, int columns, int place, A target) {
        int stride = strides[0];
        for (int row = 0; row < rows; row += TILE) {
            kind.transpose(box, begins, columns, row, Math.min(TILE, rows - row), tile, target, place + row * stride,
                    stride);
        }
    }
}
