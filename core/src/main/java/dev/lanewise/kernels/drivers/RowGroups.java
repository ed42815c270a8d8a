package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.RowGroupKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Groups of rows that are named by index, in the order that {@link RowGroupKernels} defines: sums of a group's rows,
 * and the way back, sums of what goes to each row. Entry k names row {@code rows[k]} and belongs to one group; entries
 * of a group follow each other.
 *
 * <p>For the way back entries are sorted by the row that they name, by counting, so that each row of the result is
 * written once, with zeros where nothing names it, and threads share out the rows.
 */
public final class RowGroups {
    /** What a kernel is given. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entries(int[] starts, int[] rows, float @Nullable [] factors, int fo) {}

    private final int[] rows;
    private final int groups;

    /** Where each group begins, and the last one ends; null if all have the same length. */
    private final int @Nullable [] starts;

    /** Entries with this row take no part; negative for none. */
    private final int skipped;

    private RowGroups(int[] rows, int groups, int @Nullable [] starts, int skipped) {
        this.rows = rows;
        this.groups = groups;
        this.starts = starts;
        this.skipped = skipped;
    }

    /**
     * Groups of the same length.
     *
     * @param skipped entries with this row take no part; negative for none
     */
    public static RowGroups even(int[] rows, int groups, int skipped) {
        return new RowGroups(rows, groups, null, skipped);
    }

    /** Groups that begin at ascending places; there is one more, at which the last one ends. */
    public static RowGroups from(int[] starts, int[] rows, int skipped) {
        return new RowGroups(rows, starts.length - 1, starts, skipped);
    }

    private int start(int group) {
        return starts == null ? rows.length / groups * group : starts[group];
    }

    /** How many entries belong to a group. */
    private int entries() {
        return starts == null ? rows.length : starts[groups];
    }

    /**
     * {@code y[g, :]} = the sum of {@code x[rows[k], :]}, times {@code factors[fo + k]} if there are factors, over the
     * entries k of group g.
     */
    public void sum(float[] x, int xo, int cols, float @Nullable [] factors, int fo, float[] y, int yo) {
        RowOrder order = RowOrder.POOL.take();
        run(gathered(order, factors, fo), groups, cols, x, xo, y, yo);
        RowOrder.POOL.giveBack(order);
    }

    /**
     * {@code y[r, :]} = the sum of {@code x[g, :]}, times {@code factors[fo + k]} if there are factors, over the
     * entries k with {@code rows[k] = r}, g being k's group.
     *
     * @param count the rows of y
     */
    public void scatter(
            float[] x, int xo, int cols, float @Nullable [] factors, int fo, float[] y, int yo, int count) {
        RowOrder order = RowOrder.POOL.take();
        run(sorted(order, factors, fo, count), count, cols, x, xo, y, yo);
        RowOrder.POOL.giveBack(order);
    }

    /**
     * The first largest elements of the rows of each group and the rows that they are in; +0 and the row {@code none}
     * for a group without entries.
     */
    public void max(float[] x, int xo, int cols, float[] y, int yo, int[] places, int none) {
        RowOrder order = RowOrder.POOL.take();
        Entries entries = gathered(order, null, 0);
        RowOrder.share(entries.starts, groups, cols, (from, to, first, width) -> KernelLookup.active().rowGroups().max(
                x, xo + first, cols, entries.rows, entries.starts, from, to, width, y, yo + first, places, first,
                none));
        RowOrder.POOL.giveBack(order);
    }

    private static void run(
            Entries entries, int count, int cols, float[] x, int xo, float[] y, int yo) {
        int[] rows = entries.rows;
        int[] starts = entries.starts;
        float[] factors = entries.factors;
        RowOrder.share(starts, count, cols, (from, to, first, width) -> {
            RowGroupKernels kernels = KernelLookup.active().rowGroups();
            if (factors == null) {
                kernels.sum(x, xo + first, cols, rows, starts, from, to, width, y, yo + first);
            } else {
                kernels.weightedSum(
                        x, xo + first, cols, rows, factors, entries.fo, starts, from, to, width, y, yo + first);
            }
        });
    }

    /**
     * {@code y[yo + k]} = the sum of {@code a[g, :] * x[rows[k], :]}, in the order of a run's sum; 0 if k is skipped or
     * belongs to no group.
     */
    public void dots(float[] a, int ao, float[] x, int xo, int cols, float[] y, int yo) {
        long work = (long) rows.length * cols;
        int parts = Math.clamp(work / Thresholds.GRAIN, 1, Math.max(1, groups));
        Arrays.fill(y, yo + entries(), yo + rows.length, 0f);
        Parallel.forEach(parts, part -> {
            float[] products = new float[cols];
            int end = (int) ((long) groups * (part + 1) / parts);
            for (int g = (int) ((long) groups * part / parts); g < end; g++) {
                for (int k = start(g); k < start(g + 1); k++) {
                    y[yo + k] = rows[k] == skipped ? 0 : dot(a, ao + g * cols, x, xo + rows[k] * cols, products);
                }
            }
        });
    }

    private static float dot(float[] a, int ao, float[] b, int bo, float[] products) {
        KernelLookup.active().zip().mul(a, ao, 1, b, bo, 1, products, 0, products.length);
        return KernelLookup.active().reduce().sum(products, 0, products.length);
    }

    /** {@code y[yo + g]} = how many entries of group g take part, at least 1. */
    public void sizes(float[] y, int yo) {
        for (int g = 0; g < groups; g++) {
            int size = start(g + 1) - start(g);
            for (int k = start(g), end = start(g + 1); skipped >= 0 && k < end; k++) {
                size -= rows[k] == skipped ? 1 : 0;
            }
            y[yo + g] = Math.max(1, size);
        }
    }

    /** The entries that take part, as they follow each other. */
    private Entries gathered(RowOrder order, float @Nullable [] factors, int fo) {
        if (skipped < 0) {
            return new Entries(starts == null ? evenStarts(order) : starts, rows, factors, fo);
        }
        order.begin(groups, rows.length, factors != null);
        int n = 0;
        for (int g = 0; g < groups; g++) {
            order.starts[g] = n;
            for (int k = start(g), end = start(g + 1); k < end; k++) {
                if (rows[k] != skipped) {
                    order.rows[n] = rows[k];
                    if (factors != null) {
                        order.factors[n] = factors[fo + k];
                    }
                    n++;
                }
            }
        }
        order.starts[groups] = n;
        return new Entries(order.starts, order.rows, factors == null ? null : order.factors, 0);
    }

    private int[] evenStarts(RowOrder order) {
        order.begin(groups, 0, false);
        order.starts[0] = 0;
        for (int g = 1; g <= groups; g++) {
            order.starts[g] = start(g);
        }
        return order.starts;
    }

    /** The groups of the entries that take part, in the order of the rows that they name. */
    private Entries sorted(RowOrder order, float @Nullable [] factors, int fo, int count) {
        order.begin(count + 1, rows.length, factors != null);
        int[] next = order.starts;
        Arrays.fill(next, 0, count + 2, 0);
        for (int k = 0, end = entries(); k < end; k++) {
            next[rows[k] + 2]++;
        }
        if (skipped >= 0 && skipped < count) {
            next[skipped + 2] = 0;
        }
        for (int r = 2; r < count + 2; r++) {
            next[r] += next[r - 1];
        }
        for (int g = 0; g < groups; g++) {
            for (int k = start(g), end = start(g + 1); k < end; k++) {
                if (rows[k] != skipped) {
                    int at = next[rows[k] + 1]++; // in the end where the row's entries end, so where the next begin
                    order.rows[at] = g;
                    if (factors != null) {
                        order.factors[at] = factors[fo + k];
                    }
                }
            }
        }
        return new Entries(next, order.rows, factors == null ? null : order.factors, 0);
    }
}
