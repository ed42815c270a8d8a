package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.OptimizerKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.parallel.Parallel;

/**
 * Splits an update of several tensors as if they were concatenated, so that many small ones are handed out as cheaply
 * as one large one. Updates are elementwise ({@link OptimizerKernels}): the cuts change no bit.
 */
public final class Updates {
    private Updates() {}

    /** How many elements each tensor has. */
    @FunctionalInterface
    public interface Sizes {
        /** Elements of a tensor. */
        int of(int tensor);
    }

    /** Updates a range of one tensor. */
    @FunctionalInterface
    public interface Range {
        /** Updates elements {@code from .. to - 1} of a tensor; {@code from < to}. */
        void run(int tensor, int from, int to);
    }

    /** Runs {@code update} over all elements of {@code tensors} tensors. */
    public static void forEach(int tensors, Sizes sizes, Range update) {
        long total = 0;
        for (int tensor = 0; tensor < tensors; tensor++) {
            total += sizes.of(tensor);
        }
        if (total <= Thresholds.UPDATES_ALONE) {
            part(sizes, update, 0, total);
            return;
        }
        long all = total;
        Parallel.forEach(Math.toIntExact((all - 1) / Thresholds.GRAIN + 1), part -> {
            long from = (long) part * Thresholds.GRAIN;
            part(sizes, update, from, Math.min(all, from + Thresholds.GRAIN));
        });
    }

    /** Elements {@code from .. to - 1} of the concatenation, tensor by tensor. */
    private static void part(Sizes sizes, Range update, long from, long to) {
        long start = 0;
        for (int tensor = 0; start < to; tensor++) {
            int size = sizes.of(tensor);
            long first = Math.max(0, from - start);
            long end = Math.min(size, to - start);
            if (first < end) {
                update.run(tensor, (int) first, (int) end);
            }
            start += size;
        }
    }
}
