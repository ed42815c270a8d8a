package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.Thresholds;
import dev.lanewise.parallel.Parallel;

/** Cuts a range into parts by its size alone, so that the same parts are made for any number of threads. */
public final class Split {
    private Split() {}

    /** Work on the elements {@code from .. to - 1}. */
    @FunctionalInterface
    public interface Range {
        void run(int from, int to);
    }

    /** Runs {@code body} over {@code 0 .. n - 1} in parts of {@code grain}; not at all if {@code n} is 0. */
    public static void range(int n, int grain, Range body) {
        if (n <= grain) {
            if (n > 0) {
                body.run(0, n);
            }
            return;
        }
        Parallel.forEach((n - 1) / grain + 1, part -> {
            int from = part * grain;
            body.run(from, from + Math.min(grain, n - from));
        });
    }

    /** Whether {@link #rows} makes one part of so many rows: callers then need not allocate a body. */
    public static boolean isOnePart(int rows, int cols) {
        return (long) rows * cols <= Thresholds.GRAIN;
    }

    /** As {@link #range}, over rows of {@code cols} elements, in parts of about {@link Thresholds#GRAIN} elements. */
    public static void rows(int rows, int cols, Range body) {
        range(rows, Math.max(1, Thresholds.GRAIN / Math.max(1, cols)), body);
    }
}
