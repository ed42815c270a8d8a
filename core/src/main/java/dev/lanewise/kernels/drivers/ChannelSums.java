package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import java.lang.ref.SoftReference;
import java.util.Arrays;

/**
 * Sums over the chunks of a channel, defined at {@link ChannelNorms}; an instance is scratch. Planes of a chunk that do
 * not lie one behind the other are copied to it.
 */
final class ChannelSums implements Pool.Kept<ChannelSums> {
    private static final Pool<ChannelSums> POOL = new Pool<>(ChannelSums::new);

    private static final float[] ONES = ones();

    private final SoftReference<ChannelSums> reference = new SoftReference<>(this);
    private final float[] first = new float[ReduceKernels.CHUNK];
    private final float[] second = new float[ReduceKernels.CHUNK];
    private final float[] lanes = new float[NormKernels.SCRATCH];

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
            float squares = kernels.sumOfSquares(run, at, m, n, scratch.lanes);
            if (m * m > ChannelNorms.FAR * (squares / n)) { // the sum's rounding is large for such distances
                kernels.sumsOfProducts(ONES, 0, run, at, m, n, scratch.lanes);
                m += scratch.lanes[1] / n;
                squares = kernels.sumOfSquares(run, at, m, n, scratch.lanes);
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
            if (!ready) {
                planes.gather(chunk, g, go, us);
                planes.gather(chunk, x, xo, vs);
            }
            KernelLookup.active().norm().sumsOfProducts(us, atU, vs, atV, m, n, scratch.lanes);
            p[po + chunk - from] = scratch.lanes[0];
            q[qo + chunk - from] = scratch.lanes[1];
        }
        POOL.giveBack(scratch);
    }
}
