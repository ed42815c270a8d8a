package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.ResampleKernels;
import dev.lanewise.kernels.scalar.ScalarResampleKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Sums with weights on vectors along the rows. The scalar loop does the last elements, and lines: their elements lie
 * scattered.
 */
public final class SimdResampleKernels implements ResampleKernels {
    private static final ScalarResampleKernels REST = new ScalarResampleKernels();

    @Override
    public void rows(
            float[] x, int xo, int cols, int[] start, int[] index, float[] weight, int from, int to,
            float[] y, int yo) {
        for (int k = from; k < to; k++) {
            int first = start[k];
            int last = start[k + 1];
            int at = yo + (k - from) * cols;
            if (first == last) {
                Arrays.fill(y, at, at + cols, 0f);
            } else if (last == first + 1 && weight[first] == 1f) {
                System.arraycopy(x, xo + index[first] * cols, y, at, cols);
            } else {
                int whole = last == first + 2
                        ? ofTwo(x, xo + index[first] * cols, weight[first], xo + index[first + 1] * cols,
                                weight[first + 1], cols, y, at)
                        : ofSeveral(x, xo, cols, index, weight, first, last, y, at);
                REST.columns(x, xo, cols, index, weight, first, last, whole, y, at);
            }
        }
    }

    /** Sums the whole vectors of two rows; returns how many elements they have. */
    private static int ofTwo(float[] x, int a, float wa, int b, float wb, int cols, float[] y, int yo) {
        int end = F.loopBound(cols);
        for (int j = 0; j < end; j += LENGTH) {
            FloatVector sum = FloatVector.fromArray(F, x, a + j).mul(wa);
            FloatVector.fromArray(F, x, b + j).fma(FloatVector.broadcast(F, wb), sum).intoArray(y, yo + j);
        }
        return end;
    }

    private static int ofSeveral(
            float[] x, int xo, int cols, int[] index, float[] weight, int from, int to, float[] y, int yo) {
        int end = F.loopBound(cols);
        for (int j = 0; j < end; j += LENGTH) {
            FloatVector sum = FloatVector.fromArray(F, x, xo + index[from] * cols + j).mul(weight[from]);
            for (int e = from + 1; e < to; e++) {
                sum = FloatVector.fromArray(F, x, xo + index[e] * cols + j)
                        .fma(FloatVector.broadcast(F, weight[e]), sum);
            }
            sum.intoArray(y, yo + j);
        }
        return end;
    }

    @Override
    public void line(float[] x, int xo, int[] start, int[] index, float[] weight, int count, float[] y, int yo) {
        REST.line(x, xo, start, index, weight, count, y, yo);
    }
}
