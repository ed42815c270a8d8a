package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.ReduceKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
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

    /**
     * From a block of lanes to the next: {@link ReduceKernels#LANES}. Not a constant, because C2 unrolls a loop whose
     * step it knows to a kilobyte of loads in no order, which the prefetcher does not follow: a sum over two arrays in
     * memory took 3.1 instead of 1.6 ms for 51 MB (Zen 5).
     */
    private static int block = ReduceKernels.LANES;

    private static final VectorShuffle<Float> DOWN_8 = VectorShuffle.iota(F, 8, 1, true);
    private static final VectorShuffle<Float> DOWN_4 = VectorShuffle.iota(F, 4, 1, true);
    private static final VectorShuffle<Float> DOWN_2 = VectorShuffle.iota(F, 2, 1, true);
    private static final VectorShuffle<Float> DOWN_1 = VectorShuffle.iota(F, 1, 1, true);

    private LaneTree() {}

    /** {@link ReduceKernels#LANES}, as a number that C2 does not know. */
    static int block() {
        return block;
    }

    /** Long enough that C2 compiles it separately, which leaves callers their inlining budget. */
    static float sum(float[] x, int xo, int n) {
        if (n > ReduceKernels.CHUNK) {
            return chunks(x, xo, n);
        }
        int whole = n - n % ReduceKernels.LANES;
        int step = block;
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = FloatVector.zero(F);
        for (int pass = 0; pass < PASSES; pass++) {
            FloatVector a = FloatVector.zero(F);
            FloatVector b = FloatVector.zero(F);
            FloatVector c = FloatVector.zero(F);
            FloatVector d = FloatVector.zero(F);
            int start = xo + pass * LENGTH;
            for (int i = 0; i < whole; i += step) {
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

    /** Sum of {@code (x - m)^2} over a run of at most a chunk; see {@link NormKernels#sumOfSquares}. */
    static float sumOfSquares(float[] x, int xo, float m, int n, float[] lanes) {
        int whole = n - n % ReduceKernels.LANES;
        int step = block;
        for (int lane = 0; lane < ReduceKernels.LANES; lane += 4 * LENGTH) {
            FloatVector a = FloatVector.zero(F);
            FloatVector b = FloatVector.zero(F);
            FloatVector c = FloatVector.zero(F);
            FloatVector d = FloatVector.zero(F);
            for (int i = xo + lane; i < xo + whole; i += step) {
                FloatVector p = FloatVector.fromArray(F, x, i).sub(m);
                a = p.fma(p, a);
                FloatVector q = FloatVector.fromArray(F, x, i + LENGTH).sub(m);
                b = q.fma(q, b);
                FloatVector r = FloatVector.fromArray(F, x, i + 2 * LENGTH).sub(m);
                c = r.fma(r, c);
                FloatVector s = FloatVector.fromArray(F, x, i + 3 * LENGTH).sub(m);
                d = s.fma(s, d);
            }
            if (LENGTH == 16 && whole == n) { // all lanes are here: a third of the time for short runs
                FloatVector s = a.add(c).add(b.add(d));
                s = s.add(s.rearrange(DOWN_8));
                s = s.add(s.rearrange(DOWN_4));
                s = s.add(s.rearrange(DOWN_2));
                return s.add(s.rearrange(DOWN_1)).lane(0);
            }
            a.intoArray(lanes, lane);
            b.intoArray(lanes, lane + LENGTH);
            c.intoArray(lanes, lane + 2 * LENGTH);
            d.intoArray(lanes, lane + 3 * LENGTH);
        }
        if (whole < n) {
            restOfSquares(x, xo + whole, m, n - whole, lanes);
        }
        return fold(lanes);
    }

    private static void restOfSquares(float[] x, int xo, float m, int n, float[] lanes) {
        for (int i = 0; i < n; i += LENGTH) {
            VectorMask<Float> in = F.indexInRange(i, n);
            FloatVector p = FloatVector.fromArray(F, x, xo + i, in).sub(m);
            FloatVector s = FloatVector.fromArray(F, lanes, i);
            s.blend(p.fma(p, s), in).intoArray(lanes, i);
        }
    }

    /** Lane j plus lane j + LANES/2, and so on by halves: the sum of the first lanes in memory. */
    private static float fold(float[] lanes) {
        halve(lanes, 0);
        FloatVector s = FloatVector.fromArray(F, lanes, 0);
        if (LENGTH == 16) {
            s = s.add(s.rearrange(DOWN_8));
        }
        if (LENGTH >= 8) {
            s = s.add(s.rearrange(DOWN_4));
        }
        s = s.add(s.rearrange(DOWN_2));
        return s.add(s.rearrange(DOWN_1)).lane(0);
    }

    /** Folds two times {@link ReduceKernels#LANES} lanes; the sums are the first two elements. */
    static void foldBoth(float[] lanes) {
        halve(lanes, 0);
        halve(lanes, ReduceKernels.LANES);
        foldVectors(lanes);
    }

    /** The same where lanes are halved to one vector of each sum. */
    static void foldVectors(float[] lanes) {
        FloatVector s = FloatVector.fromArray(F, lanes, 0);
        FloatVector t = FloatVector.fromArray(F, lanes, ReduceKernels.LANES);
        if (LENGTH == 16) {
            s = s.add(s.rearrange(DOWN_8));
            t = t.add(t.rearrange(DOWN_8));
        }
        if (LENGTH >= 8) {
            s = s.add(s.rearrange(DOWN_4));
            t = t.add(t.rearrange(DOWN_4));
        }
        s = s.add(s.rearrange(DOWN_2));
        t = t.add(t.rearrange(DOWN_2));
        lanes[0] = s.add(s.rearrange(DOWN_1)).lane(0);
        lanes[1] = t.add(t.rearrange(DOWN_1)).lane(0) + 0f; // products that underflow can make all lanes -0
    }

    /** Folds lanes in memory to one vector. */
    private static void halve(float[] lanes, int at) {
        for (int half = ReduceKernels.LANES / 2; half >= LENGTH; half /= 2) {
            for (int j = at; j < at + half; j += LENGTH) {
                FloatVector.fromArray(F, lanes, j).add(FloatVector.fromArray(F, lanes, j + half)).intoArray(lanes, j);
            }
        }
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
