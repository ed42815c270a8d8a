package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.ReduceKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Sums over chunks on vectors, in the order that {@link NormKernels} defines; as {@link LaneTree}, whose passes go over
 * one run, with lanes that are carried from run to run.
 */
final class ChunkSums {
    private static final int STEP = LaneTree.STEP;

    private ChunkSums() {}

    static float sum(float[] x, int xo, int stride, int planes, int n) {
        int whole = n - n % ReduceKernels.LANES;
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = FloatVector.zero(F);
        for (int pass = 0; pass < LaneTree.PASSES; pass++) {
            FloatVector a = FloatVector.zero(F);
            FloatVector b = FloatVector.zero(F);
            FloatVector c = FloatVector.zero(F);
            FloatVector d = FloatVector.zero(F);
            int rest = n - whole - pass * LENGTH;
            for (int plane = 0; plane < planes; plane++) {
                int at = xo + plane * stride + pass * LENGTH;
                for (int end = at + whole; at < end; at += ReduceKernels.LANES) {
                    a = a.add(FloatVector.fromArray(F, x, at));
                    b = b.add(FloatVector.fromArray(F, x, at + STEP));
                    c = c.add(FloatVector.fromArray(F, x, at + 2 * STEP));
                    d = d.add(FloatVector.fromArray(F, x, at + 3 * STEP));
                }
                // a lane without an element adds +0, which changes no lane (none is ever -0)
                if (rest > 0) {
                    a = a.add(FloatVector.fromArray(F, x, at, F.indexInRange(0, rest)));
                }
                if (rest > STEP) {
                    b = b.add(FloatVector.fromArray(F, x, at + STEP, F.indexInRange(STEP, rest)));
                }
                if (rest > 2 * STEP) {
                    c = c.add(FloatVector.fromArray(F, x, at + 2 * STEP, F.indexInRange(2 * STEP, rest)));
                }
                if (rest > 3 * STEP) {
                    d = d.add(FloatVector.fromArray(F, x, at + 3 * STEP, F.indexInRange(3 * STEP, rest)));
                }
            }
            FloatVector folded = a.add(c).add(b.add(d));
            if (pass % 2 == 0) {
                even = even.add(folded);
            } else {
                odd = odd.add(folded);
            }
        }
        FloatVector s = even.add(odd); // folded inline, as in LaneTree
        if (LENGTH == 16) {
            s = s.add(s.rearrange(LaneTree.DOWN_8));
        }
        if (LENGTH >= 8) {
            s = s.add(s.rearrange(LaneTree.DOWN_4));
        }
        s = s.add(s.rearrange(LaneTree.DOWN_2));
        return s.add(s.rearrange(LaneTree.DOWN_1)).lane(0);
    }

    static float products(
            float[] g, int go, float gm, float[] x, int xo, float m, int stride, int planes, int n) {
        int whole = n - n % ReduceKernels.LANES;
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = FloatVector.zero(F);
        for (int pass = 0; pass < LaneTree.PASSES; pass++) {
            FloatVector a = FloatVector.zero(F);
            FloatVector b = FloatVector.zero(F);
            FloatVector c = FloatVector.zero(F);
            FloatVector d = FloatVector.zero(F);
            int rest = n - whole - pass * LENGTH;
            for (int plane = 0; plane < planes; plane++) {
                int at = plane * stride + pass * LENGTH;
                for (int end = at + whole; at < end; at += ReduceKernels.LANES) {
                    int p = go + at;
                    int q = xo + at;
                    a = FloatVector.fromArray(F, g, p).sub(gm).fma(FloatVector.fromArray(F, x, q).sub(m), a);
                    b = FloatVector.fromArray(F, g, p + STEP).sub(gm)
                            .fma(FloatVector.fromArray(F, x, q + STEP).sub(m), b);
                    c = FloatVector.fromArray(F, g, p + 2 * STEP).sub(gm)
                            .fma(FloatVector.fromArray(F, x, q + 2 * STEP).sub(m), c);
                    d = FloatVector.fromArray(F, g, p + 3 * STEP).sub(gm)
                            .fma(FloatVector.fromArray(F, x, q + 3 * STEP).sub(m), d);
                }
                // lanes without an element stay as they are; one whose products have underflowed may be -0
                int p = go + at;
                int q = xo + at;
                if (rest > 0) {
                    VectorMask<Float> in = F.indexInRange(0, rest);
                    FloatVector u = FloatVector.fromArray(F, g, p, in).sub(gm);
                    a = a.blend(u.fma(FloatVector.fromArray(F, x, q, in).sub(m), a), in);
                }
                if (rest > STEP) {
                    VectorMask<Float> in = F.indexInRange(STEP, rest);
                    FloatVector u = FloatVector.fromArray(F, g, p + STEP, in).sub(gm);
                    b = b.blend(u.fma(FloatVector.fromArray(F, x, q + STEP, in).sub(m), b), in);
                }
                if (rest > 2 * STEP) {
                    VectorMask<Float> in = F.indexInRange(2 * STEP, rest);
                    FloatVector u = FloatVector.fromArray(F, g, p + 2 * STEP, in).sub(gm);
                    c = c.blend(u.fma(FloatVector.fromArray(F, x, q + 2 * STEP, in).sub(m), c), in);
                }
                if (rest > 3 * STEP) {
                    VectorMask<Float> in = F.indexInRange(3 * STEP, rest);
                    FloatVector u = FloatVector.fromArray(F, g, p + 3 * STEP, in).sub(gm);
                    d = d.blend(u.fma(FloatVector.fromArray(F, x, q + 3 * STEP, in).sub(m), d), in);
                }
            }
            FloatVector folded = a.add(c).add(b.add(d));
            if (pass % 2 == 0) {
                even = even.add(folded);
            } else {
                odd = odd.add(folded);
            }
        }
        FloatVector s = even.add(odd); // folded inline, as in LaneTree
        if (LENGTH == 16) {
            s = s.add(s.rearrange(LaneTree.DOWN_8));
        }
        if (LENGTH >= 8) {
            s = s.add(s.rearrange(LaneTree.DOWN_4));
        }
        s = s.add(s.rearrange(LaneTree.DOWN_2));
        return s.add(s.rearrange(LaneTree.DOWN_1)).lane(0);
    }
}
