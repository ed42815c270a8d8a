package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.GemmKernels;
import java.util.Arrays;

/**
 * Some columns of one block of x, those from {@code first} on and before {@code end}, which are added to places that an
 * index names, in the order that {@link Gathers#add} defines.
 */
record ScatterStrip(float[] x, int xo, int[] index, int block, int count, int inner, int first, int end) {
    /** More additions to one place than a byte counts. */
    private static final int UNCOUNTED = 256;

    void add(float[] y, int yo, int len) {
        for (int t = 0; t < len; t++) {
            Arrays.fill(y, yo + t * inner + first, yo + t * inner + end, 0f);
        }
        if (count <= GemmKernels.CHAIN) {
            addAll(y, yo);
        } else if (count >= (long) UNCOUNTED * len || !addCounted(y, yo, new byte[len * width()])) {
            addChains(y, yo, len);
        }
    }

    private int width() {
        return end - first;
    }

    private void addAll(float[] y, int yo) {
        if (inner == 1) {
            for (int at = block; at < block + count; at++) {
                y[yo + index[at]] += x[xo + at];
            }
            return;
        }
        for (int k = 0; k < count; k++) {
            for (int j = first, at = block + k * inner + first; j < end; j++, at++) {
                y[yo + index[at] * inner + j] += x[xo + at];
            }
        }
    }

    /**
     * As {@link #addAll}, which is right as long as no place gets more than a chain.
     *
     * @return false if some place gets so many that a byte cannot tell; y then holds a part of the sums
     */
    private boolean addCounted(float[] y, int yo, byte[] counts) {
        if (inner == 1) {
            for (int at = block; at < block + count; at++) {
                int place = index[at];
                y[yo + place] += x[xo + at];
                if (++counts[place] == 0) {
                    return false;
                }
            }
            return true;
        }
        int width = width();
        for (int k = 0; k < count; k++) {
            for (int j = 0, at = block + k * inner + first; j < width; j++, at++) {
                int place = index[at];
                y[yo + place * inner + first + j] += x[xo + at];
                if (++counts[place * width + j] == 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private void addChains(float[] y, int yo, int len) {
        int width = width();
        float[] chains = new float[len * width];
        int[] lengths = new int[len * width];
        for (int t = 0; t < len; t++) {
            Arrays.fill(y, yo + t * inner + first, yo + t * inner + end, 0f);
        }
        for (int k = 0; k < count; k++) {
            for (int j = 0, at = block + k * inner + first; j < width; j++, at++) {
                int place = index[at] * width + j;
                chains[place] += x[xo + at];
                if (++lengths[place] % GemmKernels.CHAIN == 0) {
                    y[yo + index[at] * inner + first + j] += chains[place];
                    chains[place] = 0;
                }
            }
        }
        for (int place = 0; place < chains.length; place++) {
            if (lengths[place] % GemmKernels.CHAIN != 0) {
                y[yo + place / width * inner + first + place % width] += chains[place];
            }
        }
    }
}
