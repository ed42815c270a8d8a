package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.parallel.Parallel;

/**
 * A way to compute a {@link Product} by tiles, under way: as a {@link Parallel.Part}, the pieces of C that threads
 * take. What becomes of a piece is the subclass's: {@link GemmPackedJob} packs both operands, {@link GemmUnpackedJob}
 * reads A where it lies.
 */
abstract sealed class GemmJob implements Parallel.Part permits GemmPackedJob, GemmUnpackedJob {
    /** The greatest depth of a panel. */
    static final int DEEPEST = GemmKernels.CHAIN + Thresholds.SHORT_CHAIN;

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
                : (int) Math.clamp(product.multiplyAdds() / Thresholds.PRODUCT_PART, 1,
                        threads * Thresholds.PRODUCT_PARTS_A_THREAD);
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
