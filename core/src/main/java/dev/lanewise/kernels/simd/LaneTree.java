package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.ReduceKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Sum of a run over 64 virtual lanes, at any vector width, in the order that {@link ReduceKernels} defines.
 *
 * <p>A pass keeps four vectors. At 512 bits one pass holds all 64 lanes; at 256 and 128 bits two and four passes each
 * take the vectors that the tree combines, so both the bits and the loop are the same.
 */
public final class LaneTree {

    /** Passes over the run: four vectors per pass. */
    private static final int PASSES = ReduceKernels.LANES / (4 * LENGTH);

    /** Distance between a pass's vectors. */
    private static final int STEP = PASSES * LENGTH;

    private static final VectorShuffle<Float> DOWN_8 = VectorShuffle.iota(F, 8, 1, true);
    private static final VectorShuffle<Float> DOWN_4 = VectorShuffle.iota(F, 4, 1, true);
    private static final VectorShuffle<Float> DOWN_2 = VectorShuffle.iota(F, 2, 1, true);
    private static final VectorShuffle<Float> DOWN_1 = VectorShuffle.iota(F, 1, 1, true);

    private LaneTree() {}

    /** Long enough that C2 compiles it separately, which leaves callers their inlining budget. */
    static float sum(float[] x, int xo, int n) {
        if (n > ReduceKernels.CHUNK) {
            return chunks(x, xo, n);
        }
        int whole = n - n % ReduceKernels.LANES;
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = FloatVector.zero(F);
        for (int pass = 0; pass < PASSES; pass++) {
            FloatVector a = FloatVector.zero(F);
            FloatVector b = FloatVector.zero(F);
            FloatVector c = FloatVector.zero(F);
            FloatVector d = FloatVector.zero(F);
            int start = xo + pass * LENGTH;
            for (int i = 0; i < whole; i += ReduceKernels.LANES) {
                a = a.add(FloatVector.fromArray(F, x, start + i));
                b = b.add(FloatVector.fromArray(F, x, start + i + STEP));
                c = c.add(FloatVector.fromArray(F, x, start + i + 2 * STEP));
                d = d.add(FloatVector.fromArray(F, x, start + i + 3 * STEP));
            }
            // a lane without an element adds +0, which changes no lane (none is ever -0)
            int at = start + whole;
            int rest = n - whole - pass * LENGTH;
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
            FloatVector folded = a.add(c).add(b.add(d));
            if (pass % 2 == 0) {
                even = even.add(folded);
            } else {
                odd = odd.add(folded);
            }
        }
        // lane j plus lane j + LENGTH/2, and so on by halves; inline, as a call would box the vector
        FloatVector s = even.add(odd);
        if (LENGTH == 16) {
            s = s.add(s.rearrange(DOWN_8));
        }
        if (LENGTH >= 8) {
            s = s.add(s.rearrange(DOWN_4));
        }
        s = s.add(s.rearrange(DOWN_2));
        return s.add(s.rearrange(DOWN_1)).lane(0);
    }

    /** Sum of {@code (g - gm) * (x - m)} over whole blocks of lanes; see {@link NormKernels#sumOfProducts}. */
    static float sumOfProducts(float[] g, int go, float gm, float[] x, int xo, float m, int n) {
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = FloatVector.zero(F);
        for (int pass = 0; pass < PASSES; pass++) {
            FloatVector a = FloatVector.zero(F);
            FloatVector b = FloatVector.zero(F);
            FloatVector c = FloatVector.zero(F);
            FloatVector d = FloatVector.zero(F);
            for (int i = pass * LENGTH; i < n; i += ReduceKernels.LANES) {
                int p = go + i;
                int q = xo + i;
                a = FloatVector.fromArray(F, g, p).sub(gm).fma(FloatVector.fromArray(F, x, q).sub(m), a);
                b = FloatVector.fromArray(F, g, p + STEP).sub(gm)
                        .fma(FloatVector.fromArray(F, x, q + STEP).sub(m), b);
                c = FloatVector.fromArray(F, g, p + 2 * STEP).sub(gm)
                        .fma(FloatVector.fromArray(F, x, q + 2 * STEP).sub(m), c);
                d = FloatVector.fromArray(F, g, p + 3 * STEP).sub(gm)
                        .fma(FloatVector.fromArray(F, x, q + 3 * STEP).sub(m), d);
            }
            FloatVector folded = a.add(c).add(b.add(d));
            if (pass % 2 == 0) {
                even = even.add(folded);
            } else {
                odd = odd.add(folded);
            }
        }
        FloatVector s = even.add(odd); // inline, as above
        if (LENGTH == 16) {
            s = s.add(s.rearrange(DOWN_8));
        }
        if (LENGTH >= 8) {
            s = s.add(s.rearrange(DOWN_4));
        }
        s = s.add(s.rearrange(DOWN_2));
        return s.add(s.rearrange(DOWN_1)).lane(0);
    }

    /** The sum of the sums of chunks. */
    private static float chunks(float[] x, int xo, int n) {
        float[] partial = new float[Math.ceilDiv(n, ReduceKernels.CHUNK)];
        for (int i = 0; i < partial.length; i++) {
            int from = i * ReduceKernels.CHUNK;
            partial[i] = sum(x, xo + from, Math.min(ReduceKernels.CHUNK, n - from));
        }
        return sum(partial, 0, partial.length);
    }
}
