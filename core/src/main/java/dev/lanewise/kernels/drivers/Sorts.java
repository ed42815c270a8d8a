package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import java.util.Arrays;

/**
 * Orders along the middle axis of blocks {@code [outer, len, inner]}.
 *
 * <p>An element is sorted as a key of 64 bits, its value above and its place below, so that all keys differ: every
 * method of sorting gives the same, stable order. NaN is larger than all numbers, and -0 equals +0.
 */
public final class Sorts {
    private static final long PLACE = 0xffffffffL;

    /** Elements that are passed over together if none of them can be among those wanted. */
    private static final int BLOCK = 64;

    /** So many elements wanted of a line are kept in order while it is passed over. */
    private static final int FEW = 32;

    private Sorts() {}

    /** The first {@code k} values in order, and where they were. */
    public static void top(
            float[] x, int xo, int outer, int len, int inner, int k, boolean descending, float[] values, int vo,
            int[] places) {
        Lines lines = new Lines(outer, len, inner);
        Lines results = lines.of(k);
        Split.rows(lines.count(), len, (from, to) -> {
            boolean selected = isSelected(len, k);
            long[] keys = new long[selected ? 2 * k : len];
            long[] spare = new long[selected || len < RadixSort.LEAST ? 0 : len];
            for (int line = from; line < to; line++) {
                int start = xo + lines.start(line);
                long[] sorted = keys;
                if (selected) {
                    select(x, start, lines, k, descending, keys);
                } else {
                    Split.range(len, RadixSort.CHUNK, (first, end) -> {
                        for (int i = first; i < end; i++) {
                            keys[i] = key(x[start + i * inner], i, descending);
                        }
                    });
                    if (spare.length == 0) {
                        Arrays.sort(keys);
                    } else {
                        sorted = RadixSort.sort(keys, spare);
                    }
                }
                int at = results.start(line);
                long[] chosen = sorted;
                Split.range(k, RadixSort.CHUNK, (first, end) -> {
                    for (int i = first; i < end; i++) {
                        int place = (int) (chosen[i] & PLACE);
                        int order = (int) (chosen[i] >> 32);
                        places[at + i * inner] = place;
                        values[vo + at + i * inner] = value(descending ? ~order : order, x, start + place * inner);
                    }
                });
            }
        });
    }

    /** The float of an order; zeros and NaNs, which have one order each, are read again. */
    private static float value(int order, float[] x, int at) {
        return order == 0 || order == Integer.MAX_VALUE
                ? x[at]
                : Float.intBitsToFloat(order ^ (order >> 31 & Integer.MAX_VALUE));
    }

    /** Whether few of many are wanted: then those that cannot be among them are not sorted. */
    private static boolean isSelected(int len, int k) {
        return k > 0 && k <= len / 4;
    }

    /**
     * Leaves the smallest k keys in order at the front. A few are kept in order all the time; of many, what fills the
     * buffer is sorted, and the rear half dropped.
     */
    private static void select(float[] x, int start, Lines lines, int k, boolean descending, long[] keys) {
        ReduceKernels kernels = KernelLookup.active().reduce();
        boolean inOrder = k <= FEW;
        int most = inOrder ? k : keys.length;
        int filled = 0;
        long limit = Long.MAX_VALUE;
        float last = Float.NaN; // the value of the limit; no value comes behind NaN
        for (int block = 0; block < lines.len(); block += BLOCK) {
            int end = Math.min(block + BLOCK, lines.len());
            if (lines.inner() == 1 && limit != Long.MAX_VALUE
                    && isBehind(extreme(kernels, descending, x, start + block, end - block), last, descending)) {
                continue;
            }
            for (int i = block; i < end; i++) {
                float value = x[start + i * lines.inner()];
                if (isBehind(value, last, descending)) {
                    continue;
                }
                long key = key(value, i, descending);
                if (key >= limit) {
                    continue;
                }
                if (inOrder) {
                    insert(key, keys, Math.min(filled++, k - 1));
                } else {
                    keys[filled++] = key;
                }
                if (filled >= most) {
                    if (!inOrder) {
                        Arrays.sort(keys);
                        filled = k;
                    }
                    limit = keys[k - 1];
                    last = x[start + (int) (limit & PLACE) * lines.inner()];
                }
            }
        }
        if (!inOrder) {
            Arrays.sort(keys, 0, filled);
        }
    }

    /** Puts a key among the first n, which are in order; what was behind them is overwritten. */
    private static void insert(long key, long[] keys, int n) {
        int at = n;
        for (; at > 0 && keys[at - 1] > key; at--) {
            keys[at] = keys[at - 1];
        }
        keys[at] = key;
    }

    private static float extreme(ReduceKernels kernels, boolean largest, float[] x, int xo, int n) {
        return largest ? kernels.max(x, xo, n) : kernels.min(x, xo, n);
    }

    /** Whether a value further on in a line comes behind another one; false also if one of them is NaN. */
    private static boolean isBehind(float value, float other, boolean descending) {
        return descending ? value <= other : value >= other;
    }

    private static long key(float value, int place, boolean descending) {
        int order = order(value);
        return (long) (descending ? ~order : order) << 32 | place;
    }

    /** An int for each float, in the same order. */
    private static int order(float value) {
        if (Float.isNaN(value)) {
            return Integer.MAX_VALUE;
        }
        int bits = Float.floatToRawIntBits(value + 0f); // -0 + 0 is +0
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }

    /**
     * For each of {@code m} values the place in an ascending line of {@code n} where it would be put: before equal
     * elements, or behind them ({@code right}). Line i of {@code values} belongs to line i of {@code sorted}, or to the
     * only one.
     */
    public static void search(
            float[] sorted, int so, int lines, int n, float[] values, int vo, int valueLines, int m, boolean right,
            int[] places) {
        Split.range(valueLines * m, 1024, (from, to) -> {
            for (int i = from; i < to; i++) {
                int start = so + (lines == 1 ? 0 : i / m * n);
                places[i] = place(sorted, start, n, order(values[vo + i]), right);
            }
        });
    }

    private static int place(float[] sorted, int start, int n, int order, boolean right) {
        int low = 0;
        int high = n;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int other = order(sorted[start + middle]);
            if (other < order || right && other == order) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
