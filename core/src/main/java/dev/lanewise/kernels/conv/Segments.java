package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.PatchKernels;
import java.util.Arrays;

/** A table of segments for {@link PatchKernels}, in lists, one after the other. Grows as needed, and is used again. */
final class Segments {
    int[] table = new int[64];

    /** Where the lists begin; that of the next one is the last. */
    private int[] begins = new int[16];

    private int lists;

    void clear() {
        lists = 0;
    }

    /** Begins a list. */
    void begin() {
        if (lists + 2 > begins.length) {
            begins = Arrays.copyOf(begins, 2 * begins.length);
        }
        begins[lists + 1] = begins[lists];
        lists++;
    }

    /** Adds a segment to the last list, unless it is empty; padding that goes on becomes part of the one before. */
    void add(int at, int length, int from) {
        if (length == 0) {
            return;
        }
        int end = begins[lists];
        int last = end - PatchKernels.SEGMENT;
        if (from == PatchKernels.PADDING && last >= begins[lists - 1] && table[last + 2] == from
                && table[last] + table[last + 1] == at) {
            table[last + 1] += length;
            return;
        }
        if (end + PatchKernels.SEGMENT > table.length) {
            table = Arrays.copyOf(table, 2 * table.length);
        }
        table[end] = at;
        table[end + 1] = length;
        table[end + 2] = from;
        begins[lists] = end + PatchKernels.SEGMENT;
    }

    /**
     * Adds {@code count} elements of a box in row-major order, from its element {@code first} on.
     *
     * @param width of the box
     * @param apart distance between its rows in a plane
     */
    void addBox(int first, int count, int width, int apart) {
        if (width == apart) {
            add(0, count, first);
            return;
        }
        int row = first / width;
        int column = first % width;
        for (int done = 0; done < count;) {
            int length = Math.min(width - column, count - done);
            add(done, length, row * apart + column);
            done += length;
            row++;
            column = 0;
        }
    }

    int first(int list) {
        return begins[list];
    }

    int count(int list) {
        return (begins[list + 1] - begins[list]) / PatchKernels.SEGMENT;
    }
}
