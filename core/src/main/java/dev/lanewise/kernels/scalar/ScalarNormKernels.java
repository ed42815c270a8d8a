package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.ReduceKernels;
import org.jspecify.annotations.Nullable;

/** Normalisation as plain loops. */
public final class ScalarNormKernels implements NormKernels {
    private static final ScalarReduceKernels REDUCE = new ScalarReduceKernels();

    @Override
    public void layerNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float @Nullable [] b, int bo, float eps,
            float[] y, int yo, float[] mean, int mo, float[] rstd, int ro, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            int from = xo + i * cols;
            int to = yo + i * cols;
            float m = REDUCE.sum(x, from, cols) / cols;
            squares(x, from, m, y, to, cols);
            float v = REDUCE.sum(y, to, cols) / cols + eps;
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

    /** {@code y[j] = (x[j] - m)^2}. */
    public void squares(float[] x, int xo, float m, float[] y, int yo, int n) {
        for (int j = 0; j < n; j++) {
            float d = x[xo + j] - m;
            y[yo + j] = d * d;
        }
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
            float[] g, int go, float[] x, int xo, float[] mean, int mo, float[] rstd, int ro,
            float @Nullable [] w, int wo, float[] gx, int o, float[] gh, int ho, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            int row = i * cols;
            float m = mean[mo + i];
            float r = rstd[ro + i];
            weighted(g, go + row, w, wo, gx, o + row, cols);
            float s1 = REDUCE.sum(gx, o + row, cols) / cols;
            projected(x, xo + row, m, r, gx, o + row, gh, ho + row, cols);
            float s2 = REDUCE.sum(gh, ho + row, cols) / cols;
            finish(g, go + row, x, xo + row, m, r, s1, s2, gx, o + row, gh, ho + row, cols);
        }
    }

    /** {@code u[j] = g[j] * w[j]}, or {@code g[j]}. */
    public void weighted(float[] g, int go, float @Nullable [] w, int wo, float[] u, int uo, int n) {
        for (int j = 0; j < n; j++) {
            u[uo + j] = w == null ? g[go + j] : g[go + j] * w[wo + j];
        }
    }

    /** {@code p[j] = u[j] * h[j]}. */
    public void projected(float[] x, int xo, float m, float r, float[] u, int uo, float[] p, int po, int n) {
        for (int j = 0; j < n; j++) {
            p[po + j] = u[uo + j] * ((x[xo + j] - m) * r);
        }
    }

    /** {@code gx[j] = ((gx[j] - s1) - h[j] * s2) * r} and {@code gh[j] = g[j] * h[j]}. */
    public void finish(
            float[] g, int go, float[] x, int xo, float m, float r, float s1, float s2,
            float[] gx, int o, float[] gh, int ho, int n) {
        for (int j = 0; j < n; j++) {
            float h = (x[xo + j] - m) * r;
            gx[o + j] = ((gx[o + j] - s1) - h * s2) * r;
            gh[ho + j] = g[go + j] * h;
        }
    }

    @Override
    public void rmsNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float eps, float[] y, int yo, float[] rstd, int ro,
            int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            int from = xo + i * cols;
            int to = yo + i * cols;
            squares(x, from, 0f, y, to, cols);
            float v = REDUCE.sum(y, to, cols) / cols + eps;
            boolean ordinary = v >= LEAST_VARIANCE && v < Float.POSITIVE_INFINITY;
            float r = ordinary ? 1 / (float) Math.sqrt(v) : rstdOfExtremes(x, from, 0f, v, eps, y, to, cols);
            rstd[ro + i] = r;
            normalise(x, from, 0f, r, w, wo, null, 0, y, to, cols);
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
            float s2 = REDUCE.sum(gh, ho + row, cols) / cols;
            finish(g, go + row, x, xo + row, 0f, r, 0f, s2, gx, o + row, gh, ho + row, cols);
        }
    }

    @Override
    public float sumOfProducts(float[] g, int go, float gm, float[] x, int xo, float m, int n) {
        return lanes(0, 1, g, go, gm, x, xo, m, n) + 0f; // products that underflow can make all lanes -0
    }

    /** The virtual lanes {@code first, first + step, ...}, folded by halves. */
    private static float lanes(
            int first, int step, float[] g, int go, float gm, float[] x, int xo, float m, int n) {
        if (step < ReduceKernels.LANES) {
            return lanes(first, 2 * step, g, go, gm, x, xo, m, n)
                    + lanes(first + step, 2 * step, g, go, gm, x, xo, m, n);
        }
        float sum = 0;
        for (int i = first; i < n; i += ReduceKernels.LANES) {
            sum = Math.fma(g[go + i] - gm, x[xo + i] - m, sum);
        }
        return sum;
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
