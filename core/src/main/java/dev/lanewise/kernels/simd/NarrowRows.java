package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.VectorOperators.FMA;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * The steps of softmax and cross entropy over rows that fit one vector, each over all rows before the next: the steps
 * of one row depend on each other, those of different rows do not.
 */
final class NarrowRows {
    private static final VectorShuffle<Float> DOWN_8 = VectorShuffle.iota(F, 8, 1, true);
    private static final VectorShuffle<Float> DOWN_4 = VectorShuffle.iota(F, 4, 1, true);
    private static final VectorShuffle<Float> DOWN_2 = VectorShuffle.iota(F, 2, 1, true);
    private static final VectorShuffle<Float> DOWN_1 = VectorShuffle.iota(F, 1, 1, true);

    private NarrowRows() {}

    /** {@code e[i, j] = exp(x[i, j] - max x[i])}. */
    static void exponentials(float[] x, int xo, float[] e, int eo, int rows, int cols) {
        VectorMask<Float> row = F.indexInRange(0, cols);
        FloatVector none = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < rows; i++) {
            FloatVector v = none.blend(FloatVector.fromArray(F, x, xo + i * cols, row), row);
            float max = SimdMath.largestLane(v);
            SimdMath.exp(v.sub(max)).intoArray(e, eo + i * cols, row);
        }
    }

    /** The sum of each row, in the order of {@link LaneTree}: lanes of the tree without an element add nothing. */
    static void sums(float[] e, int eo, float[] sums, int so, int rows, int cols) {
        VectorMask<Float> row = F.indexInRange(0, cols);
        for (int i = 0; i < rows; i++) {
            FloatVector s = FloatVector.fromArray(F, e, eo + i * cols, row).add(0f);
            if (LENGTH == 16) {
                s = s.add(s.rearrange(DOWN_8));
            }
            if (LENGTH >= 8) {
                s = s.add(s.rearrange(DOWN_4));
            }
            s = s.add(s.rearrange(DOWN_2));
            sums[so + i] = s.add(s.rearrange(DOWN_1)).lane(0);
        }
    }

    /** {@code e[i, j] / sums[i]} in place of {@code e[i, j]}. */
    static void divide(float[] e, int eo, float[] sums, int so, int rows, int cols) {
        VectorMask<Float> row = F.indexInRange(0, cols);
        for (int i = 0; i < rows; i++) {
            float sum = sums[so + i];
            FloatVector v = FloatVector.fromArray(F, e, eo + i * cols, row);
            FloatVector inverse = FloatVector.broadcast(F, 1 / sum);
            FloatVector q = v.mul(inverse);
            q.lanewise(FMA, FloatVector.broadcast(F, -sum), v)
                    .lanewise(FMA, inverse, q)
                    .intoArray(e, eo + i * cols, row);
        }
    }

    /** {@code loss[i] -= x[i, labels[i]] - max x[i]}, except for ignored labels. */
    static void subtractLogits(
            float[] x, int xo, int[] labels, int labelOffset, int ignored, float[] loss, int lo, int rows, int cols) {
        VectorMask<Float> row = F.indexInRange(0, cols);
        FloatVector none = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < rows; i++) {
            int label = labels[labelOffset + i];
            if (label != ignored) {
                int from = xo + i * cols;
                float max = SimdMath.largestLane(none.blend(FloatVector.fromArray(F, x, from, row), row));
                loss[lo + i] -= x[from + label] - max;
            }
        }
    }

    /** Losses and probabilities of 0 where the label is ignored. */
    static void clear(
            int[] labels, int labelOffset, int ignored, float[] loss, int lo, float[] p, int po, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            if (labels[labelOffset + i] == ignored) {
                loss[lo + i] = 0;
                Arrays.fill(p, po + i * cols, po + (i + 1) * cols, 0);
            }
        }
    }
}
