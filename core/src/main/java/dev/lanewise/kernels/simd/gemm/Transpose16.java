package dev.lanewise.kernels.simd.gemm;

import dev.lanewise.kernels.scalar.ScalarPacking;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposition in registers, 16 x 16 floats at a time, on 512-bit vectors.
 *
 * <p>Interleaving the lanes of rows {@code i} and {@code i + 8} into new rows {@code 2i} and {@code 2i + 1} moves each
 * element from address {@code (row, lane)}, four bits each, to that address rotated by one bit; after four times rows
 * and lanes have changed places. All four steps use the same two lane patterns, so 16 rows and the patterns stay in
 * registers.
 */
final class Transpose16 {
    private static final int W = 16;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_512;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_512;

    /** Lanes 0 to 7 of two vectors in turn, then lanes 8 to 15; 16 and more stand for the second vector. */
    static final int[] LOW = pattern(0);

    static final int[] HIGH = pattern(8);

    private Transpose16() {}

    private static int[] pattern(int first) {
        int[] lanes = new int[W];
        for (int i = 0; i < W; i++) {
            lanes[i] = first + i / 2 + (i % 2) * W;
        }
        return lanes;
    }

    /**
     * {@link dev.lanewise.kernels.GemmKernels#packTransposed} for {@code k >= 16}. The last of the blocks overlaps the
     * one before it.
     */
    static void pack(int rows, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        int i = 0;
        for (; rows - i > 4; i += W) {
            strip(Math.min(rows - i, W), width, k, src, so + i * lds, lds, dst, to + i);
        }
        ScalarPacking.packTransposed(rows - i, width - i, width, k, src, so + i * lds, lds, dst, to + i);
    }

    /** {@link dev.lanewise.kernels.GemmKernels#transpose}. The last blocks overlap those before them. */
    static void transpose(int rows, int cols, float[] src, int so, int lds, float[] dst, int to, int ldd) {
        int low = rows % W;
        int high = rows - low;
        rest(low, cols, src, so + high * lds, lds, dst, to + high, ldd,
                rows == ldd ? Math.ceilDiv(W - low, ldd) : cols);
        for (int i = 0; i < high; i += W) {
            int p = 0;
            for (; p <= cols - W; p += W) {
                block(W, ldd, src, so + i * lds + p, lds, dst, to + p * ldd + i);
            }
            if (p < cols && p > 0) {
                block(W, ldd, src, so + i * lds + cols - W, lds, dst, to + (cols - W) * ldd + i);
            }
        }
        if (cols < W) {
            ScalarPacking.packTransposed(high, high, ldd, cols, src, so, lds, dst, to);
        }
    }

    /**
     * Transposes fewer than 16 rows, which come first: if nothing lies between the results, lanes beyond a result spill
     * into the next ones, which are written later. So the last few, {@code scalar} of them, are not written by blocks.
     */
    private static void rest(
            int rows, int cols, float[] src, int so, int lds, float[] dst, int to, int ldd, int scalar) {
        int p = 0;
        for (; rows > 0 && p <= cols - scalar - W; p += W) {
            block(rows, ldd, src, so + p, lds, dst, to + p * ldd);
        }
        ScalarPacking.packTransposed(rows, rows, ldd, cols - p, src, so + p, lds, dst, to + p * ldd);
    }

    /** Packs up to 16 rows as lanes of a panel that is {@code width} wide. */
    private static void strip(int rows, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        for (int from = 0; from < k; from += W) {
            int p = Math.min(from, k - W);
            block(rows, width, src, so + p, lds, dst, to + p * width);
        }
    }

    /**
     * One block of a strip, always 16 lanes wide: in a narrower panel the lanes past its width are overwritten by the
     * next p; those of the last p are the spill. A method of its own is compiled after far fewer blocks than a loop
     * around it would be.
     */
    static void block(int rows, int width, float[] src, int so, int lds, float[] dst, int to) {
        IntVector low = IntVector.fromArray(I, LOW, 0);
        IntVector high = IntVector.fromArray(I, HIGH, 0);
        int last = rows - 1;
        IntVector a0 = FloatVector.fromArray(F, src, so).reinterpretAsInts();
        IntVector a1 = FloatVector.fromArray(F, src, so + Math.min(1, last) * lds).reinterpretAsInts();
        IntVector a2 = FloatVector.fromArray(F, src, so + Math.min(2, last) * lds).reinterpretAsInts();
        IntVector a3 = FloatVector.fromArray(F, src, so + Math.min(3, last) * lds).reinterpretAsInts();
        IntVector a4 = FloatVector.fromArray(F, src, so + Math.min(4, last) * lds).reinterpretAsInts();
        IntVector a5 = FloatVector.fromArray(F, src, so + Math.min(5, last) * lds).reinterpretAsInts();
        IntVector a6 = FloatVector.fromArray(F, src, so + Math.min(6, last) * lds).reinterpretAsInts();
        IntVector a7 = FloatVector.fromArray(F, src, so + Math.min(7, last) * lds).reinterpretAsInts();
        IntVector a8 = FloatVector.fromArray(F, src, so + Math.min(8, last) * lds).reinterpretAsInts();
        IntVector a9 = FloatVector.fromArray(F, src, so + Math.min(9, last) * lds).reinterpretAsInts();
        IntVector aa = FloatVector.fromArray(F, src, so + Math.min(10, last) * lds).reinterpretAsInts();
        IntVector ab = FloatVector.fromArray(F, src, so + Math.min(11, last) * lds).reinterpretAsInts();
        IntVector ac = FloatVector.fromArray(F, src, so + Math.min(12, last) * lds).reinterpretAsInts();
        IntVector ad = FloatVector.fromArray(F, src, so + Math.min(13, last) * lds).reinterpretAsInts();
        IntVector ae = FloatVector.fromArray(F, src, so + Math.min(14, last) * lds).reinterpretAsInts();
        IntVector af = FloatVector.fromArray(F, src, so + Math.min(15, last) * lds).reinterpretAsInts();
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
        e0.reinterpretAsFloats().intoArray(dst, to);
        e1.reinterpretAsFloats().intoArray(dst, to + width);
        e2.reinterpretAsFloats().intoArray(dst, to + 2 * width);
        e3.reinterpretAsFloats().intoArray(dst, to + 3 * width);
        e4.reinterpretAsFloats().intoArray(dst, to + 4 * width);
        e5.reinterpretAsFloats().intoArray(dst, to + 5 * width);
        e6.reinterpretAsFloats().intoArray(dst, to + 6 * width);
        e7.reinterpretAsFloats().intoArray(dst, to + 7 * width);
        e8.reinterpretAsFloats().intoArray(dst, to + 8 * width);
        e9.reinterpretAsFloats().intoArray(dst, to + 9 * width);
        ea.reinterpretAsFloats().intoArray(dst, to + 10 * width);
        eb.reinterpretAsFloats().intoArray(dst, to + 11 * width);
        ec.reinterpretAsFloats().intoArray(dst, to + 12 * width);
        ed.reinterpretAsFloats().intoArray(dst, to + 13 * width);
        ee.reinterpretAsFloats().intoArray(dst, to + 14 * width);
        ef.reinterpretAsFloats().intoArray(dst, to + 15 * width);
    }
}
