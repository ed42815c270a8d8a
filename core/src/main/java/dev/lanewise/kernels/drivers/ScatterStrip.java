package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.GemmKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some columns of one block of x, those from {@code first} on and before {@code end}, which are added to places that an
 * index names, in the order that {@link Gathers#add} defines.
 */
record ScatterStrip(float[] x, int xo, int[] index, int block, int count, int inner, int first, int end) {
    /** Elements that are counted together on average, far fewer than a chain. */
    private static final int COUNTED_TOGETHER = 64;

    void add(float @Nullable [] base, int bo, float[] y, int yo, int len) {
        start(base, bo, y, yo, len);
        if (count <= GemmKernels.CHAIN) {
            addAll(y, yo);
        } else if (addAndCount(y, yo, len) > GemmKernels.CHAIN) {
            start(base, bo, y, yo, len);
            addChains(y, yo, len);
        }
    }

    /** Puts the base, or zeros, into y. */
    private void start(float @Nullable [] base, int bo, float[] y, int yo, int len) {
        int rows = inner == 1 ? 1 : len; // a line is one row: its elements are adjacent
        int n = inner == 1 ? len : end - first;
        for (int t = 0; t < rows; t++) {
            int row = t * inner + first;
            if (base == null) {
                Arrays.fill(y, yo + row, yo + row + n, 0f);
            } else {
                System.arraycopy(base, bo + row, y, yo + row, n);
            }
        }
    }

    private void addAll(float[] y, int yo) {
        if (inner == 1) {
            addLine(x, xo + block, index, block, count, y, yo);
            return;
        }
        for (int k = 0; k < count; k++) {
            int row = block + k * inner + first;
            addRow(x, xo + row, index, row, end - first, inner, y, yo + first);
        }
    }

    private static void addLine(float[] x, int xo, int[] index, int io, int n, float[] y, int yo) {
        for (int k = 0; k < n; k++) {
            y[yo + index[io + k]] += x[xo + k];
        }
    }

    private static void addRow(float[] x, int xo, int[] index, int io, int n, int inner, float[] y, int yo) {
        for (int j = 0; j < n; j++) {
            y[yo + index[io + j] * inner + j] += x[xo + j];
        }
    }

    /**
     * Adds all as if no place got more than a chain, which is so if the result is no more than one: what any place gets
     * at most. Neighbours are counted together, as fewer counters stay in the cache, so the result may be too large.
     */
    private int addAndCount(float[] y, int yo, int len) {
        int width = end - first;
        long counters = Math.max(1, (long) count * width / COUNTED_TOGETHER);
        int shift = Long.SIZE - Long.numberOfLeadingZeros((long) len * width / counters);
        int[] counts = new int[(len * width - 1 >> shift) + 1];
        if (inner == 1) {
            addLine(x, xo + block, index, block, count, y, yo, counts, shift);
        }
        for (int k = 0; inner > 1 && k < count; k++) {
            int row = block + k * inner + first;
            addRow(x, xo + row, index, row, width, inner, y, yo + first, counts, shift);
        }
        int most = 0;
        for (int n : counts) {
            most = Math.max(most, n);
        }
        return most;
    }

    private static void addLine(
            float[] x, int xo, int[] index, int io, int n, float[] y, int yo, int[] counts, int shift) {
        for (int k = 0; k < n; k++) {
            int place = index[io + k];
            counts[place >> shift]++;
            y[yo + place] += x[xo + k];
        }
    }

    private static void addRow(
            float[] x, int xo, int[] index, int io, int n, int inner, float[] y, int yo, int[] counts, int shift) {
        for (int j = 0; j < n; j++) {
            int row = index[io + j];
            counts[row * n + j >> shift]++;
            y[yo + row * inner + j] += x[xo + j];
        }
    }

    private void addChains(float[] y, int yo, int len) {
        int width = end - first;
        float[] chains = new float[len * width];
        int[] lengths = new int[len * width];
        for (int k = 0; k < count; k++) {
            for (int j = 0, at = block + k * inner + first; j < width; j++, at++) {
                int place = index[at] * width + j;
                int target = yo + index[at] * inner + first + j;
                if (++lengths[place] <= GemmKernels.CHAIN) {
                    y[target] += x[xo + at];
                    continue;
                }
                chains[place] += x[xo + at];
                if (lengths[place] % GemmKernels.CHAIN == 0) {
                    y[target] += chains[place];
                    chains[place] = 0;
                }
            }
        }
        for (int place = 0; place < chains.length; place++) {
            if (lengths[place] > GemmKernels.CHAIN && lengths[place] % GemmKernels.CHAIN != 0) {
                y[yo + place / width * inner + first + place % width] += chains[place];
            }
        }
    }
}
