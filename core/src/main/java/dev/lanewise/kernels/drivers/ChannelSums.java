package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import java.lang.ref.SoftReference;
import java.util.Arrays;

/**
 * Sums over the chunks of a channel, defined at {@link ChannelNorms}; an instance is scratch. Planes of a chunk that do
 * not lie one behind the other, or end within a block of lanes, are copied to it, with what adds nothing behind them.
 */
final class ChannelSums implements Pool.Kept<ChannelSums> {
    private static final Pool<ChannelSums> POOL = new Pool<>(ChannelSums::new);

    /** The square of how many standard deviations a chunk's mean is away from 0 before it needs a second look. */
    private static final float FAR = 16;

    private static final float[] ONES = ones();

    private final SoftReference<ChannelSums> reference = new SoftReference<>(this);
    private final float[] first = new float[ReduceKernels.CHUNK];
    private final float[] second = new float[ReduceKernels.CHUNK];

    private ChannelSums() {}

    private static float[] ones() {
        float[] ones = new float[ReduceKernels.CHUNK];
        Arrays.fill(ones, 1f);
        return ones;
    }

    @Override
    public SoftReference<ChannelSums> reference() {
        return reference;
    }

    /** Mean and variance of a channel; 0 if it has no elements. */
    static void moments(float[] x, int xo, Planes planes, float[] mean, int mo, float[] variance, int vo) {
        int chunks = planes.chunks();
        if (chunks == 0) {
            mean[mo] = 0;
            variance[vo] = 0;
            return;
        }
        if (chunks == 1) {
            chunkMoments(x, xo, planes, 0, 1, mean, mo, variance, vo);
        } else {
            float[] means = new float[chunks];
            float[] squares = new float[chunks];
            int[] counts = new int[chunks];
            Split.range(chunks, 1, (from, to) -> chunkMoments(x, xo, planes, from, to, means, from, squares, from));
            Arrays.setAll(counts, planes::count);
            Planes.fold(chunks, (a, b) -> {
                int count = counts[a] + counts[b];
                float d = means[b] - means[a];
                float part = (float) counts[b] / count;
                means[a] = Math.fma(d, part, means[a]);
                squares[a] = Math.fma(d * d, counts[a] * part, squares[a] + squares[b]);
                counts[a] = count;
            });
            mean[mo] = means[0];
            variance[vo] = squares[0];
        }
        variance[vo] /= planes.elements();
    }

    /** Mean and M2 of the chunks {@code from .. to - 1}. */
    private static void chunkMoments(
            float[] x, int xo, Planes planes, int from, int to, float[] mean, int mo, float[] m2, int so) {
        ChannelSums scratch = POOL.take();
        for (int chunk = from; chunk < to; chunk++) {
            int n = planes.count(chunk);
            boolean ready = planes.isRun(chunk);
            float[] run = ready ? x : scratch.first;
            int at = ready ? xo + planes.offset(chunk) : 0;
            if (!ready) {
                planes.gather(chunk, x, xo, run);
            }
            NormKernels kernels = KernelLookup.active().norm();
            float m = KernelLookup.active().reduce().sum(run, at, n) / n;
            int whole = ready ? n : padded(run, n, m);
            float squares = kernels.sumOfProducts(run, at, m, run, at, m, whole);
            if (m * m > FAR * (squares / n)) { // the sum's rounding is large for such distances
                m += kernels.sumOfProducts(ONES, 0, 0f, run, at, m, whole) / n;
                if (!ready) {
                    padded(run, n, m);
                }
                squares = kernels.sumOfProducts(run, at, m, run, at, m, whole);
            }
            mean[mo + chunk - from] = m;
            m2[so + chunk - from] = squares;
        }
        POOL.giveBack(scratch);
    }

    /** {@code p = sum(g)} and {@code q = sum(g * (x - m))} of a channel. */
    static void products(
            float[] g, int go, float[] x, int xo, float m, Planes planes, float[] p, int po, float[] q, int qo) {
        int chunks = planes.chunks();
        if (chunks == 0) {
            p[po] = 0;
            q[qo] = 0;
        } else if (chunks == 1) {
            chunkProducts(g, go, x, xo, m, planes, 0, 1, p, po, q, qo);
        } else {
            float[] ps = new float[chunks];
            float[] qs = new float[chunks];
            Split.range(chunks, 1,
                    (from, to) -> chunkProducts(g, go, x, xo, m, planes, from, to, ps, from, qs, from));
            Planes.fold(chunks, (a, b) -> {
                ps[a] += ps[b];
                qs[a] += qs[b];
            });
            p[po] = ps[0];
            q[qo] = qs[0];
        }
    }

    /** p and q of the chunks {@code from .. to - 1}. */
    private static void chunkProducts(
            float[] g, int go, float[] x, int xo, float m, Planes planes, int from, int to, float[] p, int po,
            float[] q, int qo) {
        ChannelSums scratch = POOL.take();
        for (int chunk = from; chunk < to; chunk++) {
            int n = planes.count(chunk);
            boolean ready = planes.isRun(chunk);
            float[] us = ready ? g : scratch.first;
            float[] vs = ready ? x : scratch.second;
            int atU = ready ? go + planes.offset(chunk) : 0;
            int atV = ready ? xo + planes.offset(chunk) : 0;
            int whole = n;
            if (!ready) {
                planes.gather(chunk, g, go, us);
                planes.gather(chunk, x, xo, vs);
                whole = padded(us, n, 0f);
                padded(vs, n, m);
            }
            p[po + chunk - from] = KernelLookup.active().reduce().sum(us, atU, n);
            q[qo + chunk - from] = KernelLookup.active().norm().sumOfProducts(us, atU, 0f, vs, atV, m, whole);
        }
        POOL.giveBack(scratch);
    }

    /** Fills the last block of lanes behind n elements; returns how many elements there are then. */
    private static int padded(float[] run, int n, float value) {
        int whole = Math.ceilDiv(n, ReduceKernels.LANES) * ReduceKernels.LANES;
        Arrays.fill(run, n, whole, value);
        return whole;
    }
}
