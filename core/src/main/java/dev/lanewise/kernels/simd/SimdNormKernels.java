package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.ReduceKernels;
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
            float[] y, int yo, float[] mean, int mo, float[] rstd, int ro, int rows, int cols, float[] scratch) {
        for (int i = 0; i < rows; i++) {
            int from = xo + i * cols;
            int to = yo + i * cols;
            float m = LaneTree.sum(x, from, cols) / cols;
            float v = sumOfSquares(x, from, m, cols, scratch) / cols + eps;
            boolean ordinary = v >= LEAST_VARIANCE && v < Float.POSITIVE_INFINITY;
            float r = ordinary ? 1 / (float) Math.sqrt(v) : REST.rstdOfExtremes(x, from, m, v, eps, y, to, cols);
            mean[mo + i] = m;
            rstd[ro + i] = r;
            int whole = normalise(x, from, m, r, w, wo, b, bo, y, to, cols);
            REST.normalise(x, from + whole, m, r, w, wo + whole, b, bo + whole, y, to + whole, cols - whole);
        }
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
            float[] g, int go, float[] x, int xo, float[] mean, int mo, float[] rstd, int ro, float[] w, int wo,
            float[] gx, int o, float[] gw, int gwo, float[] gb, int gbo, int rows, int cols, float[] scratch) {
        for (int i = 0; i < rows; i++) {
            int row = i * cols;
            float m = mean[mo + i];
            float r = rstd[ro + i];
            rowSums(g, go + row, x, xo + row, m, r, w, wo, cols, scratch);
            float s1 = scratch[0] / cols;
            float s2 = scratch[1] / cols;
            int whole = finish(
                    g, go + row, x, xo + row, m, r, w, wo, s1, s2, gx, o + row, gw, gwo, gb, gbo, cols);
            REST.finish(g, go + row + whole, x, xo + row + whole, m, r, w, wo + whole, s1, s2, gx, o + row + whole,
                    gw, gwo + whole, cols - whole);
            for (int j = whole; j < cols; j++) {
                gb[gbo + j] += g[go + row + j];
            }
        }
    }

    /** The sums of u and u * h. */
    private static void rowSums(
            float[] g, int go, float[] x, int xo, float m, float r, float[] w, int wo, int n, float[] scratch) {
        if (n <= ReduceKernels.CHUNK) {
            weightedSums(g, go, x, xo, m, r, w, wo, n, scratch);
            return;
        }
        float[] first = new float[Math.ceilDiv(n, ReduceKernels.CHUNK)];
        float[] second = new float[first.length];
        for (int i = 0; i < first.length; i++) {
            int at = i * ReduceKernels.CHUNK;
            weightedSums(g, go + at, x, xo + at, m, r, w, wo + at, Math.min(ReduceKernels.CHUNK, n - at), scratch);
            first[i] = scratch[0];
            second[i] = scratch[1];
        }
        scratch[0] = LaneTree.sum(first, 0, first.length);
        scratch[1] = LaneTree.sum(second, 0, second.length);
    }

    /** The same of at most a chunk. */
    private static void weightedSums(
            float[] g, int go, float[] x, int xo, float m, float rstd, float[] w, int wo, int n, float[] lanes) {
        int whole = n - n % ReduceKernels.LANES;
        int step = LaneTree.block();
        FloatVector mean = FloatVector.broadcast(F, m);
        FloatVector scale = FloatVector.broadcast(F, rstd);
        FloatVector zero = FloatVector.zero(F);
        for (int lane = 0; lane < ReduceKernels.LANES; lane += 4 * LENGTH) {
            FloatVector a = zero;
            FloatVector b = zero;
            FloatVector c = zero;
            FloatVector d = zero;
            FloatVector p = zero;
            FloatVector q = zero;
            FloatVector r = zero;
            FloatVector s = zero;
            for (int i = lane; i < whole; i += step) {
                FloatVector u = FloatVector.fromArray(F, g, go + i).mul(FloatVector.fromArray(F, w, wo + i));
                a = a.add(u);
                p = u.fma(FloatVector.fromArray(F, x, xo + i).sub(mean).mul(scale), p);
                u = FloatVector.fromArray(F, g, go + i + LENGTH).mul(FloatVector.fromArray(F, w, wo + i + LENGTH));
                b = b.add(u);
                q = u.fma(FloatVector.fromArray(F, x, xo + i + LENGTH).sub(mean).mul(scale), q);
                u = FloatVector.fromArray(F, g, go + i + 2 * LENGTH)
                        .mul(FloatVector.fromArray(F, w, wo + i + 2 * LENGTH));
                c = c.add(u);
                r = u.fma(FloatVector.fromArray(F, x, xo + i + 2 * LENGTH).sub(mean).mul(scale), r);
                u = FloatVector.fromArray(F, g, go + i + 3 * LENGTH)
                        .mul(FloatVector.fromArray(F, w, wo + i + 3 * LENGTH));
                d = d.add(u);
                s = u.fma(FloatVector.fromArray(F, x, xo + i + 3 * LENGTH).sub(mean).mul(scale), s);
            }
            if (LENGTH == 16 && whole == n) { // all lanes are here
                a.add(c).add(b.add(d)).intoArray(lanes, 0);
                p.add(r).add(q.add(s)).intoArray(lanes, ReduceKernels.LANES);
                LaneTree.foldVectors(lanes);
                return;
            }
            a.intoArray(lanes, lane);
            b.intoArray(lanes, lane + LENGTH);
            c.intoArray(lanes, lane + 2 * LENGTH);
            d.intoArray(lanes, lane + 3 * LENGTH);
            int second = ReduceKernels.LANES + lane;
            p.intoArray(lanes, second);
            q.intoArray(lanes, second + LENGTH);
            r.intoArray(lanes, second + 2 * LENGTH);
            s.intoArray(lanes, second + 3 * LENGTH);
        }
        if (whole < n) {
            restOfWeightedSums(g, go + whole, x, xo + whole, m, rstd, w, wo + whole, n - whole, lanes);
        }
        LaneTree.foldBoth(lanes);
    }

    private static void restOfWeightedSums(
            float[] g, int go, float[] x, int xo, float m, float r, float[] w, int wo, int n, float[] lanes) {
        for (int i = 0; i < n; i += LENGTH) {
            VectorMask<Float> in = F.indexInRange(i, n);
            FloatVector u = FloatVector.fromArray(F, g, go + i, in).mul(FloatVector.fromArray(F, w, wo + i, in));
            FloatVector h = FloatVector.fromArray(F, x, xo + i, in).sub(m).mul(r);
            FloatVector.fromArray(F, lanes, i).add(u).intoArray(lanes, i);
            FloatVector s = FloatVector.fromArray(F, lanes, ReduceKernels.LANES + i);
            s.blend(u.fma(h, s), in).intoArray(lanes, ReduceKernels.LANES + i);
        }
    }

    /** The gradients of the whole vectors of a row, that of b if given; returns how many elements they have. */
    private static int finish(
            float[] g, int go, float[] x, int xo, float m, float r, float[] w, int wo, float s1, float s2,
            float[] gx, int o, float[] gw, int gwo, float @Nullable [] gb, int gbo, int n) {
        int end = F.loopBound(n);
        FloatVector projection = FloatVector.broadcast(F, -s2);
        if (gb == null) {
            for (int j = 0; j < end; j += LENGTH) {
                FloatVector gradient = FloatVector.fromArray(F, g, go + j);
                FloatVector h = FloatVector.fromArray(F, x, xo + j).sub(m).mul(r);
                FloatVector u = gradient.mul(FloatVector.fromArray(F, w, wo + j)).sub(s1);
                h.fma(projection, u).mul(r).intoArray(gx, o + j);
                gradient.fma(h, FloatVector.fromArray(F, gw, gwo + j)).intoArray(gw, gwo + j);
            }
            return end;
        }
        for (int j = 0; j < end; j += LENGTH) {
            FloatVector gradient = FloatVector.fromArray(F, g, go + j);
            FloatVector h = FloatVector.fromArray(F, x, xo + j).sub(m).mul(r);
            FloatVector u = gradient.mul(FloatVector.fromArray(F, w, wo + j)).sub(s1);
            h.fma(projection, u).mul(r).intoArray(gx, o + j);
            gradient.fma(h, FloatVector.fromArray(F, gw, gwo + j)).intoArray(gw, gwo + j);
            FloatVector.fromArray(F, gb, gbo + j).add(gradient).intoArray(gb, gbo + j);
        }
        return end;
    }

    @Override
    public void rmsNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float eps, float[] y, int yo, float[] rstd, int ro,
            int rows, int cols, float[] scratch) {
        for (int i = 0; i < rows; i++) {
            int from = xo + i * cols;
            int to = yo + i * cols;
            float v = sumOfSquares(x, from, 0f, cols, scratch) / cols + eps;
            boolean ordinary = v >= LEAST_VARIANCE && v < Float.POSITIVE_INFINITY;
            float r = ordinary ? 1 / (float) Math.sqrt(v) : REST.rstdOfExtremes(x, from, 0f, v, eps, y, to, cols);
            rstd[ro + i] = r;
            int whole = normalise(x, from, 0f, r, w, wo, null, 0, y, to, cols);
            REST.normalise(x, from + whole, 0f, r, w, wo + whole, null, 0, y, to + whole, cols - whole);
        }
    }

    @Override
    public void rmsNormGradient(
            float[] g, int go, float[] x, int xo, float[] rstd, int ro, float[] w, int wo,
            float[] gx, int o, float[] gw, int gwo, int rows, int cols, float[] scratch) {
        for (int i = 0; i < rows; i++) {
            int row = i * cols;
            float r = rstd[ro + i];
            rowSums(g, go + row, x, xo + row, 0f, r, w, wo, cols, scratch);
            float s2 = scratch[1] / cols;
            int whole = finish(
                    g, go + row, x, xo + row, 0f, r, w, wo, 0f, s2, gx, o + row, gw, gwo, null, 0, cols);
            REST.finish(g, go + row + whole, x, xo + row + whole, 0f, r, w, wo + whole, 0f, s2, gx, o + row + whole,
                    gw, gwo + whole, cols - whole);
        }
    }

    @Override
    public float sumOfSquares(float[] x, int xo, float m, int n, float[] scratch) {
        if (n <= ReduceKernels.CHUNK) {
            return LaneTree.sumOfSquares(x, xo, m, n, scratch);
        }
        float[] partial = new float[Math.ceilDiv(n, ReduceKernels.CHUNK)];
        for (int i = 0; i < partial.length; i++) {
            int at = i * ReduceKernels.CHUNK;
            partial[i] = LaneTree.sumOfSquares(x, xo + at, m, Math.min(ReduceKernels.CHUNK, n - at), scratch);
        }
        return LaneTree.sum(partial, 0, partial.length);
    }

    @Override
    public void sumsOfProducts(float[] g, int go, float[] x, int xo, float m, int n, float[] scratch) {
        int whole = n - n % ReduceKernels.LANES;
        int step = LaneTree.block();
        FloatVector mean = FloatVector.broadcast(F, m);
        FloatVector zero = FloatVector.zero(F);
        for (int lane = 0; lane < ReduceKernels.LANES; lane += 4 * LENGTH) {
            FloatVector a = zero;
            FloatVector b = zero;
            FloatVector c = zero;
            FloatVector d = zero;
            FloatVector p = zero;
            FloatVector q = zero;
            FloatVector r = zero;
            FloatVector s = zero;
            for (int i = lane; i < whole; i += step) {
                FloatVector u = FloatVector.fromArray(F, g, go + i);
                a = a.add(u);
                p = u.fma(FloatVector.fromArray(F, x, xo + i).sub(mean), p);
                u = FloatVector.fromArray(F, g, go + i + LENGTH);
                b = b.add(u);
                q = u.fma(FloatVector.fromArray(F, x, xo + i + LENGTH).sub(mean), q);
                u = FloatVector.fromArray(F, g, go + i + 2 * LENGTH);
                c = c.add(u);
                r = u.fma(FloatVector.fromArray(F, x, xo + i + 2 * LENGTH).sub(mean), r);
                u = FloatVector.fromArray(F, g, go + i + 3 * LENGTH);
                d = d.add(u);
                s = u.fma(FloatVector.fromArray(F, x, xo + i + 3 * LENGTH).sub(mean), s);
            }
            if (LENGTH == 16 && whole == n) { // all lanes are here
                a.add(c).add(b.add(d)).intoArray(scratch, 0);
                p.add(r).add(q.add(s)).intoArray(scratch, ReduceKernels.LANES);
                LaneTree.foldVectors(scratch);
                return;
            }
            a.intoArray(scratch, lane);
            b.intoArray(scratch, lane + LENGTH);
            c.intoArray(scratch, lane + 2 * LENGTH);
            d.intoArray(scratch, lane + 3 * LENGTH);
            int second = ReduceKernels.LANES + lane;
            p.intoArray(scratch, second);
            q.intoArray(scratch, second + LENGTH);
            r.intoArray(scratch, second + 2 * LENGTH);
            s.intoArray(scratch, second + 3 * LENGTH);
        }
        if (whole < n) {
            restOfProducts(g, go + whole, x, xo + whole, m, n - whole, scratch);
        }
        LaneTree.foldBoth(scratch);
    }

    private static void restOfProducts(float[] g, int go, float[] x, int xo, float m, int n, float[] lanes) {
        for (int i = 0; i < n; i += LENGTH) {
            VectorMask<Float> in = F.indexInRange(i, n);
            FloatVector u = FloatVector.fromArray(F, g, go + i, in);
            FloatVector d = FloatVector.fromArray(F, x, xo + i, in).sub(m);
            FloatVector.fromArray(F, lanes, i).add(u).intoArray(lanes, i);
            FloatVector s = FloatVector.fromArray(F, lanes, ReduceKernels.LANES + i);
            s.blend(u.fma(d, s), in).intoArray(lanes, ReduceKernels.LANES + i);
        }
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
