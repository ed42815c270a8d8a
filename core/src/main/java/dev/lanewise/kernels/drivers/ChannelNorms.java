package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation of channels: blocks {@code [batch, channels, positions]}, by mean and variance of each channel over
 * batch and positions (batch norm), by given ones, or by those of groups of channels of each sample (group norm).
 *
 * <p><b>Definition.</b> Elements are summed by chunks (see {@link Planes}), which are runs for {@link NormKernels}. A
 * chunk has its count, its mean {@code sum(x) / count} and {@code M2 = sum((x - mean)^2)}; where {@code mean^2 > 16 (M2
 * / count)}, {@code sum(x - mean) / count} is added to the mean, and M2 is that from this mean. Two chunks join, in a
 * tree, to {@code mean = fma(d, nb / n, ma)} and {@code M2 = fma(d * d, na * (nb / n), M2a + M2b)} with {@code d = mb -
 * ma} (Chan, Golub and LeVeque 1979); the variance is {@code M2 / count}, and mean and variance of no elements are 0.
 * With {@code r = 1 / sqrt(variance + eps)} and {@code k = r * w}, {@code y = fma(x - mean, k, b)}; without weight and
 * bias w is 1 and b is +0.
 *
 * <p>Gradients, with g that of y: {@code p = sum(g)} and {@code q = sum(g * (x - mean))} of each channel, chunks' sums
 * added in the same tree; those of b and w are p and {@code q * r}, and that of x is {@code fma(g, k, fma(x - mean, c,
 * a))} with {@code a = -(p / n) * k} and {@code c = -(q * r / n * r) * k}. For groups, p and q of its channels, times
 * w, are added up in ascending order, and k stands for r in a and c; p and {@code q * r} of samples add up in the tree.
 */
public final class ChannelNorms {
    /** The square of how many standard deviations a chunk's mean is away from 0 before it needs a second look. */
    public static final float FAR = 16;

    private ChannelNorms() {}

    /** Batch norm: gives y, and mean and variance of each channel. */
    public static void batchNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float @Nullable [] b, int bo, float eps, float[] y, int yo,
            float[] mean, int mo, float[] variance, int vo, int batch, int channels, int positions) {
        NormKernels kernels = KernelLookup.active().norm();
        Planes planes = new Planes(batch, channels, positions);
        Split.rows(channels, planes.elements(), (from, to) -> {
            for (int c = from; c < to; c++) {
                int at = c * positions;
                ChannelSums.moments(x, xo + at, planes, mean, mo + c, variance, vo + c);
                float k = reciprocalRoot(variance[vo + c] + eps) * orOne(w, wo + c);
                scale(kernels, x, xo + at, planes, mean[mo + c], k, orZero(b, bo + c), y, yo + at);
            }
        });
    }

    /** The gradients of batch norm: of x, w and b. */
    public static void batchNormGradient(
            float[] g, int go, float[] x, int xo, float[] mean, int mo, float[] variance, int vo,
            float @Nullable [] w, int wo, float eps, float[] gx, int o, float[] gw, int gwo, float[] gb, int gbo,
            int batch, int channels, int positions) {
        NormKernels kernels = KernelLookup.active().norm();
        Planes planes = new Planes(batch, channels, positions);
        Split.rows(channels, planes.elements(), (from, to) -> {
            for (int c = from; c < to; c++) {
                int at = c * positions;
                float m = mean[mo + c];
                float r = reciprocalRoot(variance[vo + c] + eps);
                ChannelSums.products(g, go + at, x, xo + at, m, planes, gb, gbo + c, gw, gwo + c);
                gw[gwo + c] *= r;
                float k = r * orOne(w, wo + c);
                int n = planes.elements();
                combine(kernels, g, go + at, x, xo + at, planes, m, k, -(gw[gwo + c] / n * r) * k,
                        -(gb[gbo + c] / n) * k, gx, o + at);
            }
        });
    }

    /** {@code y = fma(x - mean, k, b)} with given means and variances. */
    public static void scaleChannels(
            float[] x, int xo, float[] mean, int mo, float[] variance, int vo, float @Nullable [] w, int wo,
            float @Nullable [] b, int bo, float eps, float[] y, int yo, int batch, int channels, int positions) {
        NormKernels kernels = KernelLookup.active().norm();
        float[] k = new float[channels];
        for (int c = 0; c < channels; c++) {
            k[c] = reciprocalRoot(variance[vo + c] + eps) * orOne(w, wo + c);
        }
        if (positions < Thresholds.SHORT_PLANE) {
            int cols = channels * positions;
            float[] means = repeated(mean, mo, channels, positions);
            float[] scales = repeated(k, 0, channels, positions);
            float[] shifts = b == null ? new float[cols] : repeated(b, bo, channels, positions);
            Split.rows(batch, cols, (from, to) -> kernels.scaleColumns(
                    x, xo + from * cols, to - from, cols, means, scales, shifts, y, yo + from * cols));
            return;
        }
        Split.rows(batch * channels, positions, (from, to) -> {
            for (int plane = from; plane < to; plane++) {
                int c = plane % channels;
                int at = plane * positions;
                kernels.scalePlanes(x, xo + at, positions, 1, positions, mean[mo + c], k[c], orZero(b, bo + c), y,
                        yo + at);
            }
        });
    }

    /** Group norm: gives y, and mean and variance of each group of each sample. */
    public static void groupNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float @Nullable [] b, int bo, float eps, float[] y, int yo,
            float[] mean, int mo, float[] variance, int vo, int batch, int channels, int positions, int groups) {
        NormKernels kernels = KernelLookup.active().norm();
        int width = channels / groups;
        int size = width * positions;
        Planes group = new Planes(1, 1, size);
        Planes plane = new Planes(1, 1, positions);
        Split.rows(batch * groups, size, (from, to) -> {
            for (int i = from; i < to; i++) {
                ChannelSums.moments(x, xo + i * size, group, mean, mo + i, variance, vo + i);
                float r = reciprocalRoot(variance[vo + i] + eps);
                for (int j = 0; j < width; j++) {
                    int c = i % groups * width + j;
                    int at = i * size + j * positions;
                    scale(kernels, x, xo + at, plane, mean[mo + i], r * orOne(w, wo + c), orZero(b, bo + c), y,
                            yo + at);
                }
            }
        });
    }

    /** The gradients of group norm: of x, w and b. */
    public static void groupNormGradient(
            float[] g, int go, float[] x, int xo, float[] mean, int mo, float[] variance, int vo,
            float @Nullable [] w, int wo, float eps, float[] gx, int o, float[] gw, int gwo, float[] gb, int gbo,
            int batch, int channels, int positions, int groups) {
        NormKernels kernels = KernelLookup.active().norm();
        int width = channels / groups;
        int size = width * positions;
        Planes plane = new Planes(1, 1, positions);
        float[] p = new float[batch * channels];
        float[] q = new float[batch * channels];
        Split.rows(batch * groups, size, (from, to) -> {
            for (int i = from; i < to; i++) {
                float m = mean[mo + i];
                float r = reciprocalRoot(variance[vo + i] + eps);
                float ofP = 0;
                float ofQ = 0;
                for (int j = 0; j < width; j++) {
                    int row = i * width + j;
                    int at = row * positions;
                    ChannelSums.products(g, go + at, x, xo + at, m, plane, p, row, q, row);
                    q[row] *= r;
                    float weight = orOne(w, wo + row % channels);
                    ofP = Math.fma(p[row], weight, ofP);
                    ofQ = Math.fma(q[row], weight, ofQ);
                }
                for (int j = 0; j < width; j++) {
                    int row = i * width + j;
                    int at = row * positions;
                    combine(kernels, g, go + at, x, xo + at, plane, m, r * orOne(w, wo + row % channels),
                            -(ofQ / size * r) * r, -(ofP / size) * r, gx, o + at);
                }
            }
        });
        if (batch == 0) {
            Arrays.fill(gw, gwo, gwo + channels, 0f);
            Arrays.fill(gb, gbo, gbo + channels, 0f);
            return;
        }
        Planes.fold(batch, (first, second) -> {
            for (int c = 0; c < channels; c++) {
                p[first * channels + c] += p[second * channels + c];
                q[first * channels + c] += q[second * channels + c];
            }
        });
        System.arraycopy(q, 0, gw, gwo, channels);
        System.arraycopy(p, 0, gb, gbo, channels);
    }

    // ---- one channel

    private static void scale(
            NormKernels kernels, float[] x, int xo, Planes planes, float m, float k, float b, float[] y, int yo) {
        Split.range(planes.chunks(), 1, (from, to) -> {
            for (int chunk = from; chunk < to; chunk++) {
                int at = planes.offset(chunk);
                kernels.scalePlanes(x, xo + at, planes.stride, planes.planes(chunk), planes.length(chunk), m, k, b, y,
                        yo + at);
            }
        });
    }

    private static void combine(
            NormKernels kernels, float[] g, int go, float[] x, int xo, Planes planes, float m, float k, float c,
            float a, float[] o, int oo) {
        Split.range(planes.chunks(), 1, (from, to) -> {
            for (int chunk = from; chunk < to; chunk++) {
                int at = planes.offset(chunk);
                kernels.combinePlanes(g, go + at, x, xo + at, planes.stride, planes.planes(chunk), planes.length(chunk),
                        m, k, c, a, o, oo + at);
            }
        });
    }

    // ---- numbers

    private static float reciprocalRoot(float v) {
        return 1 / (float) Math.sqrt(v);
    }

    private static float orOne(float @Nullable [] w, int at) {
        return w == null ? 1f : w[at];
    }

    private static float orZero(float @Nullable [] b, int at) {
        return b == null ? 0f : b[at];
    }

    /** Each number {@code times} times. */
    private static float[] repeated(float[] x, int xo, int n, int times) {
        float[] y = new float[n * times];
        for (int i = 0; i < n; i++) {
            Arrays.fill(y, i * times, (i + 1) * times, x[xo + i]);
        }
        return y;
    }
}
