package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.CellKernels;
import jdk.incubator.vector.FloatVector;

/** Cells that are vectors. Chains are held in registers, four or more at a time, to hide the latency of their steps. */
public final class SimdCellKernels implements CellKernels {
    @Override
    public int lanes() {
        return LENGTH;
    }

    @Override
    public void convolve(
            int rows, int cols, int taps, float[] x, int xo, int down, int right, int[] table, int first, float[] w,
            int wo, float[] y, int yo, int yDown, int yRight) {
        for (int i = 0; i < rows; i++) {
            int from = xo + i * down;
            int to = yo + i * yDown;
            int j = 0;
            for (; j <= cols - 4; j += 4) {
                fourPositions(taps, x, from + j * right, right, table, first, w, wo, y, to + j * yRight, yRight);
            }
            for (; j < cols; j++) {
                onePosition(taps, x, from + j * right, table, first, w, wo, y, to + j * yRight);
            }
        }
    }

    private static void fourPositions(
            int taps, float[] x, int xo, int right, int[] table, int first, float[] w, int wo, float[] y, int yo,
            int yRight) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int t = 0; t < taps; t++) {
            int at = xo + table[first + t];
            FloatVector weight = FloatVector.fromArray(F, w, wo + t * LENGTH);
            a = weight.fma(FloatVector.fromArray(F, x, at), a);
            b = weight.fma(FloatVector.fromArray(F, x, at + right), b);
            c = weight.fma(FloatVector.fromArray(F, x, at + 2 * right), c);
            d = weight.fma(FloatVector.fromArray(F, x, at + 3 * right), d);
        }
        FloatVector bias = FloatVector.fromArray(F, w, wo + taps * LENGTH);
        a.add(bias).intoArray(y, yo);
        b.add(bias).intoArray(y, yo + yRight);
        c.add(bias).intoArray(y, yo + 2 * yRight);
        d.add(bias).intoArray(y, yo + 3 * yRight);
    }

    private static void onePosition(
            int taps, float[] x, int xo, int[] table, int first, float[] w, int wo, float[] y, int yo) {
        FloatVector sum = FloatVector.zero(F);
        for (int t = 0; t < taps; t++) {
            sum = FloatVector.fromArray(F, w, wo + t * LENGTH)
                    .fma(FloatVector.fromArray(F, x, xo + table[first + t]), sum);
        }
        sum.add(FloatVector.fromArray(F, w, wo + taps * LENGTH)).intoArray(y, yo);
    }

    @Override
    public void accumulate(
            int rows, int cols, int taps, float[] g, int go, float[] x, int xo, int down, int right, int[] table,
            int first, float[] sums, int so) {
        int some;
        for (int t = 0; t < taps; t += some) {
            some = together(taps - t);
            int at = so + t * LENGTH;
            switch (some) {
                case 9 -> nine(rows, cols, g, go, x, xo, down, right, table, first + t, sums, at);
                case 5 -> five(rows, cols, g, go, x, xo, down, right, table, first + t, sums, at);
                case 3 -> three(rows, cols, g, go, x, xo, down, right, table, first + t, sums, at);
                default -> one(rows, cols, g, go, x, xo, down, right, table, first + t, sums, at);
            }
        }
    }

    /** How many of the remaining taps to sum in one pass over the positions. */
    private static int together(int taps) {
        int most = Math.ceilDiv(taps, Math.ceilDiv(taps, 9));
        return most >= 9 ? 9 : most >= 5 ? 5 : most >= 3 ? 3 : 1;
    }

    private static void nine(
            int rows, int cols, float[] g, int go, float[] x, int xo, int down, int right, int[] table, int first,
            float[] sums, int so) {
        int x0 = xo + table[first];
        int x1 = xo + table[first + 1];
        int x2 = xo + table[first + 2];
        int x3 = xo + table[first + 3];
        int x4 = xo + table[first + 4];
        int x5 = xo + table[first + 5];
        int x6 = xo + table[first + 6];
        int x7 = xo + table[first + 7];
        int x8 = xo + table[first + 8];
        FloatVector s0 = FloatVector.fromArray(F, sums, so);
        FloatVector s1 = FloatVector.fromArray(F, sums, so + LENGTH);
        FloatVector s2 = FloatVector.fromArray(F, sums, so + 2 * LENGTH);
        FloatVector s3 = FloatVector.fromArray(F, sums, so + 3 * LENGTH);
        FloatVector s4 = FloatVector.fromArray(F, sums, so + 4 * LENGTH);
        FloatVector s5 = FloatVector.fromArray(F, sums, so + 5 * LENGTH);
        FloatVector s6 = FloatVector.fromArray(F, sums, so + 6 * LENGTH);
        FloatVector s7 = FloatVector.fromArray(F, sums, so + 7 * LENGTH);
        FloatVector s8 = FloatVector.fromArray(F, sums, so + 8 * LENGTH);
        for (int i = 0; i < rows; i++) {
            int from = i * down;
            int at = go + i * cols * LENGTH;
            for (int j = 0; j < cols; j++) {
                FloatVector v = FloatVector.fromArray(F, g, at + j * LENGTH);
                s0 = v.fma(FloatVector.fromArray(F, x, x0 + from + j * right), s0);
                s1 = v.fma(FloatVector.fromArray(F, x, x1 + from + j * right), s1);
                s2 = v.fma(FloatVector.fromArray(F, x, x2 + from + j * right), s2);
                s3 = v.fma(FloatVector.fromArray(F, x, x3 + from + j * right), s3);
                s4 = v.fma(FloatVector.fromArray(F, x, x4 + from + j * right), s4);
                s5 = v.fma(FloatVector.fromArray(F, x, x5 + from + j * right), s5);
                s6 = v.fma(FloatVector.fromArray(F, x, x6 + from + j * right), s6);
                s7 = v.fma(FloatVector.fromArray(F, x, x7 + from + j * right), s7);
                s8 = v.fma(FloatVector.fromArray(F, x, x8 + from + j * right), s8);
            }
        }
        s0.intoArray(sums, so);
        s1.intoArray(sums, so + LENGTH);
        s2.intoArray(sums, so + 2 * LENGTH);
        s3.intoArray(sums, so + 3 * LENGTH);
        s4.intoArray(sums, so + 4 * LENGTH);
        s5.intoArray(sums, so + 5 * LENGTH);
        s6.intoArray(sums, so + 6 * LENGTH);
        s7.intoArray(sums, so + 7 * LENGTH);
        s8.intoArray(sums, so + 8 * LENGTH);
    }

    private static void five(
            int rows, int cols, float[] g, int go, float[] x, int xo, int down, int right, int[] table, int first,
            float[] sums, int so) {
        int x0 = xo + table[first];
        int x1 = xo + table[first + 1];
        int x2 = xo + table[first + 2];
        int x3 = xo + table[first + 3];
        int x4 = xo + table[first + 4];
        FloatVector s0 = FloatVector.fromArray(F, sums, so);
        FloatVector s1 = FloatVector.fromArray(F, sums, so + LENGTH);
        FloatVector s2 = FloatVector.fromArray(F, sums, so + 2 * LENGTH);
        FloatVector s3 = FloatVector.fromArray(F, sums, so + 3 * LENGTH);
        FloatVector s4 = FloatVector.fromArray(F, sums, so + 4 * LENGTH);
        for (int i = 0; i < rows; i++) {
            int from = i * down;
            int at = go + i * cols * LENGTH;
            for (int j = 0; j < cols; j++) {
                FloatVector v = FloatVector.fromArray(F, g, at + j * LENGTH);
                s0 = v.fma(FloatVector.fromArray(F, x, x0 + from + j * right), s0);
                s1 = v.fma(FloatVector.fromArray(F, x, x1 + from + j * right), s1);
                s2 = v.fma(FloatVector.fromArray(F, x, x2 + from + j * right), s2);
                s3 = v.fma(FloatVector.fromArray(F, x, x3 + from + j * right), s3);
                s4 = v.fma(FloatVector.fromArray(F, x, x4 + from + j * right), s4);
            }
        }
        s0.intoArray(sums, so);
        s1.intoArray(sums, so + LENGTH);
        s2.intoArray(sums, so + 2 * LENGTH);
        s3.intoArray(sums, so + 3 * LENGTH);
        s4.intoArray(sums, so + 4 * LENGTH);
    }

    private static void three(
            int rows, int cols, float[] g, int go, float[] x, int xo, int down, int right, int[] table, int first,
            float[] sums, int so) {
        int x0 = xo + table[first];
        int x1 = xo + table[first + 1];
        int x2 = xo + table[first + 2];
        FloatVector s0 = FloatVector.fromArray(F, sums, so);
        FloatVector s1 = FloatVector.fromArray(F, sums, so + LENGTH);
        FloatVector s2 = FloatVector.fromArray(F, sums, so + 2 * LENGTH);
        for (int i = 0; i < rows; i++) {
            int from = i * down;
            int at = go + i * cols * LENGTH;
            for (int j = 0; j < cols; j++) {
                FloatVector v = FloatVector.fromArray(F, g, at + j * LENGTH);
                s0 = v.fma(FloatVector.fromArray(F, x, x0 + from + j * right), s0);
                s1 = v.fma(FloatVector.fromArray(F, x, x1 + from + j * right), s1);
                s2 = v.fma(FloatVector.fromArray(F, x, x2 + from + j * right), s2);
            }
        }
        s0.intoArray(sums, so);
        s1.intoArray(sums, so + LENGTH);
        s2.intoArray(sums, so + 2 * LENGTH);
    }

    private static void one(
            int rows, int cols, float[] g, int go, float[] x, int xo, int down, int right, int[] table, int first,
            float[] sums, int so) {
        int x0 = xo + table[first];
        FloatVector s0 = FloatVector.fromArray(F, sums, so);
        for (int i = 0; i < rows; i++) {
            int from = i * down;
            int at = go + i * cols * LENGTH;
            for (int j = 0; j < cols; j++) {
                FloatVector v = FloatVector.fromArray(F, g, at + j * LENGTH);
                s0 = v.fma(FloatVector.fromArray(F, x, x0 + from + j * right), s0);
            }
        }
        s0.intoArray(sums, so);
    }
}
