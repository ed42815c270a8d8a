package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.ReduceKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Normalisation as plain loops. */
public final class ScalarNormKernels implements NormKernels {
    private static final ScalarReduceKernels REDUCE = new ScalarReduceKernels();

    @Override
    public void layerNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float @Nullable [] b, int bo, float eps,
            float[] y, int yo, float[] mean, int mo, float[] rstd, int ro, int rows, int cols, float[] scratch) {
        for (int i = 0; i < rows; i++) {
            int from = xo + i * cols;
            int to = yo + i * cols;
            float m = REDUCE.sum(x, from, cols) / cols;
            float v = sumOfSquares(x, from, m, cols, scratch) / cols + eps;
            boolean ordinary = v >= LEAST_VARIANCE && v < Float.POSITIVE_INFINITY;
            float r = ordinary ? 1 / (float) Math.sqrt(v) : rstdOfExtremes(x, from, m, v, eps, y, to, cols);
            mean[mo + i] = m;
            rstd[ro + i] = r;
            normalise(x, from, m, r, w, wo, b, bo, y, to, cols);
        }
    }

    /**
     * rstd of a row whose v is infinite, tiny or NaN: with {@code a} the largest {@code |d[j]|}, {@code 1 / (a
     * sqrt(sum((d[j] / a)^2) / n + eps / a^2))}, or {@code 1 / sqrt(v)} if a is 0 or not finite.
     *
     * @param y overwritten
     */
    public float rstdOfExtremes(float[] x, int xo, float m, float v, float eps, float[] y, int yo, int n) {
        float a = 0;
        for (int j = 0; j < n; j++) {
            a = Math.max(a, Math.abs(x[xo + j] - m));
        }
        if (!(a > 0 && a < Float.POSITIVE_INFINITY)) {
            return 1 / (float) Math.sqrt(v);
        }
        for (int j = 0; j < n; j++) {
            float d = (x[xo + j] - m) / a;
            y[yo + j] = d * d;
        }
        return (float) (1 / (a * Math.sqrt(REDUCE.sum(y, yo, n) / n + (double) eps / a / a)));
    }

    /** {@code y[j]} of a row from its mean and rstd. */
    public void normalise(
            float[] x, int xo, float m, float r, float @Nullable [] w, int wo, float @Nullable [] b, int bo,
            float[] y, int yo, int n) {
        for (int j = 0; j < n; j++) {
            float h = (x[xo + j] - m) * r;
            y[yo + j] = w == null ? h : b == null ? h * w[wo + j] : Math.fma(h, w[wo + j], b[bo + j]);
        }
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
            finish(g, go + row, x, xo + row, m, r, w, wo, scratch[0] / cols, scratch[1] / cols, gx, o + row, gw, gwo,
                    cols);
            for (int j = 0; j < cols; j++) {
                gb[gbo + j] += g[go + row + j];
            }
        }
    }

    /** The sums of u and u * h: the first two floats of scratch. */
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
        scratch[0] = REDUCE.sum(first, 0, first.length);
        scratch[1] = REDUCE.sum(second, 0, second.length);
    }

    /** The same of at most a chunk. */
    private static void weightedSums(
            float[] g, int go, float[] x, int xo, float m, float r, float[] w, int wo, int n, float[] lanes) {
        Arrays.fill(lanes, 0f);
        for (int j = 0; j < n; j++) {
            int lane = j % ReduceKernels.LANES;
            float u = g[go + j] * w[wo + j];
            float h = (x[xo + j] - m) * r;
            lanes[lane] += u;
            lanes[ReduceKernels.LANES + lane] = Math.fma(u, h, lanes[ReduceKernels.LANES + lane]);
        }
        lanes[0] = folded(lanes, 0);
        lanes[1] = folded(lanes, ReduceKernels.LANES);
    }

    /** Lane j plus lane {@code j + LANES / 2}, and so on by halves. */
    private static float folded(float[] lanes, int at) {
        for (int half = ReduceKernels.LANES / 2; half > 0; half /= 2) {
            for (int j = at; j < at + half; j++) {
                lanes[j] += lanes[j + half];
            }
        }
        return lanes[at] + 0f; // products that underflow can make all lanes -0
    }

    /** {@code gx[j] = fma(-h[j], s2, u[j] - s1) * r}, and {@code g[j] * h[j]} added to {@code gw[j]}. */
    public void finish(
            float[] g, int go, float[] x, int xo, float m, float r, float[] w, int wo, float s1, float s2,
            float[] gx, int o, float[] gw, int gwo, int n) {
        for (int j = 0; j < n; j++) {
            float h = (x[xo + j] - m) * r;
            gx[o + j] = Math.fma(h, -s2, g[go + j] * w[wo + j] - s1) * r;
            gw[gwo + j] = Math.fma(g[go + j], h, gw[gwo + j]);
        }
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
            float r = ordinary ? 1 / (float) Math.sqrt(v) : rstdOfExtremes(x, from, 0f, v, eps, y, to, cols);
            rstd[ro + i] = r;
            normalise(x, from, 0f, r, w, wo, null, 0, y, to, cols);
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
            finish(g, go + row, x, xo + row, 0f, r, w, wo, 0f, scratch[1] / cols, gx, o + row, gw, gwo, cols);
        }
    }

    @Override
    public float sumOfSquares(float[] x, int xo, float m, int n, float[] scratch) {
        if (n > ReduceKernels.CHUNK) {
            float[] partial = new float[Math.ceilDiv(n, ReduceKernels.CHUNK)];
            for (int i = 0; i < partial.length; i++) {
                int at = i * ReduceKernels.CHUNK;
                partial[i] = sumOfSquares(x, xo + at, m, Math.min(ReduceKernels.CHUNK, n - at), scratch);
            }
            return REDUCE.sum(partial, 0, partial.length);
        }
        Arrays.fill(scratch, 0, ReduceKernels.LANES, 0f);
        for (int j = 0; j < n; j++) {
            float d = x[xo + j] - m;
            int lane = j % ReduceKernels.LANES;
            scratch[lane] = Math.fma(d, d, scratch[lane]);
        }
        return folded(scratch, 0);
    }

    @Override
    public void sumsOfProducts(float[] g, int go, float[] x, int xo, float m, int n, float[] scratch) {
        Arrays.fill(scratch, 0f);
        for (int j = 0; j < n; j++) {
            int lane = j % ReduceKernels.LANES;
            scratch[lane] += g[go + j];
            scratch[ReduceKernels.LANES + lane] = Math.fma(g[go + j], x[xo + j] - m,
                    scratch[ReduceKernels.LANES + lane]);
        }
        scratch[0] = folded(scratch, 0);
        scratch[1] = folded(scratch, ReduceKernels.LANES);
    }

    @Override
    public void scalePlanes(
            float[] x, int xo, int stride, int planes, int n, float m, float k, float b, float[] y, int yo) {
        for (int i = 0; i < planes; i++) {
            for (int j = i * stride; j < i * stride + n; j++) {
                y[yo + j] = Math.fma(x[xo + j] - m, k, b);
            }
        }
    }

    @Override
    public void combinePlanes(
            float[] g, int go, float[] x, int xo, int stride, int planes, int n, float m, float k, float c, float a,
            float[] o, int oo) {
        for (int i = 0; i < planes; i++) {
            for (int j = i * stride; j < i * stride + n; j++) {
                o[oo + j] = Math.fma(g[go + j], k, Math.fma(x[xo + j] - m, c, a));
            }
        }
    }

    @Override
    public void scaleColumns(
            float[] x, int xo, int rows, int cols, float[] m, float[] k, float[] b, float[] y, int yo) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                y[yo + i * cols + j] = Math.fma(x[xo + i * cols + j] - m[j], k[j], b[j]);
            }
        }
    }
}
