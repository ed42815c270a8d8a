package dev.lanewise.kernels.scalar;

import static dev.lanewise.kernels.scalar.ScalarGemmKernels.B0;
import static dev.lanewise.kernels.scalar.ScalarGemmKernels.B1;
import static dev.lanewise.kernels.scalar.ScalarGemmKernels.MR;
import static dev.lanewise.kernels.scalar.ScalarGemmKernels.NR;

import dev.lanewise.kernels.TapKernels;
import java.util.Arrays;

/** Tiles of convolutions in plain Java, with the steps of {@link ScalarGemmKernels}. */
public final class ScalarTapKernels implements TapKernels {
    @Override
    public void tile(
            int rows, int cols, int k, float[] a, int ao, float[] b, int[] table, float[] c, int co, int ldc,
            boolean add, float[] work) {
        Arrays.fill(work, 0, rows * NR, 0f);
        int p = 0;
        for (; p <= k - 2; p += 2) {
            System.arraycopy(b, table[p], work, B0, NR);
            System.arraycopy(b, table[p + 1], work, B1, NR);
            ScalarGemmKernels.twoSteps(NR, a, ao + p * MR, work);
        }
        if (p < k) {
            System.arraycopy(b, table[p], work, B0, NR);
            ScalarGemmKernels.oneStep(NR, a, ao + p * MR, work);
        }
        for (int i = 0; i < rows; i++) {
            if (add) {
                System.arraycopy(c, co + i * ldc, work, B0, cols);
                ScalarGemmKernels.addInPlace(NR, work, i * NR);
            }
            System.arraycopy(work, i * NR, c, co + i * ldc, cols);
        }
    }

    @Override
    public int patchRows() {
        return MR;
    }

    @Override
    public void patches(
            int count, int cols, int k, float[] x, int xo, int[] table, int rows, int first, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add, float[] work) {
        Arrays.fill(work, 0, MR * NR, 0f);
        for (int p = 0; p < k; p++) {
            System.arraycopy(b, bo + p * ldb, work, B0, cols);
            int at = xo + table[first + p];
            ScalarGemmKernels.oneStep(
                    cols, x[at + table[rows]], x[at + table[rows + 1]], x[at + table[rows + 2]],
                    x[at + table[rows + 3]], work);
        }
        for (int i = 0; i < count; i++) {
            if (add) {
                System.arraycopy(c, co + i * ldc, work, B0, cols);
                ScalarGemmKernels.addInPlace(cols, work, i * NR);
            }
            System.arraycopy(work, i * NR, c, co + i * ldc, cols);
        }
    }
}
