package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.Thresholds;
import dev.lanewise.parallel.Parallel;
import java.lang.ref.SoftReference;

/** The entries of groups of rows in the order in which a kernel takes them; scratch of {@link RowGroups}. */
final class RowOrder implements Pool.Kept<RowOrder> {
    static final Pool<RowOrder> POOL = new Pool<>(RowOrder::new);

    /** Some groups and some columns. */
    @FunctionalInterface
    interface Part {
        void run(int from, int to, int firstColumn, int columns);
    }

    private final SoftReference<RowOrder> reference = new SoftReference<>(this);

    /** Where the entries of each group begin, and those of the last one end. */
    int[] starts = new int[0];

    int[] rows = new int[0];
    float[] factors = new float[0];

    private RowOrder() {}

    @Override
    public SoftReference<RowOrder> reference() {
        return reference;
    }

    /** Makes room for so many groups and entries. */
    void begin(int groups, int entries, boolean hasFactors) {
        if (starts.length < groups + 1) {
            starts = new int[groups + 1];
        }
        if (rows.length < entries) {
            rows = new int[entries];
        }
        if (hasFactors && factors.length < entries) {
            factors = new float[entries];
        }
    }

    /** Shares out the groups so that parts have about as many rows to read and write, and columns if groups are few. */
    static void share(int[] starts, int groups, int cols, Part body) {
        long work = (long) starts[groups] + groups;
        int width = groups < Thresholds.FEW_ROW_GROUPS ? Math.min(cols, Thresholds.STRIP) : cols;
        int strips = Math.ceilDiv(cols, Math.max(1, width));
        int cuts = Math.clamp(work * width / Thresholds.GRAIN, 1, Math.max(1, groups));
        Parallel.forEach(cuts * strips, part -> {
            int cut = part / strips;
            int first = part % strips * width;
            int from = cut(starts, groups, work * cut / cuts);
            int to = cut == cuts - 1 ? groups : cut(starts, groups, work * (cut + 1) / cuts);
            body.run(from, to, first, Math.min(width, cols - first));
        });
    }

    /** The first group that so much work comes before. */
    private static int cut(int[] starts, int groups, long work) {
        int low = 0;
        int high = groups;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if ((long) starts[middle] + middle < work) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
