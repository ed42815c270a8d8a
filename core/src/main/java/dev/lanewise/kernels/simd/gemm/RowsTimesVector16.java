package dev.lanewise.kernels.simd.gemm;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sixteen rows times a vector on 512 bits: blocks of 16 x 16 are transposed in registers as in {@link Transpose16}, so
 * that the chains of 16 rows are the lanes of one vector. The shuffles are repeated here because C2 keeps vectors in
 * registers within a method only.
 */
final class RowsTimesVector16 {
    static final int ROWS = 16;

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_512;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_512;

    private RowsTimesVector16() {}

    /**
     * One chain of 16 rows, over whole blocks of k, with an {@code x} and {@code y} without gaps; stored in {@code y},
     * or added to it.
     */
    static void run(
            int k, float[] a, int ao, int lda, float[] x, int xo, float[] y, int yo, boolean add) {
        IntVector low = IntVector.fromArray(I, Transpose16.LOW, 0);
        IntVector high = IntVector.fromArray(I, Transpose16.HIGH, 0);
        FloatVector sum = FloatVector.zero(F);
        for (int p = 0; p < k; p += ROWS) {
            int from = ao + p;
            int at = xo + p;
            IntVector a0 = FloatVector.fromArray(F, a, from).reinterpretAsInts();
            IntVector a1 = FloatVector.fromArray(F, a, from + lda).reinterpretAsInts();
            IntVector a2 = FloatVector.fromArray(F, a, from + 2 * lda).reinterpretAsInts();
            IntVector a3 = FloatVector.fromArray(F, a, from + 3 * lda).reinterpretAsInts();
            IntVector a4 = FloatVector.fromArray(F, a, from + 4 * lda).reinterpretAsInts();
            IntVector a5 = FloatVector.fromArray(F, a, from + 5 * lda).reinterpretAsInts();
            IntVector a6 = FloatVector.fromArray(F, a, from + 6 * lda).reinterpretAsInts();
            IntVector a7 = FloatVector.fromArray(F, a, from + 7 * lda).reinterpretAsInts();
            IntVector a8 = FloatVector.fromArray(F, a, from + 8 * lda).reinterpretAsInts();
            IntVector a9 = FloatVector.fromArray(F, a, from + 9 * lda).reinterpretAsInts();
            IntVector aa = FloatVector.fromArray(F, a, from + 10 * lda).reinterpretAsInts();
            IntVector ab = FloatVector.fromArray(F, a, from + 11 * lda).reinterpretAsInts();
            IntVector ac = FloatVector.fromArray(F, a, from + 12 * lda).reinterpretAsInts();
            IntVector ad = FloatVector.fromArray(F, a, from + 13 * lda).reinterpretAsInts();
            IntVector ae = FloatVector.fromArray(F, a, from + 14 * lda).reinterpretAsInts();
            IntVector af = FloatVector.fromArray(F, a, from + 15 * lda).reinterpretAsInts();
            IntVector b0 = low.selectFrom(a0, a8);
            IntVector b1 = high.selectFrom(a0, a8);
            IntVector b2 = low.selectFrom(a1, a9);
            IntVector b3 = high.selectFrom(a1, a9);
            IntVector b4 = low.selectFrom(a2, aa);
            IntVector b5 = high.selectFrom(a2, aa);
            IntVector b6 = low.selectFrom(a3, ab);
            IntVector b7 = high.selectFrom(a3, ab);
            IntVector b8 = low.selectFrom(a4, ac);
            IntVector b9 = high.selectFrom(a4, ac);
            IntVector ba = low.selectFrom(a5, ad);
            IntVector bb = high.selectFrom(a5, ad);
            IntVector bc = low.selectFrom(a6, ae);
            IntVector bd = high.selectFrom(a6, ae);
            IntVector be = low.selectFrom(a7, af);
            IntVector bf = high.selectFrom(a7, af);
            IntVector c0 = low.selectFrom(b0, b8);
            IntVector c1 = high.selectFrom(b0, b8);
            IntVector c2 = low.selectFrom(b1, b9);
            IntVector c3 = high.selectFrom(b1, b9);
            IntVector c4 = low.selectFrom(b2, ba);
            IntVector c5 = high.selectFrom(b2, ba);
            IntVector c6 = low.selectFrom(b3, bb);
            IntVector c7 = high.selectFrom(b3, bb);
            IntVector c8 = low.selectFrom(b4, bc);
            IntVector c9 = high.selectFrom(b4, bc);
            IntVector ca = low.selectFrom(b5, bd);
            IntVector cb = high.selectFrom(b5, bd);
            IntVector cc = low.selectFrom(b6, be);
            IntVector cd = high.selectFrom(b6, be);
            IntVector ce = low.selectFrom(b7, bf);
            IntVector cf = high.selectFrom(b7, bf);
            IntVector d0 = low.selectFrom(c0, c8);
            IntVector d1 = high.selectFrom(c0, c8);
            IntVector d2 = low.selectFrom(c1, c9);
            IntVector d3 = high.selectFrom(c1, c9);
            IntVector d4 = low.selectFrom(c2, ca);
            IntVector d5 = high.selectFrom(c2, ca);
            IntVector d6 = low.selectFrom(c3, cb);
            IntVector d7 = high.selectFrom(c3, cb);
            IntVector d8 = low.selectFrom(c4, cc);
            IntVector d9 = high.selectFrom(c4, cc);
            IntVector da = low.selectFrom(c5, cd);
            IntVector db = high.selectFrom(c5, cd);
            IntVector dc = low.selectFrom(c6, ce);
            IntVector dd = high.selectFrom(c6, ce);
            IntVector de = low.selectFrom(c7, cf);
            IntVector df = high.selectFrom(c7, cf);
            IntVector e0 = low.selectFrom(d0, d8);
            IntVector e1 = high.selectFrom(d0, d8);
            IntVector e2 = low.selectFrom(d1, d9);
            IntVector e3 = high.selectFrom(d1, d9);
            IntVector e4 = low.selectFrom(d2, da);
            IntVector e5 = high.selectFrom(d2, da);
            IntVector e6 = low.selectFrom(d3, db);
            IntVector e7 = high.selectFrom(d3, db);
            IntVector e8 = low.selectFrom(d4, dc);
            IntVector e9 = high.selectFrom(d4, dc);
            IntVector ea = low.selectFrom(d5, dd);
            IntVector eb = high.selectFrom(d5, dd);
            IntVector ec = low.selectFrom(d6, de);
            IntVector ed = high.selectFrom(d6, de);
            IntVector ee = low.selectFrom(d7, df);
            IntVector ef = high.selectFrom(d7, df);
            sum = e0.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at]), sum);
            sum = e1.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 1]), sum);
            sum = e2.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 2]), sum);
            sum = e3.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 3]), sum);
            sum = e4.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 4]), sum);
            sum = e5.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 5]), sum);
            sum = e6.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 6]), sum);
            sum = e7.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 7]), sum);
            sum = e8.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 8]), sum);
            sum = e9.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 9]), sum);
            sum = ea.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 10]), sum);
            sum = eb.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 11]), sum);
            sum = ec.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 12]), sum);
            sum = ed.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 13]), sum);
            sum = ee.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 14]), sum);
            sum = ef.reinterpretAsFloats().fma(FloatVector.broadcast(F, x[at + 15]), sum);
        }
        (add ? FloatVector.fromArray(F, y, yo).add(sum) : sum).intoArray(y, yo);
    }
}
