package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.drivers.Split;
import dev.lanewise.parallel.Parallel;

/**
 * Computes the chains of a product side by side and then adds them up, in the order of {@link GemmKernels}: for when C
 * is too small to be shared among threads but k is long, or when chains of an element must run together to hide
 * latency.
 *
 * <pre>
 *   for each wave of chains           as many as scratch holds
 *     for each few of them            in parallel: each chain's block of C into scratch
 *     for each few elements of C      in parallel: add the wave's blocks in ascending order
 * </pre>
 *
 * <p>Scratch is at most 1 MB, whatever k and the number of threads, and comes from a pool. Whether and how a product is
 * cut in this way may depend on the number of threads, since it cannot change a bit.
 */
final class GemmChains {
    private GemmChains() {}

    /** Computes sums of chains. */
    @FunctionalInterface
    interface Sums {
        /**
         * Stores the blocks of {@code count} chains of {@code length} each, {@link GemmKernels#CHAIN} apart, one after
         * the other.
         *
         * @param p where in k the first begins
         */
        void run(int p, int count, int length, float[] to, int at);
    }

    /**
     * Whether so many threads had better share the chains of this product than C: chains are whole, so they must divide
     * evenly among the threads, unless C is too small to share out.
     */
    static boolean suits(int m, int n, int k, int threads) {
        int chains = Math.ceilDiv(k, GemmKernels.CHAIN);
        long size = (long) m * n;
        if (threads == 1 || chains < Thresholds.CHAINS_SHARED
                || size * Thresholds.CHAINS_SHARED > Thresholds.CHAINS_SCRATCH) {
            return false;
        }
        int wave = wave(chains, (int) size);
        long rounds = (long) Math.ceilDiv(chains, wave) * Math.ceilDiv(wave, threads);
        long shares = Math.clamp(size / Thresholds.CHAINS_ELEMENTS_A_THREAD, 1, threads);
        long most = rounds * GemmKernels.CHAIN; // for the busiest thread; the last chain may be short
        return 10 * most * shares <= (long) Thresholds.CHAINS_UNEVEN_TENTHS * k;
    }

    /** Chains per wave: at most as many as scratch holds, evenly divided. */
    private static int wave(int chains, int size) {
        return Math.ceilDiv(chains, Math.ceilDiv(chains, Thresholds.CHAINS_SCRATCH / size));
    }

    /**
     * Computes a product without its epilogue.
     *
     * @param partWork multiply-adds that make a part worth handing over
     * @param together how many chains {@code sums} takes at a time
     */
    static void run(Product product, int partWork, int together, Sums sums) {
        GemmKernels kernels = product.kernels;
        Operand c = product.c;
        int rows = product.m;
        int cols = product.n;
        int k = product.k;
        int size = rows * cols;
        int chains = Math.ceilDiv(k, GemmKernels.CHAIN);
        int most = wave(chains, size);
        int least = (int) Math.ceilDiv(partWork, (long) size * GemmKernels.CHAIN);
        int share = Math.ceilDiv(most, Thresholds.CHAINS_PARTS_A_THREAD * Parallel.available());
        int grain = Math.ceilDiv(Math.max(least, share), together) * together;
        GemmScratch scratch = GemmScratch.POOL.take();
        float[] memory = scratch.sums(most * size);
        for (int wave = 0; wave < chains; wave += most) {
            int first = wave;
            int count = Math.min(most, chains - first);
            Split.range(count, grain, (from, to) -> {
                int p = (first + from) * GemmKernels.CHAIN;
                int whole = Math.min(to, k / GemmKernels.CHAIN - first) - from;
                sums.run(p, whole, GemmKernels.CHAIN, memory, GemmScratch.B + from * size);
                if (from + whole < to) {
                    int q = p + whole * GemmKernels.CHAIN;
                    sums.run(q, 1, k - q, memory, GemmScratch.B + (from + whole) * size);
                }
            });
            if (rows == 1 || c.ld == cols) { // one long row: rows may be shorter than a vector
                Split.rows(size, count, (from, to) -> kernels.addUp(
                        count, size, 1, to - from, memory, GemmScratch.B + from, c.data, c.offset + from, size,
                        first > 0));
            } else {
                Split.rows(rows, count * cols, (from, to) -> kernels.addUp(
                        count, size, to - from, cols, memory, GemmScratch.B + from * cols, c.data, c.at(from, 0),
                        c.ld, first > 0));
            }
        }
        GemmScratch.POOL.giveBack(scratch);
    }
}
