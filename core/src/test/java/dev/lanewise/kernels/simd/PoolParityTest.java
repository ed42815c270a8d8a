package dev.lanewise.kernels.simd;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.PoolAxis;
import dev.lanewise.kernels.PoolKernels;
import dev.lanewise.kernels.scalar.ScalarPoolKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pools: SIMD against scalar, bit for bit. */
@Parity
@Tag("quick")
class PoolParityTest {
    private static final int PLANES = 3;
    private static final int[] WIDTHS = {1, 2, 3, 7, 8, 9, 12, 16, 17, 24, 31, 32, 33, 34, 35, 56, 65, 70, 131};

    private final SplittableRandom random = Seeds.random(53);
    private final KernelParity<PoolKernels> parity = new KernelParity<>(
            new ScalarPoolKernels(), new SimdPoolKernels(), random);

    @FunctionalInterface
    private interface Check {
        void on(String what, PoolAxis d, PoolAxis h, PoolAxis w);
    }

    private static void inEveryWindow(Check check) {
        PoolAxis one = axis(1, 1, 1, 0);
        for (int width : WIDTHS) {
            for (int kernel = 1; kernel <= 5; kernel++) {
                for (int stride = 1; stride <= 3; stride++) {
                    for (int padding = 0; padding <= kernel / 2; padding++) {
                        if (width + 2 * padding >= kernel) {
                            String what = width + " in windows of " + kernel + " by " + stride + " padded by "
                                    + padding;
                            PoolAxis w = axis(width, kernel, stride, padding);
                            check.on(what, one, one, w);
                            check.on(what + ", 2d", one, axis(5, 2, 2, 0), w);
                            check.on(what + ", 3d", axis(3, 2, 1, 1), axis(4, 3, 2, 1), w);
                        }
                    }
                }
            }
            for (int windows : new int[] {1, 2, 3, 5, 7, 20}) {
                check.on(width + " shared by " + windows, one, shared(9, 4), shared(width, windows));
            }
        }
    }

    /** Windows of an adaptive pool, which are not at equal distances. */
    private static PoolAxis shared(int size, int windows) {
        int[] from = new int[windows];
        int[] to = new int[windows];
        int[] counts = new int[windows];
        for (int o = 0; o < windows; o++) {
            from[o] = o * size / windows;
            to[o] = Math.ceilDiv((o + 1) * size, windows);
            counts[o] = to[o] - from[o];
        }
        return new PoolAxis(size, from, to, counts, 1, 0, 0, 0, 0);
    }

    private static PoolAxis axis(int size, int kernel, int stride, int padding) {
        int count = (size + 2 * padding - kernel) / stride + 1;
        int[] from = new int[count];
        int[] to = new int[count];
        int[] counts = new int[count];
        int first = count;
        int last = 0;
        for (int o = 0; o < count; o++) {
            int start = o * stride - padding;
            from[o] = Math.max(0, start);
            to[o] = Math.min(size, start + kernel);
            counts[o] = kernel;
            if (to[o] - from[o] == kernel) {
                first = Math.min(first, o);
                last = o + 1;
            }
        }
        return new PoolAxis(size, from, to, counts, 1, stride, kernel, Math.min(first, last), last);
    }

    /** Scratch that holds anything. */
    private float[] scratch(PoolAxis w) {
        return FloatSamples.mixed(random, w.scratch());
    }

    private static int size(PoolAxis d, PoolAxis h, PoolAxis w) {
        return d.size() * h.size() * w.size();
    }

    private static int windows(PoolAxis d, PoolAxis h, PoolAxis w) {
        return d.from().length * h.from().length * w.from().length;
    }

    @Test
    void maximaHaveTheSameBitsAndPlaces() {
        inEveryWindow((what, d, h, w) -> {
            int windows = PLANES * windows(d, h, w);
            for (float[] x : FloatSamples.various(random, PLANES * size(d, h, w) + 3)) {
                parity.on("maxima of " + what, x).writes(2, windows).writes(1, windows).by((kernels, out) -> {
                    int[] at = new int[windows];
                    kernels.max(x, 3, PLANES, d, h, w, out.floats(0), 2, at, 0, scratch(w));
                    for (int i = 0; i < windows; i++) {
                        out.floats(1)[1 + i] = at[i];
                    }
                });
            }
        });
    }

    /** With gaps between the elements of windows, ties, and more than one NaN in a window. */
    @Test
    void maximaOfEqualsAndGapsHaveTheSameBitsAndPlaces() {
        for (int width : WIDTHS) {
            for (int step = 1; step <= 3; step++) {
                PoolAxis d = gaps(3, 2, 1, 2);
                PoolAxis h = gaps(7, 3, 2, 2);
                PoolAxis w = gaps(width, 3, 3, step);
                int windows = PLANES * windows(d, h, w);
                float[] x = new float[PLANES * size(d, h, w)];
                float[] few = {-0f, 0f, 1f, Float.NEGATIVE_INFINITY, Float.NaN};
                for (int kinds = 1; kinds <= few.length; kinds++) {
                    for (int i = 0; i < x.length; i++) {
                        x[i] = few[random.nextInt(few.length - kinds, few.length)];
                    }
                    float[] of = x.clone();
                    parity.on("maxima of " + width + " in steps of " + step, of).writes(0, windows).writes(0, windows)
                            .by((kernels, out) -> {
                                int[] at = new int[windows];
                                kernels.max(of, 0, PLANES, d, h, w, out.floats(0), 0, at, 0, scratch(w));
                                for (int i = 0; i < windows; i++) {
                                    out.floats(1)[i] = at[i];
                                }
                            });
                }
            }
        }
    }

    /** As many windows as begin in the axis. */
    private static PoolAxis gaps(int size, int kernel, int stride, int step) {
        int count = Math.ceilDiv(size, stride);
        int[] from = new int[count];
        int[] to = new int[count];
        for (int o = 0; o < count; o++) {
            from[o] = o * stride;
            to[o] = Math.min(size, from[o] + (kernel - 1) * step + 1);
        }
        return new PoolAxis(size, from, to, from, step, stride, kernel, 0, 0);
    }

    @Test
    void averagesHaveTheSameBits() {
        inEveryWindow((what, d, h, w) -> {
            for (float[] x : FloatSamples.various(random, PLANES * size(d, h, w) + 3)) {
                for (float divisor : new float[] {0, 3}) {
                    parity.on("averages of " + what, x).writes(2, PLANES * windows(d, h, w))
                            .by((kernels, out) -> kernels.average(
                                    x, 3, PLANES, d, h, w, divisor, out.floats(0), 2, scratch(w)));
                }
            }
        });
    }

    @Test
    void gradientsOfAveragesHaveTheSameBits() {
        inEveryWindow((what, d, h, w) -> {
            for (float[] g : FloatSamples.various(random, PLANES * windows(d, h, w) + 3)) {
                parity.on("gradients of " + what, g).writes(2, PLANES * size(d, h, w))
                        .by((kernels, out) -> kernels.averageGradient(
                                g, 3, PLANES, d, h, w, 0, out.floats(0), 2, scratch(w)));
            }
        });
    }

    /** Places that a pool chose, and any places in as many windows. */
    @Test
    void scatteredElementsHaveTheSameBits() {
        inEveryWindow((what, d, h, w) -> {
            int count = windows(d, h, w);
            float[] x = FloatSamples.mixed(random, PLANES * size(d, h, w));
            float[] g = FloatSamples.mixed(random, PLANES * count + 3);
            int[] chosen = new int[PLANES * count];
            new ScalarPoolKernels().max(x, 0, PLANES, d, h, w, new float[chosen.length], 0, chosen, 0, scratch(w));
            int[] others = chosen.clone();
            others[others.length - 1] = 0;
            int[] any = new int[chosen.length];
            Arrays.setAll(any, i -> random.nextInt(size(d, h, w)));
            for (int[] at : new int[][] {chosen, others, any}) {
                parity.on("scattered from " + what, g).writes(2, PLANES * size(d, h, w))
                        .by((kernels, out) -> kernels.scatter(
                                g, 3, at, 0, PLANES, count, d.size(), h.size(), w.size(), out.floats(0), 2));
            }
        });
    }
}
