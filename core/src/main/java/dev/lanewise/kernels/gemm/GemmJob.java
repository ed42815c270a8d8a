package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.parallel.Parallel;

/**
 * The tiled computation of a {@link Product}; as a {@link Parallel.Part}, it computes the pieces of C that threads
 * take. Subclasses say how: {@link GemmPackedJob} packs both operands, {@link GemmNarrowJob} computes C^T
 * from packed ones, {@link GemmUnpackedJob} reads A in place.
 */
abstract sealed class GemmJob implements Parallel.Part permits GemmNarrowJob, GemmPackedJob, GemmUnpackedJob {
    /** The greatest depth of a panel. */
    static final int DEEPEST = GemmKernels.CHAIN + Thresholds.SHORT_CHAIN;

    final Product product;

    GemmJob(Product product) {
        this.product = product;
    }

    /**
     * Computes the product, {@code m, n, k >= 1}, with at most so many threads. The split may depend on their number:
     * each element is computed by the same chains.
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

    /** Depth of the next panels when so much of k remains: a chain, with a short last one if any. */
    static int depth(int remaining) {
        return remaining <= DEEPEST ? remaining : GemmKernels.CHAIN;
    }

    /** Where part {@code part} of {@code parts} begins among {@code count} items. */
    static int share(int count, int part, int parts) {
        return (int) ((long) count * part / parts);
    }
}
