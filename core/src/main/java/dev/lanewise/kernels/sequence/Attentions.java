package dev.lanewise.kernels.sequence;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.drivers.Split;

/**
 * Attention and its gradients without a matrix of all scores: a strip of {@link AttentionSizes#STRIP} queries at a
 * time, with all keys that one of them attends to.
 *
 * <p><b>Order of operations</b>. Forward, and for the gradient of queries, it is that of products, softmax and sums of
 * whole rows; keys behind the last that a strip's queries attend to are not read. A gradient of keys or values is the
 * sum of one chain for each strip: heads of a group ascending, strips ascending in each, from +0; a chain is fused
 * multiply-adds over the strip's queries in ascending order, and a strip has none for keys behind the last that one of
 * its queries attends to. For those before it a query that does not attend adds 0 times its gradient, which is NaN if
 * the gradient is infinite or NaN. What else a row of a result depends on is said by
 * {@link dev.lanewise.kernels.AttentionKernels}.
 */
public final class Attentions {
    private Attentions() {}

    /** The averages of values for all queries, written to y. */
    public static void forward(
            AttentionSizes sizes, HeadRows q, HeadRows k, HeadRows v, AttentionMasks masks, HeadRows y) {
        Kernels kernels = KernelLookup.active();
        int units = sizes.batch() * sizes.keyHeads();
        int strips = sizes.group() * sizes.strips();
        if (units == 0 || strips == 0) {
            return;
        }
        // a unit packs the keys, so that it should have some strips
        int pieces = Math.min(Math.max(1, strips / Thresholds.ATTENTION_STRIPS),
                Math.ceilDiv(Thresholds.ATTENTION_PARTS, units));
        long each = work(sizes) / pieces;
        Split.range(units * pieces, grain(each), (from, to) -> {
            for (int unit = from; unit < to; unit++) {
                int head = unit / pieces;
                int piece = unit % pieces;
                AttentionForward.head(
                        kernels, sizes, q, k, v, masks, y, head / sizes.keyHeads(), head % sizes.keyHeads(),
                        share(strips, piece, pieces), share(strips, piece + 1, pieces));
            }
        });
    }

    /** The gradients of queries, keys and values from that of the averages, g. */
    public static void backward(
            AttentionSizes sizes, HeadRows g, HeadRows q, HeadRows k, HeadRows v, AttentionMasks masks,
            HeadRows ofQ, HeadRows ofK, HeadRows ofV) {
        Kernels kernels = KernelLookup.active();
        AttentionBackward job = new AttentionBackward(kernels, sizes, g, q, k, v, masks, ofQ, ofK, ofV);
        Split.range(sizes.batch() * sizes.keyHeads(), grain(work(sizes) * 5 / 2), (from, to) -> {
            for (int head = from; head < to; head++) {
                job.head(head / sizes.keyHeads(), head % sizes.keyHeads());
            }
        });
    }

    /** Multiply-adds of a head of keys. */
    private static long work(AttentionSizes sizes) {
        return (long) sizes.group() * sizes.queries() * sizes.keys() * (sizes.depth() + (long) sizes.width());
    }

    /** How many units of so many multiply-adds make a part. */
    private static int grain(long each) {
        return (int) Math.max(1, Thresholds.PRODUCT_PART / (each + Thresholds.CALL_MULTIPLY_ADDS));
    }

    private static int share(int all, int part, int parts) {
        return (int) ((long) all * part / parts);
    }

    /** How many keys take part for each row of a strip; returns the greatest number. */
    static int counts(
            AttentionSizes sizes, AttentionMasks masks, int b, int h, int first, int rows, int[] counts) {
        int most = 0;
        for (int i = 0; i < rows; i++) {
            counts[i] = masks.count(b, h, first + i, sizes.keys());
            most = Math.max(most, counts[i]);
        }
        return most;
    }

    /** How many keys take part for some query of some head of a group. */
    static int keys(AttentionSizes sizes, AttentionMasks masks, int b, int firstHead) {
        int most = 0;
        for (int h = firstHead; h < firstHead + sizes.group(); h++) {
            most = Math.max(most, masks.count(b, h, sizes.queries() - 1, sizes.keys()));
        }
        return Math.min(most, sizes.keys());
    }

    /**
     * Distance between rows of strips: whole panels, and no multiple of 256 bytes, as rows that are that far apart
     * compete for the same lines of L1.
     */
    static int stride(GemmKernels kernels, int keys) {
        int padded = StripProducts.padded(kernels, keys);
        return padded % 64 == 0 ? padded + 32 : padded;
    }

    /** Weights of a strip of scores. */
    static void weights(
            Kernels kernels, AttentionSizes sizes, AttentionMasks masks, int b, int h, int first, int rows, int cols,
            float[] memory, int strip, int ld, int[] counts) {
        AttentionMasks.Place biasAt = masks.biasAt();
        AttentionMasks.Place allowedAt = masks.allowedAt();
        kernels.attention().weights(
                memory, strip, ld, rows, cols, counts, sizes.scale(),
                masks.bias(), biasAt.at(b, h, first), biasAt.row(), biasAt.key(),
                masks.allowed(), allowedAt.at(b, h, first), allowedAt.row(), allowedAt.key(), masks.any());
    }
}
