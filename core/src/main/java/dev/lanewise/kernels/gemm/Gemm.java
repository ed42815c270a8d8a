package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;

/**
 * Multiplies row-major matrices, {@code C = op(A) op(B)}, in the order of operations that {@link GemmKernels} defines,
 * and chooses the algorithm by the shapes alone: for one row or column, with shared chains of a long k, or by tiles.
 *
 * <p>Only C's elements are written; A and B are only read. Work is split over parts of C (or the items of a batch), or
 * over the chains of a long k.
 */
public final class Gemm {
    private Gemm() {}

    /** A product with the active kernels, to be described and run; op(A) is {@code m x k}, op(B) is {@code k x n}. */
    public static Product product(int m, int n, int k) {
        return product(KernelLookup.active().gemm(), m, n, k);
    }

    /** A product with the kernels given. */
    public static Product product(GemmKernels kernels, int m, int n, int k) {
        return Product.take(kernels, m, n, k);
    }

    /** Computes a product that has been checked. */
    static void multiply(Product product) {
        if (product.m == 0 || product.n == 0) {
            return;
        }
        if (product.k == 0) {
            clear(product);
            product.finish();
        } else if (product.m > 1 && product.n > 1) {
            tiles(product);
        } else {
            vector(product);
        }
    }

    private static void clear(Product product) {
        for (int i = 0; i < product.m; i++) {
            int row = product.c.at(i, 0);
            Arrays.fill(product.c.data, row, row + product.n, 0f);
        }
    }

    /** A product with one row or one column, or both. */
    private static void vector(Product product) {
        Operand a = product.a;
        Operand b = product.b;
        boolean column = product.n == 1;
        boolean row = product.m == 1;
        if (column && (!a.transposed || (row && a.ld == 1))) {
            GemmVectors.rowsTimesVector(product, false);
        } else if (row && (b.transposed || (column && b.ld == 1))) {
            GemmVectors.rowsTimesVector(product, true);
        } else if (row) {
            GemmVectors.rowTimesMatrix(product, false);
        } else if (product.c.ld == 1) {
            GemmVectors.rowTimesMatrix(product, true);
        } else {
            tiles(product);
            return;
        }
        product.finish();
    }

    private static void tiles(Product product) {
        int threads = product.multiplyAdds() < Thresholds.PRODUCT_ALONE ? 1 : Parallel.available();
        if (!GemmChains.suits(product.m, product.n, product.k, threads)) {
            product.tiles(threads);
            return;
        }
        int size = product.m * product.n;
        GemmChains.run(product, Thresholds.PRODUCT_PART, 1, (p, count, length, sums, at) -> {
            for (int i = 0; i < count; i++) {
                Product chain = product.chain(p + i * GemmKernels.CHAIN, length, sums, at + i * size);
                chain.tiles(1);
                chain.giveBack();
            }
        });
        product.finish();
    }

    /** Computes the items of a batch that have been checked. */
    static void multiplyBatch(Product product, int[] aOffsets, int[] bOffsets, int[] cOffsets) {
        int batch = aOffsets.length;
        Parallel.Part one = i -> {
            Product item = product.item(aOffsets[i], bOffsets[i], cOffsets[i]);
            multiply(item);
            item.giveBack();
        };
        double each = product.multiplyAdds();
        boolean large = each >= Thresholds.PRODUCT_ALONE;
        double all = batch * (each + Thresholds.CALL_MULTIPLY_ADDS);
        if (all < Thresholds.PRODUCT_ALONE || (large && batch < Thresholds.BATCH_BY_ITEMS)) {
            for (int i = 0; i < batch; i++) {
                one.run(i);
            }
        } else {
            int parts = (int) Math.min(Math.min(batch, Thresholds.BATCH_PARTS), all / Thresholds.PRODUCT_PART);
            Parallel.forEach(parts, part -> {
                int end = GemmJob.share(batch, part + 1, parts);
                for (int i = GemmJob.share(batch, part, parts); i < end; i++) {
                    one.run(i);
                }
            });
        }
    }
}
