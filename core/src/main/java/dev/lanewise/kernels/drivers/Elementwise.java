package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.ActivationKernels;
import dev.lanewise.kernels.CompareKernels;
import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.ZipKernels;
import java.util.Arrays;

/**
 * Runs elementwise kernels over whole tensors: splits the output among threads and walks broadcast inputs.
 *
 * <p>Tensors are contiguous and row-major from their offset; the output shape is the broadcast shape of the inputs.
 * Every element is computed on its own, so neither the split nor the walk can change a bit. Aliasing is as in the
 * kernels: the output may be an input of its own shape at the same offset.
 */
public final class Elementwise {
    private Elementwise() {}

    /**
     * How much work one element is. It determines how many elements make a part for a thread: some 3 to 10 microseconds
     * with vectors, so that handing parts out costs little in comparison.
     */
    public enum Cost {
        /** Arithmetic and comparisons, which are memory-bound. */
        LIGHT(Thresholds.GRAIN_LIGHT),
        /** Exponentials, logarithms and what is built from them. */
        HEAVY(Thresholds.GRAIN_HEAVY),
        /** Powers and rare functions, which are computed in double precision. */
        POW(Thresholds.GRAIN_POW);

        final int chunk;

        Cost(int chunk) {
            this.chunk = chunk;
        }
    }

    /** {@code y[yo + i] = f(x[xo + i])} for {@code 0 <= i < n}. */
    public static void map(MapKernels.Loop loop, Cost cost, float[] x, int xo, float[] y, int yo, int n) {
        if (n > 0 && n <= cost.chunk) {
            loop.run(x, xo, y, yo, n);
        } else {
            Split.range(n, cost.chunk, (start, end) -> loop.run(x, xo + start, y, yo + start, end - start));
        }
    }

    /** {@code o[oo + i] = f(g[go + i], s[so + i])} for {@code 0 <= i < n}. */
    public static void gradient(
            ActivationKernels.Gradient loop, Cost cost, float[] g, int go, float[] s, int so, float[] o, int oo,
            int n) {
        if (n > 0 && n <= cost.chunk) {
            loop.run(g, go, s, so, o, oo, n);
        } else {
            Split.range(n, cost.chunk,
                    (start, end) -> loop.run(g, go + start, s, so + start, o, oo + start, end - start));
        }
    }

    /** Whether there is one run for one thread: then the kernel is called without allocating for the walk. */
    private static boolean isOneCall(BroadcastWalk walk, int chunk) {
        return walk.isOneRun() && walk.total() > 0 && walk.total() <= chunk;
    }

    private static void follow(BroadcastWalk walk, int chunk, BroadcastWalk.Run run) {
        if (walk.total() <= chunk) {
            walk.forEachRun(0, walk.total(), run);
        } else {
            Split.range(walk.total(), chunk, (start, end) -> walk.forEachRun(start, end, run));
        }
    }

    /**
     * {@code o[oo + i] = f(a[ao + i * as], b[bo + i * bs])} for {@code 0 <= i < n}; a step of 0 stands for one value.
     */
    public static void zip(
            ZipKernels.Loop loop, Cost cost, float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo,
            int n) {
        if (n <= cost.chunk) {
            loop.run(a, ao, as, b, bo, bs, o, oo, n);
        } else {
            Split.range(n, cost.chunk, (start, end) -> loop.run(
                    a, ao + start * as, as, b, bo + start * bs, bs, o, oo + start, end - start));
        }
    }

    /** {@code o = f(a, b)} with broadcasting. */
    public static void zip(
            ZipKernels.Loop loop,
            Cost cost,
            float[] a,
            int ao,
            int[] aShape,
            float[] b,
            int bo,
            int[] bShape,
            float[] o,
            int oo,
            int[] oShape) {
        BroadcastWalk walk = BroadcastCache.of(oShape, aShape, bShape);
        int as = walk.step(0);
        int bs = walk.step(1);
        if (isOneCall(walk, cost.chunk)) {
            loop.run(a, ao, as, b, bo, bs, o, oo, walk.total());
            return;
        }
        if (walk.isMatrix() && walk.total() <= cost.chunk) {
            int cols = walk.columns();
            for (int row = 0; row < walk.rows(); row++) {
                int ra = ao + row * walk.rowStride(0);
                int rb = bo + row * walk.rowStride(1);
                loop.run(a, ra, as, b, rb, bs, o, oo + row * cols, cols);
            }
            return;
        }
        BroadcastWalk.Run run = (at, to, n) -> loop.run(a, ao + at[0], as, b, bo + at[1], bs, o, oo + to, n);
        follow(walk, cost.chunk, run);
    }

    /** {@code o = a OP b} with broadcasting. */
    public static void compare(
            CompareKernels.Loop loop,
            float[] a,
            int ao,
            int[] aShape,
            float[] b,
            int bo,
            int[] bShape,
            boolean[] o,
            int oo,
            int[] oShape) {
        BroadcastWalk walk = BroadcastCache.of(oShape, aShape, bShape);
        int as = walk.step(0);
        int bs = walk.step(1);
        if (isOneCall(walk, Cost.LIGHT.chunk)) {
            loop.run(a, ao, as, b, bo, bs, o, oo, walk.total());
            return;
        }
        BroadcastWalk.Run run = (at, to, n) -> loop.run(a, ao + at[0], as, b, bo + at[1], bs, o, oo + to, n);
        follow(walk, Cost.LIGHT.chunk, run);
    }

    /** {@code o = c ? a : b} with broadcasting of all three. */
    public static void where(
            CompareKernels kernels,
            boolean[] c,
            int co,
            int[] cShape,
            float[] a,
            int ao,
            int[] aShape,
            float[] b,
            int bo,
            int[] bShape,
            float[] o,
            int oo,
            int[] oShape) {
        BroadcastWalk walk = BroadcastCache.of(oShape, cShape, aShape, bShape);
        int cs = walk.step(0);
        int as = walk.step(1);
        int bs = walk.step(2);
        if (isOneCall(walk, Cost.LIGHT.chunk)) {
            kernels.where(c, co, cs, a, ao, as, b, bo, bs, o, oo, walk.total());
            return;
        }
        BroadcastWalk.Run run = (at, to, n) -> kernels.where(c, co + at[0], cs, a, ao + at[1], as, b, bo + at[2], bs, o,
                oo + to, n);
        follow(walk, Cost.LIGHT.chunk, run);
    }

    /** Copies {@code x} into {@code o}, repeated as its shape broadcasts; of one shape they may be the same. */
    public static void broadcast(float[] x, int xo, int[] xShape, float[] o, int oo, int[] oShape) {
        BroadcastWalk walk = BroadcastCache.of(oShape, xShape);
        boolean copies = walk.step(0) == 1;
        BroadcastWalk.Run run = (at, to, n) -> {
            if (copies) {
                System.arraycopy(x, xo + at[0], o, oo + to, n);
            } else {
                Arrays.fill(o, oo + to, oo + to + n, x[xo + at[0]]);
            }
        };
        follow(walk, Cost.LIGHT.chunk, run);
    }
}
