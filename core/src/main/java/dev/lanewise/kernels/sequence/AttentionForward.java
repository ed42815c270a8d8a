package dev.lanewise.kernels.sequence;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Thresholds;
import java.util.Arrays;

/** The averages of values for some strips of the queries that go with one head of keys. */
final class AttentionForward {
    private AttentionForward() {}

    static void head(
            Kernels kernels, AttentionSizes sizes, HeadRows q, HeadRows k, HeadRows v, AttentionMasks masks,
            HeadRows y, int b, int keyHead, int fromStrip, int toStrip) {
        AttentionScratch scratch = AttentionScratch.POOL.take();
        if ((long) sizes.group() * sizes.queries() <= Thresholds.ATTENTION_ROWS_ALONE) {
            byRows(kernels, sizes, q, k, v, masks, y, b, keyHead, scratch);
        } else {
            byStrips(kernels, sizes, q, k, v, masks, y, b, keyHead, fromStrip, toStrip, scratch);
        }
        AttentionScratch.POOL.giveBack(scratch);
    }

    private static void byStrips(
            Kernels kernels, AttentionSizes sizes, HeadRows q, HeadRows k, HeadRows v, AttentionMasks masks,
            HeadRows y, int b, int keyHead, int fromStrip, int toStrip, AttentionScratch scratch) {
        GemmKernels gemm = kernels.gemm();
        int depth = sizes.depth();
        int width = sizes.width();
        int highest = Math.min(AttentionSizes.STRIP, sizes.queries());
        int keys = Attentions.keys(sizes, masks, b, keyHead * sizes.group());
        int ld = Attentions.stride(gemm, keys);
        scratch.clear();
        int columns = scratch.region(StripProducts.transposedSize(gemm, keys, depth));
        int values = scratch.region(StripProducts.rowsSize(gemm, highest, keys, width));
        int left = scratch.region(StripProducts.stripSize(gemm, depth));
        int strip = scratch.region((long) ld * highest);
        scratch.allocate(StripProducts.work(gemm));
        float[] memory = scratch.memory;
        int keysAt = k.at(b, keyHead, 0);
        int valuesAt = v.at(b, keyHead, 0);
        StripProducts.packTransposed(gemm, k.data(), keysAt, k.row(), keys, depth, memory, columns);
        StripProducts.packRows(gemm, highest, v.data(), valuesAt, v.row(), keys, width, memory, values);
        for (int s = fromStrip; s < toStrip; s++) {
            int h = keyHead * sizes.group() + s / sizes.strips();
            int first = s % sizes.strips() * AttentionSizes.STRIP;
            int rows = Math.min(AttentionSizes.STRIP, sizes.queries() - first);
            int n = Attentions.counts(sizes, masks, b, h, first, rows, scratch.counts);
            StripProducts.packStrip(gemm, q.data(), q.at(b, h, first), q.row(), rows, depth, memory, left);
            StripProducts.scores(gemm, rows, depth, memory, left, columns, keys, n, strip, ld, scratch.work);
            Attentions.weights(kernels, sizes, masks, b, h, first, rows, n, memory, strip, ld, scratch.counts);
            StripProducts.averages(
                    gemm, highest, rows, n, width, memory, strip, ld, values, keys, v.data(), valuesAt, v.row(),
                    y.data(), y.at(b, h, first), y.row(), scratch.work);
        }
    }

    /** Few queries, such as the one of a token that is generated: packing would take longer than the products. */
    private static void byRows(
            Kernels kernels, AttentionSizes sizes, HeadRows q, HeadRows k, HeadRows v, AttentionMasks masks,
            HeadRows y, int b, int keyHead, AttentionScratch scratch) {
        GemmKernels gemm = kernels.gemm();
        int depth = sizes.depth();
        int width = sizes.width();
        scratch.clear();
        int row = scratch.region(sizes.keys());
        scratch.allocate(StripProducts.work(gemm));
        float[] memory = scratch.memory;
        int keysAt = k.at(b, keyHead, 0);
        int valuesAt = v.at(b, keyHead, 0);
        for (int g = 0; g < sizes.group(); g++) {
            int h = keyHead * sizes.group() + g;
            for (int i = 0; i < sizes.queries(); i++) {
                int n = Attentions.counts(sizes, masks, b, h, i, 1, scratch.counts);
                if (depth == 0) {
                    Arrays.fill(memory, row, row + n, 0f);
                } else {
                    gemm.rowsTimesVector(
                            n, depth, k.data(), keysAt, k.row(), q.data(), q.at(b, h, i), 1, memory, row, 1,
                            scratch.work);
                }
                Attentions.weights(kernels, sizes, masks, b, h, i, 1, n, memory, row, n, scratch.counts);
                if (n == 0) {
                    Arrays.fill(y.data(), y.at(b, h, i), y.at(b, h, i) + width, 0f);
                } else if (width > 0) {
                    gemm.rowTimesMatrix(
                            width, n, memory, row, 1, v.data(), valuesAt, v.row(), y.data(), y.at(b, h, i));
                }
            }
        }
    }
}
