package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.ReduceKernels;

/**
 * One channel of a block {@code [batch, channels, positions]}, a plane of contiguous positions for each sample, cut
 * into chunks of at most {@link ReduceKernels#CHUNK} elements: runs of a plane where it is longer; single planes of
 * {@link #WHOLE} elements or more; else as many planes as fit, one behind the other. The cut is part of the definition
 * of sums, which add up the chunks' sums by {@link #fold}.
 */
public final class Planes {
    /** Positions from which on a plane is a chunk of its own: planes need not be made adjacent. */
    private static final int WHOLE = 1024;

    private final int batch;
    private final int positions;

    /** From a plane to that of the next sample. */
    final int stride;

    /** Chunks of a plane; 1 where a chunk has whole planes. */
    private final int runs;

    /** Planes of a chunk, but for the last. */
    private final int height;

    /** A channel of a block of these sizes. */
    public Planes(int batch, int channels, int positions) {
        this.batch = batch;
        this.positions = positions;
        this.stride = channels * positions;
        this.runs = Math.ceilDiv(positions, ReduceKernels.CHUNK);
        this.height = positions >= WHOLE ? 1 : ReduceKernels.CHUNK / Math.max(1, positions);
    }

    /** How many elements the channel has. */
    int elements() {
        return batch * positions;
    }

    /** How many chunks a plane is cut into; 1 where a chunk has whole planes. */
    public int runs() {
        return Math.max(1, runs);
    }

    /** How many planes a chunk has, but for the last. */
    public int height() {
        return height;
    }

    /** How many chunks it has; none if it has no elements. */
    public int chunks() {
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

    /** How many elements a chunk has. */
    int count(int chunk) {
        return planes(chunk) * length(chunk);
    }

    /** Whether a chunk is one run. */
    boolean isRun(int chunk) {
        return planes(chunk) == 1 || stride == positions;
    }

    /** Copies a chunk's planes one behind the other. */
    void gather(int chunk, float[] x, int xo, float[] run) {
        int n = length(chunk);
        for (int i = 0; i < planes(chunk); i++) {
            System.arraycopy(x, xo + offset(chunk) + i * stride, run, i * n, n);
        }
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
