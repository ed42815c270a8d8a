package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.GemmKernels;
import java.util.Arrays;

/**
 * Elements by their indices along the middle axis of blocks {@code [outer, len, inner]}; there is an index for each
 * element of a block {@code [outer, count, inner]}, and all have been checked.
 */
public final class Gathers {
    private static final int STRIP = 64;

    private Gathers() {}

    /** {@code y[o, k, j] = x[o, index[o, k, j], j]}. */
    public static void gather(
            float[] x, int xo, int outer, int len, int inner, int[] index, int count, float[] y, int yo) {
        Split.rows(outer * count, inner, (from, to) -> {
            int source = xo + from / count * len * inner;
            int left = count - from % count; // rows of this block: a division for each row would cost more than it
            for (int row = from; row < to; row++) {
                for (int j = 0, at = row * inner; j < inner; j++, at++) {
                    y[yo + at] = x[source + index[at] * inner + j];
                }
                if (--left == 0) {
                    left = count;
                    source += len * inner;
                }
            }
        });
    }

    /** {@code y[o, index[o, k, j], j] = x[o, k, j]}, the last one that names an element; the rest of y stays. */
    public static void put(
            float[] x, int xo, int outer, int count, int inner, int[] index, float[] y, int yo, int len) {
        Split.rows(outer, count * inner, (from, to) -> {
            for (int row = from * count; row < to * count; row++) {
                int target = yo + row / count * len * inner;
                for (int j = 0, at = row * inner; j < inner; j++, at++) {
                    y[target + index[at] * inner + j] = x[xo + at];
                }
            }
        });
    }

    /**
     * {@code y[o, t, j]} = the sum of the {@code x[o, k, j]} with {@code index[o, k, j] = t}, in ascending k, in chains
     * of {@link GemmKernels#CHAIN}: each is summed from +0, and the chains are added in their order.
     */
    public static void add(
            float[] x, int xo, int outer, int count, int inner, int[] index, float[] y, int yo, int len) {
        int strips = Math.ceilDiv(inner, STRIP);
        Split.rows(outer * strips, count * Math.min(inner, STRIP), (from, to) -> {
            for (int unit = from; unit < to; unit++) {
                int o = unit / strips;
                int first = unit % strips * STRIP;
                new Strip(x, xo, index, o * count * inner, count, inner, first, Math.min(inner, first + STRIP))
                        .add(y, yo + o * len * inner, len);
            }
        });
    }

    /** Some columns of one block of x: those from {@code first} on and before {@code end}. */
    private record Strip(
            float[] x, int xo, int[] index, int block, int count, int inner, int first, int end) {

        void add(float[] y, int yo, int len) {
            for (int t = 0; t < len; t++) {
                Arrays.fill(y, yo + t * inner + first, yo + t * inner + end, 0f);
            }
            if (count <= GemmKernels.CHAIN || most(len) <= GemmKernels.CHAIN) {
                for (int k = 0; k < count; k++) {
                    for (int j = first, at = block + k * inner + first; j < end; j++, at++) {
                        y[yo + index[at] * inner + j] += x[xo + at];
                    }
                }
            } else {
                addChains(y, yo, len);
            }
        }

        /** The most elements that name one place: a sum of one chain needs no other sum beside it. */
        private int most(int len) {
            int width = end - first;
            int[] lengths = new int[len * width];
            int most = 0;
            for (int k = 0; k < count; k++) {
                for (int j = 0, at = block + k * inner + first; j < width; j++, at++) {
                    most = Math.max(most, ++lengths[index[at] * width + j]);
                }
            }
            return most;
        }

        private void addChains(float[] y, int yo, int len) {
            int width = end - first;
            float[] chains = new float[len * width];
            int[] lengths = new int[len * width];
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
}
