package dev.lanewise.kernels.sequence;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.GemmUnpackedKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.gemm.Gemm;
import org.jspecify.annotations.Nullable;

/**
 * The product of each step, {@code C [rows, n] = A [rows, k] op(W)}, with W packed once for all steps and blocks of
 * rows. The order of operations is that of {@link GemmKernels}, with all of k summed up before anything is added.
 *
 * <p>A weight that is used for few rows is not packed: then each step is a product of its own, which threads share.
 */
final class StepProduct {
    private final GemmKernels kernels = KernelLookup.active().gemm();
    private final @Nullable GemmUnpackedKernels unpacked = kernels.unpacked();
    private final int n;
    private final int k;
    private final Floats weight;
    private final boolean transposed;
    private final boolean whole;
    private @Nullable SequenceScratch panels;

    /**
     * A product for all steps of a sequence.
     *
     * @param transposed whether W is stored as {@code n x k}
     */
    StepProduct(Sequence sequence, int n, int k, Floats weight, boolean transposed) {
        this.n = n;
        this.k = k;
        this.weight = weight;
        this.transposed = transposed;
        this.whole = sequence.samples == 1
                || (long) sequence.samples * sequence.time <= Thresholds.RECURRENT_ROWS_UNPACKED;
    }

    /** Whether each step is a product of its own, so that blocks of rows would be of no use. */
    boolean isWhole() {
        return whole;
    }

    /** Columns of the next panel when so many remain. */
    private int width(int remaining) {
        return unpacked == null
                ? kernels.width(Math.min(remaining, kernels.blocks().nr()))
                : unpacked.width(Integer.MAX_VALUE, remaining, true);
    }

    /** Packs the weight. */
    void open() {
        if (whole) {
            return;
        }
        SequenceScratch scratch = SequenceScratch.LONG.take();
        scratch.reserve((long) (n + width(Integer.MAX_VALUE)) * k + GemmKernels.SPILL);
        int width;
        for (int j = 0; j < n; j += width) {
            width = width(n - j);
            int cols = Math.min(width, n - j);
            int to = SequenceScratch.FIRST + j * k;
            if (transposed) {
                kernels.packTransposed(cols, width, k, weight.data, weight.at + j * k, k, scratch.memory, to);
            } else if (cols == width) {
                kernels.packRowPanels(1, width, k, weight.data, weight.at + j, n, scratch.memory, to);
            } else {
                kernels.packRows(cols, width, k, weight.data, weight.at + j, n, scratch.memory, to);
            }
        }
        panels = scratch;
    }

    void close() {
        if (panels != null) {
            SequenceScratch.LONG.giveBack(panels);
            panels = null;
        }
    }

    /** The product for some rows, which are {@code k} and {@code n} apart. */
    void run(int rows, float[] a, int ao, float[] c, int co, SequenceScratch scratch) {
        if (panels == null) {
            Gemm.product(rows, n, k).a(a, ao, k, false)
                    .b(weight.data, weight.at, transposed ? k : n, transposed).c(c, co, n).run();
        } else if (unpacked != null) {
            inPlace(unpacked, rows, a, ao, panels.memory, c, co, scratch);
        } else {
            packed(rows, a, ao, panels.memory, c, co, scratch);
        }
    }

    /** Panel by panel, which stays in L1 or at least in L2, with rows of A as they are. */
    private void inPlace(
            GemmUnpackedKernels tiles, int rows, float[] a, int ao, float[] b, float[] c, int co,
            SequenceScratch scratch) {
        scratch.reserveTile(tiles.work(), 0);
        int width;
        for (int j = 0; j < n; j += width) {
            width = width(n - j);
            int cols = Math.min(width, n - j);
            int panel = SequenceScratch.FIRST + j * k;
            int high;
            for (int i = 0; i < rows; i += high) {
                high = tiles.height(width, rows - i);
                for (int q = 0; q < k; q += GemmKernels.CHAIN) {
                    tiles.tile(
                            high, width, cols, Math.min(GemmKernels.CHAIN, k - q), a, ao + i * k + q, k,
                            b, panel + q * width, width, c, co + i * n + j, n, q > 0, scratch.work);
                }
            }
        }
    }

    /** Few rows at a time, which are packed. */
    private void packed(int rows, float[] a, int ao, float[] b, float[] c, int co, SequenceScratch scratch) {
        scratch.reserveTile(
                kernels.blocks().work(), kernels.blocks().mr() * GemmKernels.CHAIN + GemmKernels.SPILL);
        int high;
        for (int i = 0; i < rows; i += high) {
            high = kernels.rows(rows - i);
            for (int q = 0; q < k; q += GemmKernels.CHAIN) {
                int terms = Math.min(GemmKernels.CHAIN, k - q);
                kernels.packTransposed(high, kernels.height(high), terms, a, ao + i * k + q, k, scratch.packed, 0);
                int width;
                for (int j = 0; j < n; j += width) {
                    width = width(n - j);
                    int cols = Math.min(width, n - j);
                    kernels.tile(
                            high, cols, terms, scratch.packed, 0, b, SequenceScratch.FIRST + j * k + q * width, width,
                            c, co + i * n + j, n, q > 0, scratch.work);
                }
            }
        }
    }
}
