package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.GemmKernels;
import org.jspecify.annotations.Nullable;

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
            for (int row = from; row < to;) {
                int block = row / count;
                int end = Math.min(to, (block + 1) * count);
                int source = xo + block * len * inner;
                if (inner == 1) {
                    gatherLine(x, source, index, row, end, y, yo);
                } else {
                    gatherRows(x, source, inner, index, row, end, y, yo);
                }
                row = end;
            }
        });
    }

    private static void gatherLine(float[] x, int source, int[] index, int from, int to, float[] y, int yo) {
        for (int at = from; at < to; at++) {
            y[yo + at] = x[source + index[at]];
        }
    }

    private static void gatherRows(
            float[] x, int source, int inner, int[] index, int from, int to, float[] y, int yo) {
        for (int row = from; row < to; row++) {
            for (int j = 0, at = row * inner; j < inner; j++, at++) {
                y[yo + at] = x[source + index[at] * inner + j];
            }
        }
    }

    /** {@code y[o, index[o, k, j], j] = x[o, k, j]}, the last one that names an element; the rest of y stays. */
    public static void put(
            float[] x, int xo, int outer, int count, int inner, int[] index, float[] y, int yo, int len) {
        Split.rows(outer, count * inner, (from, to) -> {
            for (int o = from; o < to; o++) {
                int target = yo + o * len * inner;
                if (inner == 1) {
                    putLine(x, xo, index, o * count, (o + 1) * count, y, target);
                } else {
                    putRows(x, xo, inner, index, o * count, (o + 1) * count, y, target);
                }
            }
        });
    }

    private static void putLine(float[] x, int xo, int[] index, int from, int to, float[] y, int target) {
        for (int at = from; at < to; at++) {
            y[target + index[at]] = x[xo + at];
        }
    }

    private static void putRows(
            float[] x, int xo, int inner, int[] index, int from, int to, float[] y, int target) {
        for (int row = from; row < to; row++) {
            for (int j = 0, at = row * inner; j < inner; j++, at++) {
                y[target + index[at] * inner + j] = x[xo + at];
            }
        }
    }

    /**
     * {@code y[o, t, j]} = the sum of the {@code x[o, k, j]} with {@code index[o, k, j] = t}, in ascending k, in chains
     * of {@link GemmKernels#CHAIN}, as {@link RowGroups} adds rows: the first one is added to +0 element by element,
     * each later one is summed separately from +0 and then added.
     */
    public static void add(
            float[] x, int xo, int outer, int count, int inner, int[] index, float[] y, int yo, int len) {
        addTo(null, 0, x, xo, outer, count, inner, index, y, yo, len);
    }

    /** As {@link #add}, to an element of {@code base} in the place of +0: a block like y, which it may not overlap. */
    public static void addTo(
            float @Nullable [] base, int bo, float[] x, int xo, int outer, int count, int inner, int[] index,
            float[] y, int yo, int len) {
        int strips = Math.ceilDiv(inner, STRIP);
        if (strips > 1) { // whole rows first: row by row, a strip takes longer to clear than to add to
            Split.rows(outer * len, inner, (from, to) -> ScatterStrip.begin(
                    base, bo + from * inner, y, yo + from * inner, (to - from) * inner));
        }
        Split.rows(outer * strips, count * Math.min(inner, STRIP), (from, to) -> {
            for (int unit = from; unit < to; unit++) {
                int first = unit % strips * STRIP;
                int block = unit / strips;
                int target = block * len * inner;
                if (strips == 1) {
                    ScatterStrip.begin(base, bo + target, y, yo + target, len * inner);
                }
                new ScatterStrip(
                        x, xo, index, block * count * inner, count, inner, first, Math.min(inner, first + STRIP))
                        .add(y, yo + target, len);
            }
        });
    }
}
