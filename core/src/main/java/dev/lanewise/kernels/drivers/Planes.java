package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.ReduceKernels;

/**
 * One channel of a block {@code [batch, channels, positions]}, a plane of contiguous positions for each sample, cut
 * into chunks (see {@link NormKernels}) for sums: as many whole planes as keep a virtual lane's chain within 256
 * elements, or runs of {@link ReduceKernels#CHUNK} elements where a plane is longer. The cut is part of the definition
 * of sums, which add up the chunks' sums by {@link #fold}.
 */
final class Planes {
    /** Elements that a virtual lane adds in one chain. */
    private static final int CHAIN = ReduceKernels.CHUNK / ReduceKernels.LANES;

    private final int batch;
    private final int positions;

    /** From a plane to that of the next sample. */
    final int stride;

    /** Chunks of a plane; 1 where a chunk has whole planes. */
    private final int runs;

    /** Planes of a chunk, but for the last. */
    private final int height;

    Planes(int batch, int channels, int positions) {
        this.batch = batch;
        this.positions = positions;
        this.stride = channels * positions;
        this.runs = Math.ceilDiv(positions, ReduceKernels.CHUNK);
        this.height = runs > 1 ? 1 : CHAIN / Math.max(1, Math.ceilDiv(positions, ReduceKernels.LANES));
    }

    /** How many elements the channel has. */
    int elements() {
        return batch * positions;
    }

    /** How many chunks it has; none if it has no elements. */
    int chunks() {
        return runs > 1 ? batch * runs : positions == 0 ? 0 : Math.ceilDiv(batch, height);
    }

    /** Where a chunk begins, from the channel's first element on. */
    int offset(int chunk) {
        return runs > 1 ? chunk / runs * stride + chunk % runs * ReduceKernels.CHUNK : chunk * height * stride;
    }

    /** How many planes a chunk touches. */
    int planes(int chunk) {
        return Math.min(height, batch - chunk * height / runs);
    }

    /** How many elements of each of its planes a chunk has. */
    int length(int chunk) {
        return runs > 1 ? Math.min(ReduceKernels.CHUNK, positions - chunk % runs * ReduceKernels.CHUNK) : positions;
    }

    /** What is done with two neighbours, of which the first takes the result. */
    @FunctionalInterface
    interface Pair {
        void join(int first, int second);
    }

    /** Joins n neighbours pairwise, the results pairwise, and so on: a tree that depends on n alone. */
    static void fold(int n, Pair pair) {
        for (int step = 1; step < n; step *= 2) {
            for (int i = 0; i + step < n; i += 2 * step) {
                pair.join(i, i + step);
            }
        }
    }
}
