package dev.lanewise.kernels.sequence;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import java.util.Arrays;

/**
 * The gradients of queries, keys and values, one head of keys at a time. The weights P of a strip are computed again;
 * with G that of the averages, {@code dV += P^T G}, {@code dP = G V^T}, dS by {@link
 * dev.lanewise.kernels.AttentionKernels#slopes}, {@code dQ = dS K} and {@code dK += dS^T Q}. dK and dV are summed up
 * transposed, so that strips are right operands, which are read where they lie.
 */
record AttentionBackward(
        Kernels kernels, AttentionSizes sizes, HeadRows g, HeadRows q, HeadRows k, HeadRows v, AttentionMasks masks,
        HeadRows ofQ, HeadRows ofK, HeadRows ofV) {

    void head(int b, int keyHead) {
        GemmKernels gemm = kernels.gemm();
        AttentionScratch scratch = AttentionScratch.POOL.take();
        int depth = sizes.depth();
        int width = sizes.width();
        int highest = Math.min(AttentionSizes.STRIP, sizes.queries());
        int keys = sizes.queries() == 0 ? 0 : Attentions.keys(sizes, masks, b, keyHead * sizes.group());
        int ld = Attentions.stride(gemm, keys);
        scratch.clear();
        int keyColumns = scratch.region(StripProducts.transposedSize(gemm, keys, depth));
        int valueColumns = scratch.region(StripProducts.transposedSize(gemm, keys, width));
        int keyRows = scratch.region(StripProducts.rowsSize(gemm, highest, keys, depth));
        int left = scratch.region(StripProducts.stripSize(gemm, Math.max(depth, width)));
        int weights = scratch.region((long) ld * highest);
        int slopes = scratch.region((long) ld * highest);
        int keySums = scratch.region((long) ld * depth);
        int valueSums = scratch.region((long) ld * width);
        scratch.allocate(StripProducts.work(gemm));
        float[] memory = scratch.memory;
        float[] work = scratch.work;
        int keysAt = k.at(b, keyHead, 0);
        StripProducts.packTransposed(gemm, k.data(), keysAt, k.row(), keys, depth, memory, keyColumns);
        StripProducts.packTransposed(
                gemm, v.data(), v.at(b, keyHead, 0), v.row(), keys, width, memory, valueColumns);
        StripProducts.packRows(gemm, highest, k.data(), keysAt, k.row(), keys, depth, memory, keyRows);
        Arrays.fill(memory, keySums, keySums + ld * depth, 0f);
        Arrays.fill(memory, valueSums, valueSums + ld * width, 0f);
        for (int s = 0; s < sizes.group() * sizes.strips(); s++) {
            int h = keyHead * sizes.group() + s / sizes.strips();
            int first = s % sizes.strips() * AttentionSizes.STRIP;
            int rows = Math.min(AttentionSizes.STRIP, sizes.queries() - first);
            int n = Attentions.counts(sizes, masks, b, h, first, rows, scratch.counts);
            int whole = StripProducts.padded(gemm, n);
            int added = n < keys ? n : whole; // 0 times infinity would reach keys behind n, as far as panels are wide
            int queriesAt = q.at(b, h, first);
            int gradientsAt = g.at(b, h, first);
            StripProducts.packStrip(gemm, q.data(), queriesAt, q.row(), rows, depth, memory, left);
            StripProducts.scores(gemm, rows, depth, memory, left, keyColumns, keys, n, weights, ld, work);
            Attentions.weights(kernels, sizes, masks, b, h, first, rows, whole, memory, weights, ld, scratch.counts);
            StripProducts.addTurned(
                    gemm, rows, g.data(), gradientsAt, g.row(), width, memory, left, weights, ld, added,
                    valueSums, ld, work);
            StripProducts.packStrip(gemm, g.data(), gradientsAt, g.row(), rows, width, memory, left);
            StripProducts.scores(gemm, rows, width, memory, left, valueColumns, keys, n, slopes, ld, work);
            kernels.attention().slopes(
                    memory, weights, memory, slopes, ld, rows, whole, scratch.counts, sizes.scale());
            StripProducts.averages(
                    gemm, highest, rows, n, depth, memory, slopes, ld, keyRows, keys, k.data(), keysAt, k.row(),
                    ofQ.data(), ofQ.at(b, h, first), ofQ.row(), work);
            StripProducts.addTurned(
                    gemm, rows, q.data(), queriesAt, q.row(), depth, memory, left, slopes, ld, added, keySums, ld,
                    work);
        }
        store(gemm, memory, keySums, ld, depth, keys, ofK, b, keyHead);
        store(gemm, memory, valueSums, ld, width, keys, ofV, b, keyHead);
        AttentionScratch.POOL.giveBack(scratch);
    }

    /** Writes the gradient of the keys that took part, and zeros for the others. */
    private void store(
            GemmKernels gemm, float[] memory, int sums, int ld, int width, int keys, HeadRows to, int b, int keyHead) {
        int at = to.at(b, keyHead, 0);
        if (width > 0 && keys > 0) {
            gemm.transpose(width, keys, memory, sums, ld, to.data(), at, to.row());
        }
        for (int i = keys; i < sizes.keys(); i++) {
            Arrays.fill(to.data(), at + i * to.row(), at + i * to.row() + width, 0f);
        }
    }
}
