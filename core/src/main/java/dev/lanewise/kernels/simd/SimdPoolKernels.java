package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.I;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import dev.lanewise.kernels.PoolAxis;
import dev.lanewise.kernels.PoolKernels;
import dev.lanewise.kernels.scalar.ScalarPoolKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Pools on vectors, a lane for each of a row of whole windows that move by one or two elements; of two, the even and
 * the odd elements of two vectors are put together first. The scalar loops do other strides, and the windows that
 * padding cuts off.
 */
public final class SimdPoolKernels implements PoolKernels {
    private static final ScalarPoolKernels REST = new ScalarPoolKernels();

    /** Fewest whole windows in a row that are worth a vector. */
    private static final int FEWEST = 4;

    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(F, lane -> 2 * lane % LENGTH);
    private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(F, lane -> (2 * lane + 1) % LENGTH);
    private static final VectorShuffle<Float> LOWER = VectorShuffle.fromOp(F, lane -> lane / 2);
    private static final VectorShuffle<Float> UPPER = VectorShuffle.fromOp(F, lane -> (LENGTH + lane) / 2);
    private static final VectorMask<Float> SECOND = VectorMask.fromLong(F, -1L << LENGTH / 2);

    @Override
    public void max(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float[] y, int yo, int[] at, int ao) {
        if (!suits(w)) {
            REST.max(x, xo, planes, d, h, w, y, yo, at, ao);
            return;
        }
        int size = d.size() * h.size() * w.size();
        int cols = w.from().length;
        int row = 0;
        for (int p = 0; p < planes; p++) {
            int from = xo + p * size;
            for (int z = 0; z < d.from().length; z++) {
                for (int r = 0; r < h.from().length; r++, row += cols) {
                    REST.maxRow(x, from, d, h, w, z, r, 0, w.first(), y, yo + row, at, ao + row);
                    if (w.stride() == 1) {
                        maxByOne(x, from, d, h, w, z, r, y, yo + row, at, ao + row);
                    } else {
                        maxByTwo(x, from, d, h, w, z, r, y, yo + row, at, ao + row);
                    }
                    REST.maxRow(x, from, d, h, w, z, r, w.last(), cols, y, yo + row, at, ao + row);
                }
            }
        }
    }

    private static boolean suits(PoolAxis w) {
        return w.last() - w.first() >= FEWEST && w.step() == 1 && (w.stride() == 1 || w.stride() == 2);
    }

    private static void maxByOne(
            float[] x, int xo, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, float[] y, int yo, int[] at, int ao) {
        int first = (d.from()[z] * h.size() + h.from()[r]) * w.size() + w.from()[w.first()];
        for (int j = w.first(); j < w.last(); j += LENGTH, first += LENGTH) {
            VectorMask<Float> out = F.indexInRange(j, w.last());
            FloatVector max = FloatVector.fromArray(F, x, xo + first, out);
            IntVector best = IntVector.zero(I);
            for (int i = d.from()[z]; i < d.to()[z]; i += d.step()) {
                for (int k = h.from()[r]; k < h.to()[r]; k += h.step()) {
                    int line = ((i - d.from()[z]) * h.size() + k - h.from()[r]) * w.size();
                    for (int c = line; c < line + w.kernel(); c++) {
                        FloatVector v = FloatVector.fromArray(F, x, xo + first + c, out);
                        VectorMask<Float> wins = v.compare(GT, max).or(v.compare(NE, v));
                        max = max.blend(v, wins);
                        best = best.blend(c, wins.cast(I));
                    }
                }
            }
            max.intoArray(y, yo + j, out);
            best.add(IntVector.broadcast(I, first).addIndex(1)).intoArray(at, ao + j, out.cast(I));
        }
    }

    private static void maxByTwo(
            float[] x, int xo, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, float[] y, int yo, int[] at, int ao) {
        int first = (d.from()[z] * h.size() + h.from()[r]) * w.size() + w.from()[w.first()];
        for (int j = w.first(); j < w.last(); j += LENGTH, first += 2 * LENGTH) {
            VectorMask<Float> out = F.indexInRange(j, w.last());
            int n = 2 * Math.min(LENGTH, w.last() - j);
            FloatVector max = even(x, xo + first, n - 1);
            IntVector best = IntVector.zero(I);
            for (int i = d.from()[z]; i < d.to()[z]; i += d.step()) {
                for (int k = h.from()[r]; k < h.to()[r]; k += h.step()) {
                    int line = ((i - d.from()[z]) * h.size() + k - h.from()[r]) * w.size();
                    int c = line;
                    for (; c < line + w.kernel() - 1; c += 2) {
                        FloatVector a = FloatVector.fromArray(F, x, xo + first + c, F.indexInRange(0, n));
                        FloatVector b = FloatVector.fromArray(
                                F, x, xo + first + c + LENGTH, F.indexInRange(LENGTH, n));
                        FloatVector u = a.rearrange(EVEN).blend(b.rearrange(EVEN), SECOND);
                        VectorMask<Float> wins = u.compare(GT, max).or(u.compare(NE, u));
                        max = max.blend(u, wins);
                        best = best.blend(c, wins.cast(I));
                        FloatVector v = a.rearrange(ODD).blend(b.rearrange(ODD), SECOND);
                        wins = v.compare(GT, max).or(v.compare(NE, v));
                        max = max.blend(v, wins);
                        best = best.blend(c + 1, wins.cast(I));
                    }
                    if (c < line + w.kernel()) {
                        FloatVector v = even(x, xo + first + c, n - 1);
                        VectorMask<Float> wins = v.compare(GT, max).or(v.compare(NE, v));
                        max = max.blend(v, wins);
                        best = best.blend(c, wins.cast(I));
                    }
                }
            }
            max.intoArray(y, yo + j, out);
            best.add(IntVector.broadcast(I, first).addIndex(2)).intoArray(at, ao + j, out.cast(I));
        }
    }

    /** Every second one of n elements. */
    private static FloatVector even(float[] x, int xo, int n) {
        FloatVector a = FloatVector.fromArray(F, x, xo, F.indexInRange(0, n));
        FloatVector b = FloatVector.fromArray(F, x, xo + LENGTH, F.indexInRange(LENGTH, n));
        return a.rearrange(EVEN).blend(b.rearrange(EVEN), SECOND);
    }

    @Override
    public void average(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo) {
        if (!suits(w)) {
            REST.average(x, xo, planes, d, h, w, divisor, y, yo);
            return;
        }
        int size = d.size() * h.size() * w.size();
        int cols = w.from().length;
        int row = 0;
        for (int p = 0; p < planes; p++) {
            int from = xo + p * size;
            for (int z = 0; z < d.from().length; z++) {
                for (int r = 0; r < h.from().length; r++, row += cols) {
                    REST.averageRow(x, from, d, h, w, z, r, 0, w.first(), divisor, y, yo + row);
                    float number = ScalarPoolKernels.divisor(d, h, w, z, r, w.first(), divisor);
                    if (w.stride() == 1) {
                        averageByOne(x, from, d, h, w, z, r, number, y, yo + row);
                    } else {
                        averageByTwo(x, from, d, h, w, z, r, number, y, yo + row);
                    }
                    REST.averageRow(x, from, d, h, w, z, r, w.last(), cols, divisor, y, yo + row);
                }
            }
        }
    }

    private static void averageByOne(
            float[] x, int xo, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, float divisor, float[] y, int yo) {
        int first = w.from()[w.first()];
        for (int j = w.first(); j < w.last(); j += LENGTH, first += LENGTH) {
            VectorMask<Float> out = F.indexInRange(j, w.last());
            FloatVector sum = FloatVector.broadcast(F, -0f);
            for (int i = d.from()[z]; i < d.to()[z]; i++) {
                for (int k = h.from()[r]; k < h.to()[r]; k++) {
                    int line = xo + (i * h.size() + k) * w.size() + first;
                    for (int c = line; c < line + w.kernel(); c++) {
                        sum = sum.add(FloatVector.fromArray(F, x, c, out));
                    }
                }
            }
            sum.div(divisor).intoArray(y, yo + j, out);
        }
    }

    private static void averageByTwo(
            float[] x, int xo, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, float divisor, float[] y, int yo) {
        int first = w.from()[w.first()];
        for (int j = w.first(); j < w.last(); j += LENGTH, first += 2 * LENGTH) {
            VectorMask<Float> out = F.indexInRange(j, w.last());
            int n = 2 * Math.min(LENGTH, w.last() - j);
            FloatVector sum = FloatVector.broadcast(F, -0f);
            for (int i = d.from()[z]; i < d.to()[z]; i++) {
                for (int k = h.from()[r]; k < h.to()[r]; k++) {
                    int line = xo + (i * h.size() + k) * w.size() + first;
                    int c = line;
                    for (; c < line + w.kernel() - 1; c += 2) {
                        FloatVector a = FloatVector.fromArray(F, x, c, F.indexInRange(0, n));
                        FloatVector b = FloatVector.fromArray(F, x, c + LENGTH, F.indexInRange(LENGTH, n));
                        sum = sum.add(a.rearrange(EVEN).blend(b.rearrange(EVEN), SECOND))
                                .add(a.rearrange(ODD).blend(b.rearrange(ODD), SECOND));
                    }
                    if (c < line + w.kernel()) {
                        sum = sum.add(even(x, c, n - 1));
                    }
                }
            }
            sum.div(divisor).intoArray(y, yo + j, out);
        }
    }

    @Override
    public void averageGradient(
            float[] g, int go, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo) {
        if (!suits(w) || w.kernel() != 2 || w.stride() != 2) {
            REST.averageGradient(g, go, planes, d, h, w, divisor, y, yo);
            return;
        }
        int size = d.size() * h.size() * w.size();
        int cols = w.from().length;
        int row = 0;
        for (int p = 0; p < planes; p++) {
            int to = yo + p * size;
            Arrays.fill(y, to, to + size, 0f);
            for (int z = 0; z < d.from().length; z++) {
                for (int r = 0; r < h.from().length; r++, row += cols) {
                    REST.addRow(g, go + row, d, h, w, z, r, 0, w.first(), divisor, y, to);
                    float number = ScalarPoolKernels.divisor(d, h, w, z, r, w.first(), divisor);
                    addPairs(g, go + row, d, h, w, z, r, number, y, to);
                    REST.addRow(g, go + row, d, h, w, z, r, w.last(), cols, divisor, y, to);
                }
            }
        }
    }

    /** Adds each element of a row of gradients to two neighbours, which no other one of the row is for. */
    private static void addPairs(
            float[] g, int go, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, float divisor, float[] y, int yo) {
        int first = w.from()[w.first()];
        for (int j = w.first(); j < w.last(); j += LENGTH, first += 2 * LENGTH) {
            FloatVector part = FloatVector.fromArray(F, g, go + j, F.indexInRange(j, w.last())).div(divisor);
            FloatVector a = part.rearrange(LOWER);
            FloatVector b = part.rearrange(UPPER);
            int n = 2 * Math.min(LENGTH, w.last() - j);
            VectorMask<Float> low = F.indexInRange(0, n);
            VectorMask<Float> high = F.indexInRange(LENGTH, n);
            for (int i = d.from()[z]; i < d.to()[z]; i++) {
                for (int k = h.from()[r]; k < h.to()[r]; k++) {
                    int line = yo + (i * h.size() + k) * w.size() + first;
                    FloatVector.fromArray(F, y, line, low).add(a).intoArray(y, line, low);
                    FloatVector.fromArray(F, y, line + LENGTH, high).add(b).intoArray(y, line + LENGTH, high);
                }
            }
        }
    }

    @Override
    public void scatter(
            float[] x, int xo, int[] at, int ao, int planes, int count, int d, int h, int w, float[] y, int yo) {
        int rows = h == 1 ? 1 : h / 2;
        boolean maybePairs = d == 1 && w / 2 >= FEWEST && count == rows * (w / 2);
        for (int p = 0; p < planes; p++) {
            int from = p * count;
            int to = yo + p * d * h * w;
            maybePairs = maybePairs && scatterPairs(x, xo + from, at, ao + from, rows, h, w, y, to);
            if (!maybePairs) {
                REST.scatter(x, xo + from, at, ao + from, 1, count, d, h, w, y, to);
            }
        }
    }

    /**
     * Scatters a plane of elements each of which goes to one of its own 2 x 2 places (or 2, if there is one row), as
     * those of the commonest pool do; false if one does not, and then not everything is written.
     */
    private static boolean scatterPairs(
            float[] x, int xo, int[] at, int ao, int rows, int h, int w, float[] y, int yo) {
        int cols = w / 2;
        if (w % 2 == 1 || h > 2 * rows) {
            Arrays.fill(y, yo, yo + h * w, 0f);
        }
        IntVector parity = IntVector.zero(I).addIndex(1).and(1);
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < cols; j += LENGTH) {
                VectorMask<Float> in = F.indexInRange(j, cols);
                FloatVector g = FloatVector.fromArray(F, x, xo + r * cols + j, in).add(0f);
                int first = 2 * r * w + 2 * j;
                IntVector place = IntVector.fromArray(I, at, ao + r * cols + j, in.cast(I))
                        .sub(IntVector.broadcast(I, first).addIndex(2));
                VectorMask<Integer> above = place.and(~1).compare(EQ, 0);
                VectorMask<Integer> below = place.sub(w).and(~1).compare(EQ, 0);
                if (in.cast(I).andNot(h == 1 ? above : above.or(below)).anyTrue()) {
                    return false;
                }
                int n = 2 * Math.min(LENGTH, cols - j);
                VectorMask<Float> low = F.indexInRange(0, n);
                VectorMask<Float> high = F.indexInRange(LENGTH, n);
                FloatVector a = g.rearrange(LOWER);
                FloatVector b = g.rearrange(UPPER);
                FloatVector bits = place.reinterpretAsFloats();
                IntVector placeA = bits.rearrange(LOWER).reinterpretAsInts();
                IntVector placeB = bits.rearrange(UPPER).reinterpretAsInts();
                FloatVector zero = FloatVector.zero(F);
                zero.blend(a, placeA.compare(EQ, parity).cast(F)).intoArray(y, yo + first, low);
                zero.blend(b, placeB.compare(EQ, parity).cast(F)).intoArray(y, yo + first + LENGTH, high);
                if (h > 1) {
                    int next = yo + first + w;
                    zero.blend(a, placeA.sub(w).compare(EQ, parity).cast(F)).intoArray(y, next, low);
                    zero.blend(b, placeB.sub(w).compare(EQ, parity).cast(F)).intoArray(y, next + LENGTH, high);
                }
            }
        }
        return true;
    }
}
