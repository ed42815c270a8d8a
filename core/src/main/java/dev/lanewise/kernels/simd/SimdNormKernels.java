package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.scalar.ScalarNormKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation on vectors. Rows: a short loop for each pass over a row, which stays in L1 between passes; the scalar
 * loop does the last elements. Planes, which may be short, end in masked vectors.
 */
public final class SimdNormKernels implements NormKernels {
    private static final ScalarNormKernels REST = new ScalarNormKernels();

    @Override
    public void layerNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float @Nullable [] b, int bo, float eps,
            float[] y, int yo, float[] mean, int mo, float[] rstd, int ro, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            int from = xo + i * cols;
            int to = yo + i * cols;
            float m = LaneTree.sum(x, from, cols) / cols;
            squares(x, from, m, y, to, cols);
            float v = LaneTree.sum(y, to, cols) / cols + eps;
            boolean ordinary = v >= LEAST_VARIANCE && v < Float.POSITIVE_INFINITY;
            float r = ordinary ? 1 / (float) Math.sqrt(v) : REST.rstdOfExtremes(x, from, m, v, eps, y, to, cols);
            mean[mo + i] = m;
            rstd[ro + i] = r;
            int whole = normalise(x, from, m, r, w, wo, b, bo, y, to, cols);
            REST.normalise(x, from + whole, m, r, w, wo + whole, b, bo + whole, y, to + whole, cols - whole);
        }
    }

    private static void squares(float[] x, int xo, float m, float[] y, int yo, int n) {
        int j = 0;
        for (int end = F.loopBound(n); j < end; j += LENGTH) {
            FloatVector d = FloatVector.fromArray(F, x, xo + j).sub(m);
            d.mul(d).intoArray(y, yo + j);
        }
        REST.squares(x, xo + j, m, y, yo + j, n - j);
    }

    /** Normalises the whole vectors of a row; returns how many elements they have. */
    private static int normalise(
            float[] x, int xo, float m, float r, float @Nullable [] w, int wo, float @Nullable [] b, int bo,
            float[] y, int yo, int n) {
        int end = F.loopBound(n);
        if (w == null) {
            for (int j = 0; j < end; j += LENGTH) {
                FloatVector.fromArray(F, x, xo + j).sub(m).mul(r).intoArray(y, yo + j);
            }
        } else if (b == null) {
            for (int j = 0; j < end; j += LENGTH) {
                FloatVector h = FloatVector.fromArray(F, x, xo + j).sub(m).mul(r);
                h.mul(FloatVector.fromArray(F, w, wo + j)).intoArray(y, yo + j);
            }
        } else {
            for (int j = 0; j < end; j += LENGTH) {
                FloatVector h = FloatVector.fromArray(F, x, xo + j).sub(m).mul(r);
                h.fma(FloatVector.fromArray(F, w, wo + j), FloatVector.fromArray(F, b, bo + j)).intoArray(y, yo + j);
            }
        }
        return end;
    }

    @Override
    public void layerNormGradient(
            float[] g, int go, float[] x, int xo, float[] mean, int mo, float[] rstd, int ro,
            float @Nullable [] w, int wo, float[] gx, int o, float[] gh, int ho, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            int row = i * cols;
            float m = mean[mo + i];
            float r = rstd[ro + i];
            weighted(g, go + row, w, wo, gx, o + row, cols);
            float s1 = LaneTree.sum(gx, o + row, cols) / cols;
            projected(x, xo + row, m, r, gx, o + row, gh, ho + row, cols);
            float s2 = LaneTree.sum(gh, ho + row, cols) / cols;
            finish(g, go + row, x, xo + row, m, r, s1, s2, gx, o + row, gh, ho + row, cols);
        }
    }

    private static void weighted(float[] g, int go, float @Nullable [] w, int wo, float[] u, int uo, int n) {
        if (w == null) {
            System.arraycopy(g, go, u, uo, n);
            return;
        }
        int j = 0;
        for (int end = F.loopBound(n); j < end; j += LENGTH) {
            FloatVector.fromArray(F, g, go + j).mul(FloatVector.fromArray(F, w, wo + j)).intoArray(u, uo + j);
        }
        REST.weighted(g, go + j, w, wo + j, u, uo + j, n - j);
    }

    private static void projected(
            float[] x, int xo, float m, float r, float[] u, int uo, float[] p, int po, int n) {
        int j = 0;
        for (int end = F.loopBound(n); j < end; j += LENGTH) {
            FloatVector h = FloatVector.fromArray(F, x, xo + j).sub(m).mul(r);
            FloatVector.fromArray(F, u, uo + j).mul(h).intoArray(p, po + j);
        }
        REST.projected(x, xo + j, m, r, u, uo + j, p, po + j, n - j);
    }

    private static void finish(
            float[] g, int go, float[] x, int xo, float m, float r, float s1, float s2,
            float[] gx, int o, float[] gh, int ho, int n) {
        int j = 0;
        for (int end = F.loopBound(n); j < end; j += LENGTH) {
            FloatVector h = FloatVector.fromArray(F, x, xo + j).sub(m).mul(r);
            FloatVector.fromArray(F, gx, o + j).sub(s1).sub(h.mul(s2)).mul(r).intoArray(gx, o + j);
            FloatVector.fromArray(F, g, go + j).mul(h).intoArray(gh, ho + j);
        }
        REST.finish(g, go + j, x, xo + j, m, r, s1, s2, gx, o + j, gh, ho + j, n - j);
    }

    @Override
    public void rmsNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float eps, float[] y, int yo, float[] rstd, int ro,
            int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            int from = xo + i * cols;
            int to = yo + i * cols;
            squares(x, from, 0f, y, to, cols);
            float v = LaneTree.sum(y, to, cols) / cols + eps;
            boolean ordinary = v >= LEAST_VARIANCE && v < Float.POSITIVE_INFINITY;
            float r = ordinary ? 1 / (float) Math.sqrt(v) : REST.rstdOfExtremes(x, from, 0f, v, eps, y, to, cols);
            rstd[ro + i] = r;
            int whole = normalise(x, from, 0f, r, w, wo, null, 0, y, to, cols);
            REST.normalise(x, from + whole, 0f, r, w, wo + whole, null, 0, y, to + whole, cols - whole);
        }
    }

    @Override
    public void rmsNormGradient(
            float[] g, int go, float[] x, int xo, float[] rstd, int ro, float @Nullable [] w, int wo,
            float[] gx, int o, float[] gh, int ho, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            int row = i * cols;
            float r = rstd[ro + i];
            weighted(g, go + row, w, wo, gx, o + row, cols);
            projected(x, xo + row, 0f, r, gx, o + row, gh, ho + row, cols);
            float s2 = LaneTree.sum(gh, ho + row, cols) / cols;
            finish(g, go + row, x, xo + row, 0f, r, 0f, s2, gx, o + row, gh, ho + row, cols);
        }
    }

    @Override
    public float sumOfProducts(float[] g, int go, float gm, float[] x, int xo, float m, int n) {
        return LaneTree.sumOfProducts(g, go, gm, x, xo, m, n);
    }

    @Override
    public void scalePlanes(
            float[] x, int xo, int stride, int planes, int n, float m, float k, float b, float[] y, int yo) {
        FloatVector scale = FloatVector.broadcast(F, k);
        FloatVector shift = FloatVector.broadcast(F, b);
        int end = F.loopBound(n);
        for (int i = 0; i < planes; i++) {
            int from = xo + i * stride;
            int to = yo + i * stride;
            for (int j = 0; j < end; j += LENGTH) {
                FloatVector.fromArray(F, x, from + j).sub(m).fma(scale, shift).intoArray(y, to + j);
            }
            if (end < n) {
                VectorMask<Float> in = F.indexInRange(end, n);
                FloatVector.fromArray(F, x, from + end, in).sub(m).fma(scale, shift).intoArray(y, to + end, in);
            }
        }
    }

    @Override
    public void combinePlanes(
            float[] g, int go, float[] x, int xo, int stride, int planes, int n, float m, float k, float c, float a,
            float[] o, int oo) {
        FloatVector ofG = FloatVector.broadcast(F, k);
        FloatVector ofX = FloatVector.broadcast(F, c);
        FloatVector shift = FloatVector.broadcast(F, a);
        int end = F.loopBound(n);
        for (int i = 0; i < planes; i++) {
            int p = go + i * stride;
            int q = xo + i * stride;
            int to = oo + i * stride;
            for (int j = 0; j < end; j += LENGTH) {
                FloatVector d = FloatVector.fromArray(F, x, q + j).sub(m).fma(ofX, shift);
                FloatVector.fromArray(F, g, p + j).fma(ofG, d).intoArray(o, to + j);
            }
            if (end < n) {
                VectorMask<Float> in = F.indexInRange(end, n);
                FloatVector d = FloatVector.fromArray(F, x, q + end, in).sub(m).fma(ofX, shift);
                FloatVector.fromArray(F, g, p + end, in).fma(ofG, d).intoArray(o, to + end, in);
            }
        }
    }

    @Override
    public void scaleColumns(
            float[] x, int xo, int rows, int cols, float[] m, float[] k, float[] b, float[] y, int yo) {
        int end = F.loopBound(cols);
        for (int i = 0; i < rows; i++) {
            int from = xo + i * cols;
            int to = yo + i * cols;
            for (int j = 0; j < end; j += LENGTH) {
                FloatVector d = FloatVector.fromArray(F, x, from + j).sub(FloatVector.fromArray(F, m, j));
                d.fma(FloatVector.fromArray(F, k, j), FloatVector.fromArray(F, b, j)).intoArray(y, to + j);
            }
            for (int j = end; j < cols; j++) {
                y[to + j] = Math.fma(x[from + j] - m[j], k[j], b[j]);
            }
        }
    }
}
