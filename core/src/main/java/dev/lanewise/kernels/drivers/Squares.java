package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.parallel.Parallel;

/**
 * Sums of squares in one pass. <b>Order</b> (part of the definition): whole rows of {@link ReduceKernels#LANES} in
 * chunks of {@link ReduceKernels#CHUNK}, then the elements that are left, each by {@link NormKernels#sumOfSquares},
 * in which a lane takes a square by one fma; their sums are summed as a run.
 */
public final class Squares {
    private Squares() {}

    /** The sum of the squares of {@code n} elements. */
    public static float sum(float[] x, int xo, int n) {
        Kernels kernels = KernelLookup.active();
        return sum(kernels.norm(), kernels.reduce(), x, xo, n);
    }

    static float sum(NormKernels norm, ReduceKernels reduce, float[] x, int xo, int n) {
        int whole = n - n % ReduceKernels.LANES;
        int chunks = Math.ceilDiv(whole, ReduceKernels.CHUNK);
        float[] sums = new float[chunks + 1];
        Parallel.forEach(chunks, chunk -> {
            int from = chunk * ReduceKernels.CHUNK;
            sums[chunk] = chunk(norm, x, xo + from, Math.min(ReduceKernels.CHUNK, whole - from));
        });
        if (whole < n) {
            sums[chunks] = chunk(norm, x, xo + whole, n - whole);
        }
        return reduce.sum(sums, 0, sums.length);
    }

    private static float chunk(NormKernels norm, float[] x, int xo, int n) {
        NormScratch scratch = NormScratch.POOL.take();
        float sum = norm.sumOfSquares(x, xo, 0f, n, scratch.lanes);
        NormScratch.POOL.giveBack(scratch);
        return sum;
    }
}
