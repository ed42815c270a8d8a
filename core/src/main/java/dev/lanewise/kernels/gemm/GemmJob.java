package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.parallel.Parallel;

/**
 * A way to compute a {@link Product} by tiles, under way: as a {@link Parallel.Part}, the pieces of C that threads
 * take. What becomes of a piece is the subclass's: {@link GemmPackedJob} packs both operands, {@link GemmRowsJob} reads
 * A where it lies.
 */
abstract sealed class GemmJob implements Parallel.Part permits GemmPackedJob, GemmRowsJob {
    /** Multiply-adds below which one thread does everything: about 11 microseconds of one core's work. */
    static final long SEQUENTIAL_BELOW = 1L << 20;

    /** Multiply-adds that make a part worth handing over. */
    static final int MULTIPLY_ADDS_A_PART = 1 << 18;

    /** More parts than threads, so that one that is late leaves less to wait for. */
    private static final int PARTS_A_THREAD = 2;

    /** Length of a last chain that is not worth going through the operands once more. */
    private static final int SHORT_CHAIN = 128;

    /** The greatest depth of a panel. */
    static final int DEEPEST = GemmKernels.CHAIN + SHORT_CHAIN;

    final Product product;

    GemmJob(Product product) {
        this.product = product;
    }

    /**
     * Computes the product, {@code m, n, k >= 1}, with at most so many threads. The cut may follow them: whoever
     * computes it, an element is the same chains.
     */
    abstract void multiply(int threads);

    /** Runs every part. */
    final void fork(int threads, int parts) {
        if (threads == 1) {
            for (int part = 0; part < parts; part++) {
                run(part);
            }
        } else {
            Parallel.forEach(parts, this);
        }
    }

    /** How many parts are worth having. */
    final int wantedParts(int threads) {
        return threads == 1
                ? 1
                : (int) Math.clamp(product.multiplyAdds() / MULTIPLY_ADDS_A_PART, 1, threads * PARTS_A_THREAD);
    }

    /** How deep the next panels are where so much of k remains: a chain, and a short last one with it. */
    static int depth(int remaining) {
        return remaining <= DEEPEST ? remaining : GemmKernels.CHAIN;
    }

    /** Where part {@code part} of {@code parts} begins among {@code count} things. */
    static int share(int count, int part, int parts) {
        return (int) ((long) count * part / parts);
    }
}
