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

    /** Puts the base, or zeros, into y. */
    static void begin(float @Nullable [] base, int bo, float[] y, int yo, int n) {
        if (base == null) {
            Arrays.fill(y, yo, yo + n, 0f);
        } else {
            System.arraycopy(base, bo, y, yo, n);
        }
    }

    void add(float[] y, int yo, int len) {
        if (count <= GemmKernels.CHAIN || areFew(len)) {
            addAll(y, yo);
        } else {
            addChains(y, yo, len);
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
     * Whether no place gets more than a chain, so that nothing needs to be kept beside the sums. Neighbours are counted
     * together, as fewer counters stay in the cache: true is certain, false is not.
     */
    private boolean areFew(int len) {
        int width = end - first;
        long counters = Math.max(1, (long) count * width / COUNTED_TOGETHER);
        int shift = Long.SIZE - Long.numberOfLeadingZeros((long) len * width / counters);
        int[] counts = new int[(len * width - 1 >> shift) + 1];
        if (inner == 1) {
            countLine(index, block, count, shift, counts);
        }
        for (int k = 0; inner > 1 && k < count; k++) {
            countRow(index, block + k * inner + first, width, shift, counts);
        }
        int most = 0;
        for (int n : counts) {
            most = Math.max(most, n);
        }
        return most <= GemmKernels.CHAIN;
    }

    private static void countLine(int[] index, int io, int n, int shift, int[] counts) {
        for (int k = 0; k < n; k++) {
            counts[index[io + k] >> shift]++;
        }
    }

    private static void countRow(int[] index, int io, int n, int shift, int[] counts) {
        for (int j = 0; j < n; j++) {
            counts[index[io + j] * n + j >> shift]++;
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
