package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.lanewise.kernels.AttentionKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.jspecify.annotations.Nullable;

/** Rows of attention on vectors. Rows without masks are scaled while their maximum is found. */
public final class SimdAttentionKernels implements AttentionKernels {
    private static final SimdReduceKernels REDUCE = new SimdReduceKernels();

    @Override
    public void weights(
            float[] x, int xo, int ld, int rows, int cols, int[] counts, float scale,
            float @Nullable [] bias, int bo, int bi, int bj, boolean @Nullable [] allowed, int ao, int ai, int aj,
            boolean masked) {
        for (int i = 0; i < rows; i++) {
            int at = xo + i * ld;
            int n = counts[i];
            if (n > 0) {
                float max;
                if (bias == null && allowed == null) {
                    max = scale(x, at, n, scale);
                } else {
                    if (bias == null) {
                        scale(x, at, n, scale);
                    } else {
                        add(x, at, n, scale, bias, bo + i * bi, bj);
                    }
                    if (allowed != null) {
                        mask(x, at, n, allowed, ao + i * ai, aj);
                    }
                    max = SimdSoftmaxKernels.largest(x, at, n);
                }
                if (masked && max == Float.NEGATIVE_INFINITY && REDUCE.max(x, at, n) == max) {
                    n = 0; // the first maximum skips NaN
                } else {
                    SimdSoftmaxKernels.normalise(x, at, max, x, at, n);
                }
            }
            if (n < cols) {
                Arrays.fill(x, at + n, at + cols, 0f);
            }
        }
    }

    /** Multiplies a row and returns its maximum as {@link SimdSoftmaxKernels#largest} does. */
    private static float scale(float[] x, int at, int n, float scale) {
        FloatVector a = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector b = a;
        int j = 0;
        for (; j <= n - 2 * LENGTH; j += 2 * LENGTH) {
            FloatVector v = FloatVector.fromArray(F, x, at + j).mul(scale);
            FloatVector w = FloatVector.fromArray(F, x, at + j + LENGTH).mul(scale);
            v.intoArray(x, at + j);
            w.intoArray(x, at + j + LENGTH);
            a = a.blend(v, v.compare(GT, a));
            b = b.blend(w, w.compare(GT, b));
        }
        for (; j < n; j += LENGTH) {
            VectorMask<Float> in = F.indexInRange(j, n);
            FloatVector v = FloatVector.fromArray(F, x, at + j, in).mul(scale);
            v.intoArray(x, at + j, in);
            a = a.blend(v, v.compare(GT, a).and(in));
        }
        return SimdMath.largestLane(a.blend(b, b.compare(GT, a)));
    }

    private static void add(float[] x, int at, int n, float scale, float[] bias, int bo, int bj) {
        FloatVector one = FloatVector.broadcast(F, bias[bo]);
        int j = 0;
        for (; j <= n - LENGTH; j += LENGTH) {
            FloatVector b = bj == 0 ? one : FloatVector.fromArray(F, bias, bo + j);
            FloatVector.fromArray(F, x, at + j).mul(scale).add(b).intoArray(x, at + j);
        }
        if (j < n) {
            VectorMask<Float> in = F.indexInRange(j, n);
            FloatVector b = bj == 0 ? one : FloatVector.fromArray(F, bias, bo + j, in);
            FloatVector.fromArray(F, x, at + j, in).mul(scale).add(b).intoArray(x, at + j, in);
        }
    }

    private static void mask(float[] x, int at, int n, boolean[] allowed, int ao, int aj) {
        if (aj == 0) {
            if (!allowed[ao]) {
                Arrays.fill(x, at, at + n, Float.NEGATIVE_INFINITY);
            }
            return;
        }
        FloatVector none = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        int j = 0;
        for (; j <= n - LENGTH; j += LENGTH) {
            none.blend(FloatVector.fromArray(F, x, at + j), VectorMask.fromArray(F, allowed, ao + j))
                    .intoArray(x, at + j);
        }
        for (; j < n; j++) {
            if (!allowed[ao + j]) {
                x[at + j] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    @Override
    public void slopes(
            float[] p, int po, float[] g, int go, int ld, int rows, int cols, int[] counts, float scale) {
        for (int i = 0; i < rows; i++) {
            int from = po + i * ld;
            int at = go + i * ld;
            int n = counts[i];
            int j = 0;
            for (; j <= n - LENGTH; j += LENGTH) {
                FloatVector.fromArray(F, p, from + j).mul(FloatVector.fromArray(F, g, at + j)).intoArray(g, at + j);
            }
            for (; j < n; j++) {
                g[at + j] *= p[from + j];
            }
            subtract(p, from, g, at, n, LaneTree.sum(g, at, n), scale);
            if (n < cols) {
                Arrays.fill(g, at + n, at + cols, 0f);
            }
        }
    }

    private static void subtract(float[] p, int from, float[] g, int at, int n, float d, float scale) {
        FloatVector minus = FloatVector.broadcast(F, -d);
        int j = 0;
        for (; j <= n - LENGTH; j += LENGTH) {
            minus.fma(FloatVector.fromArray(F, p, from + j), FloatVector.fromArray(F, g, at + j)).mul(scale)
                    .intoArray(g, at + j);
        }
        for (; j < n; j++) {
            g[at + j] = Math.fma(-d, p[from + j], g[at + j]) * scale;
        }
    }
}
