package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.Thresholds;

/** Checks of indices, before anything is read or written by them. */
public final class Indices {
    private Indices() {}

    /** The place of the first index outside {@code 0 .. size - 1}; -1 if there is none. */
    public static int firstOutside(int[] indices, int size) {
        int n = indices.length;
        int grain = 4 * Thresholds.GRAIN;
        if (n <= grain) {
            return areWithin(indices, 0, n, size) ? -1 : search(indices, 0, size);
        }
        boolean[] within = new boolean[Math.ceilDiv(n, grain)];
        Split.range(n, grain, (from, to) -> within[from / grain] = areWithin(indices, from, to, size));
        for (int part = 0; part < within.length; part++) {
            if (!within[part]) {
                return search(indices, part * grain, size);
            }
        }
        return -1;
    }

    /** Without a branch for each index, so that the compiler uses vectors. */
    private static boolean areWithin(int[] indices, int from, int to, int size) {
        int last = size - 1;
        int signs = 0;
        for (int i = from; i < to; i++) {
            signs |= indices[i] | last - indices[i];
        }
        return signs >= 0;
    }

    private static int search(int[] indices, int from, int size) {
        int at = from;
        while (indices[at] >= 0 && indices[at] < size) {
            at++;
        }
        return at;
    }
}
