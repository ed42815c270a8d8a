package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.PatchKernels;
import java.util.Arrays;

/** A table of segments for {@link PatchKernels}, in lists, one after the other. Grows as needed, and is used again. */
final class Segments {
    int[] table = new int[256];

    /** Where the lists begin; that of the next one is the last. */
    private int[] begins = new int[32];

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

    /** Adds a segment to the last list; one that goes on where the one before ends becomes part of it. */
    void add(int at, int length, int from, int stride) {
        if (length == 0) {
            return;
        }
        int end = begins[lists];
        int last = end - PatchKernels.SEGMENT;
        if (last >= begins[lists - 1] && table[last] + table[last + 1] == at
                && from == follower(table[last + 2], table[last + 1], stride)) {
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

    private static int follower(int from, int length, int stride) {
        return from == PatchKernels.PADDING ? from : from + length * stride;
    }

    int first(int list) {
        return begins[list];
    }

    int count(int list) {
        return (begins[list + 1] - begins[list]) / PatchKernels.SEGMENT;
    }
}
