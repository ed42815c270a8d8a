package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Multiplies row-major matrices, {@code C = op(A) op(B)}, in the order of operations that {@link GemmKernels} defines.
 *
 * <p>Nothing outside C's elements is written, A and B are only read, and C must not share storage with them. Work is
 * split over parts of C (or the items of a batch), or over the chains of a long k. Throws
 * {@code IllegalArgumentException} for negative sizes and for operands that do not fit their arrays.
 */
public final class Gemm {
    /** Items of a batch from which it is split by items only, however large each one is. */
    private static final int BATCH_BY_ITEMS = 16;

    private static final int MAX_BATCH_PARTS = 64;

    /** What a product of a batch costs before it computes anything, in multiply-adds. */
    private static final int MULTIPLY_ADDS_A_CALL = 1 << 12;

    private Gemm() {}

    /**
     * One product with the active kernels; op(A) is {@code m x k}, op(B) is {@code k x n}, C is {@code m x n}.
     *
     * @param transA whether A is stored as {@code k x m}
     * @param transB whether B is stored as {@code n x k}
     * @param lda distance between rows of A as stored; likewise {@code ldb} and {@code ldc}
     */
    public static void multiply(
            boolean transA, boolean transB, int m, int n, int k,
            float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc) {
        multiply(KernelLookup.active().gemm(), transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc);
    }

    /** The product {@code C = op(A) op(B)}, and what the epilogue does to it while it is in cache. */
    public static void multiply(
            boolean transA, boolean transB, int m, int n, int k,
            float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc, Epilogue epilogue) {
        check(transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc);
        checked(KernelLookup.active().gemm(), transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, epilogue);
    }

    /** As the other one, with the kernels given. */
    public static void multiply(
            GemmKernels kernels, boolean transA, boolean transB, int m, int n, int k,
            float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc) {
        check(transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc);
        checked(kernels, transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, null);
    }

    /**
     * {@code aOffsets.length} products of the same shape with the active kernels, item {@code i} at
     * {@code aOffsets[i]}, {@code bOffsets[i]}, {@code cOffsets[i]}. Offsets of A and B may repeat (broadcasting); the
     * blocks of C must not overlap.
     */
    public static void multiplyBatch(
            boolean transA, boolean transB, int m, int n, int k,
            float[] a, int[] aOffsets, int lda, float[] b, int[] bOffsets, int ldb,
            float[] c, int[] cOffsets, int ldc) {
        multiplyBatch(
                KernelLookup.active().gemm(), transA, transB, m, n, k, a, aOffsets, lda, b, bOffsets, ldb,
                c, cOffsets, ldc);
    }

    /** As the other one, with the kernels given. */
    public static void multiplyBatch(
            GemmKernels kernels, boolean transA, boolean transB, int m, int n, int k,
            float[] a, int[] aOffsets, int lda, float[] b, int[] bOffsets, int ldb,
            float[] c, int[] cOffsets, int ldc) {
        int batch = aOffsets.length;
        if (bOffsets.length != batch || cOffsets.length != batch) {
            throw new IllegalArgumentException("gemm: a batch needs as many offsets of A, B and C, not " + batch + ", "
                    + bOffsets.length + " and " + cOffsets.length);
        }
        for (int i = 0; i < batch; i++) {
            check(transA, transB, m, n, k, a, aOffsets[i], lda, b, bOffsets[i], ldb, c, cOffsets[i], ldc);
        }
        Parallel.Part item = i -> checked(
                kernels, transA, transB, m, n, k, a, aOffsets[i], lda, b, bOffsets[i], ldb,
                c, cOffsets[i], ldc, null);
        double each = (double) m * n * k;
        boolean large = each >= GemmJob.SEQUENTIAL_BELOW;
        double all = batch * (each + MULTIPLY_ADDS_A_CALL);
        if (all < GemmJob.SEQUENTIAL_BELOW || (large && batch < BATCH_BY_ITEMS)) {
            for (int i = 0; i < batch; i++) {
                item.run(i);
            }
        } else {
            int parts = (int) Math.min(Math.min(batch, MAX_BATCH_PARTS), all / GemmJob.MULTIPLY_ADDS_A_PART);
            Parallel.forEach(parts, part -> {
                int end = GemmJob.share(batch, part + 1, parts);
                for (int i = GemmJob.share(batch, part, parts); i < end; i++) {
                    item.run(i);
                }
            });
        }
    }

    private static void checked(
            GemmKernels kernels, boolean transA, boolean transB, int m, int n, int k,
            float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc,
            @Nullable Epilogue epilogue) {
        if (m == 0 || n == 0) {
            return;
        }
        if (k > 0 && m > 1 && n > 1) {
            tiles(kernels, transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, epilogue);
            return;
        }
        if (k > 0) {
            vector(kernels, transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc);
        } else {
            for (int i = 0; i < m; i++) {
                Arrays.fill(c, co + i * ldc, co + i * ldc + n, 0f);
            }
        }
        if (epilogue != null) {
            epilogue.apply(c, co, ldc, m, n);
        }
    }

    /** A product with one row or one column. */
    private static void vector(
            GemmKernels kernels, boolean transA, boolean transB, int m, int n, int k,
            float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc) {
        if (n == 1 && (!transA || (m == 1 && lda == 1))) {
            GemmVectors.rowsTimesVector(kernels, m, k, a, ao, lda, b, bo, transB ? 1 : ldb, c, co, ldc);
        } else if (m == 1 && (transB || (n == 1 && ldb == 1))) {
            GemmVectors.rowsTimesVector(kernels, n, k, b, bo, ldb, a, ao, transA ? lda : 1, c, co, 1);
        } else if (m == 1) {
            GemmVectors.rowTimesMatrix(kernels, n, k, a, ao, transA ? lda : 1, b, bo, ldb, c, co);
        } else if (ldc == 1) {
            // the transposed product: a row of C instead of a column
            GemmVectors.rowTimesMatrix(kernels, m, k, b, bo, transB ? 1 : ldb, a, ao, lda, c, co);
        } else {
            tiles(kernels, transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, null);
        }
    }

    private static void tiles(
            GemmKernels kernels, boolean transA, boolean transB, int m, int n, int k,
            float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc,
            @Nullable Epilogue epilogue) {
        int threads = (double) m * n * k < GemmJob.SEQUENTIAL_BELOW ? 1 : Parallel.available();
        if (!GemmChains.suits(m, n, k, threads)) {
            tiles(kernels, transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, epilogue, threads);
            return;
        }
        int alongA = transA ? lda : 1;
        int alongB = transB ? 1 : ldb;
        GemmChains.run(kernels, k, m, n, GemmJob.MULTIPLY_ADDS_A_PART, 1, c, co, ldc, (p, count, length, sums, at) -> {
            for (int i = 0; i < count; i++) {
                int q = p + i * GemmKernels.CHAIN;
                tiles(
                        kernels, transA, transB, m, n, length, a, ao + q * alongA, lda, b, bo + q * alongB, ldb,
                        sums, at + i * m * n, n, null, 1);
            }
        });
        if (epilogue != null) {
            epilogue.apply(c, co, ldc, m, n);
        }
    }

    private static void tiles(
            GemmKernels kernels, boolean transA, boolean transB, int m, int n, int k,
            float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc,
            @Nullable Epilogue epilogue, int threads) {
        // Not given back in finally blocks: a job that failed is left to the garbage collector.
        if (GemmRowsJob.suits(kernels, transA, transB, m, n, k)) {
            GemmRowsJob job = GemmRowsJob.POOL.take();
            job.multiply(kernels, transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, epilogue, threads);
            GemmRowsJob.POOL.giveBack(job);
        } else {
            GemmPackedJob job = GemmPackedJob.POOL.take();
            job.multiply(kernels, transA, transB, m, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, epilogue, threads);
            GemmPackedJob.POOL.giveBack(job);
        }
    }

    private static void check(
            boolean transA, boolean transB, int m, int n, int k,
            float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc) {
        if (m < 0 || n < 0 || k < 0) {
            throw new IllegalArgumentException(
                    "gemm: sizes m = " + m + ", n = " + n + ", k = " + k + " must not be negative");
        }
        checkOperand("A", a, ao, lda, transA ? k : m, transA ? m : k);
        checkOperand("B", b, bo, ldb, transB ? n : k, transB ? k : n);
        checkOperand("C", c, co, ldc, m, n);
    }

    private static void checkOperand(String name, float[] x, int offset, int ld, int rows, int cols) {
        if (rows == 0 || cols == 0) {
            return;
        }
        if (offset < 0 || (rows > 1 && ld < cols) || offset + (rows - 1L) * ld + cols > x.length) {
            throw new IllegalArgumentException("gemm: " + name + " of " + rows + " x " + cols + " at offset " + offset
                    + " with leading dimension " + ld + " does not fit an array of " + x.length);
        }
    }
}
