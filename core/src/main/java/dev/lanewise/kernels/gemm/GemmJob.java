package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.parallel.Parallel;
import org.jspecify.annotations.Nullable;

/**
 * One multiplication under way: the operands and (as a {@link Parallel.Part}) the pieces of C that threads take. What
 * becomes of a piece is the subclass's: {@link GemmPackedJob} packs both operands, {@link GemmRowsJob} reads A where it
 * lies. Jobs are reused through pools. Fields change only between forks, and {@link Parallel#forEach} hands them over.
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

    private static final float[] NONE = {};

    GemmKernels kernels = KernelLookup.active().gemm();
    boolean transA;
    boolean transB;
    int m;
    int n;
    int k;
    float[] a = NONE;
    int ao;
    int lda;
    float[] b = NONE;
    int bo;
    int ldb;
    float[] c = NONE;
    int co;
    int ldc;
    @Nullable
    Epilogue epilogue;

    /** {@link Gemm#multiply} with checked arguments and {@code m, n, k >= 1}, on at most so many threads. */
    final void multiply(
            GemmKernels kernels, boolean transA, boolean transB, int m, int n, int k,
            float[] a, int ao, int lda, float[] b, int bo, int ldb, float[] c, int co, int ldc,
            @Nullable Epilogue epilogue, int threads) {
        this.kernels = kernels;
        this.transA = transA;
        this.transB = transB;
        this.m = m;
        this.n = n;
        this.k = k;
        this.a = a;
        this.ao = ao;
        this.lda = lda;
        this.b = b;
        this.bo = bo;
        this.ldb = ldb;
        this.c = c;
        this.co = co;
        this.ldc = ldc;
        this.epilogue = epilogue;
        try {
            multiply(threads);
        } finally {
            this.a = NONE;
            this.b = NONE;
            this.c = NONE;
            this.epilogue = null;
        }
    }

    /**
     * Does the work with at most so many threads. The cut may follow them: whoever computes it, an element is the same
     * chains.
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
                : (int) Math.clamp((double) m * n * k / MULTIPLY_ADDS_A_PART, 1, threads * PARTS_A_THREAD);
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
