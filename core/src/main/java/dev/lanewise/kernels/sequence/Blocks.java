package dev.lanewise.kernels.sequence;

import dev.lanewise.kernels.Thresholds;
import dev.lanewise.parallel.Parallel;

/** How the samples are cut into blocks, which go through all steps by themselves. Cannot change a bit. */
final class Blocks {
    private final int samples;
    final int count;

    Blocks(Sequence sequence, int gates, StepProduct product) {
        this.samples = sequence.samples;
        int threads = product.isWhole() || sequence.multiplyAdds(gates) < Thresholds.PRODUCT_ALONE
                ? 1
                : Parallel.available();
        int most = product.isWhole() ? Math.max(samples, 1) : Thresholds.RECURRENT_ROWS;
        int each = Math.max(1, Math.ceilDiv(samples, threads * most));
        this.count = Math.clamp(samples / Thresholds.RECURRENT_ROWS_LEAST, 1, threads * each);
    }

    int first(int block) {
        return (int) ((long) samples * block / count);
    }
}
