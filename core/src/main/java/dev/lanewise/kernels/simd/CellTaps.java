package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;

/**
 * Sums over taps, {@link dev.lanewise.kernels.CellKernels#convolve}: a few taps at a time, whose weights stay in
 * registers, for all positions. Between these passes the sums are in the target, still in the cache. Where positions
 * are adjacent cells, their distance is a constant, so that the compiler need not check each address: nine taps then
 * take 3.4 instead of 4.5 ns a position.
 */
final class CellTaps {
    private CellTaps() {}

    static void run(
            int rows, int cols, int taps, float[] x, int xo, int down, int right, int[] table, int first, float[] w,
            int wo, float[] y, int yo, int yDown, int yRight) {
        if (taps == 0) {
            nothing(rows, cols, y, yo, yDown, yRight);
        }
        boolean adjacent = right == LENGTH && yRight == LENGTH;
        int some;
        for (int t = 0; t < taps; t += some) {
            int rest = taps - t;
            int list = first + t;
            int at = wo + t * LENGTH;
            boolean begins = t == 0;
            some = adjacent ? together(rest) : rest >= 9 ? 9 : rest >= 4 ? 4 : rest >= 2 ? 2 : 1;
            if (adjacent && some == 9) {
                nineAdjacent(rows, cols, x, xo, down, table, list, w, at, begins, y, yo, yDown);
                continue;
            }
            switch (some) {
                case 9 -> nine(rows, cols, x, xo, down, right, table, list, w, at, begins, y, yo, yDown, yRight);
                case 8 -> eightAdjacent(rows, cols, x, xo, down, table, list, w, at, begins, y, yo, yDown);
                case 4 -> four(rows, cols, x, xo, down, right, table, list, w, at, begins, y, yo, yDown, yRight);
                case 2 -> two(rows, cols, x, xo, down, right, table, list, w, at, begins, y, yo, yDown, yRight);
                default -> one(rows, cols, x, xo, down, right, table, list, w, at, begins, y, yo, yDown, yRight);
            }
        }
    }

    /** How many of so many taps come next: as few passes as possible, of nearly the same length. */
    private static int together(int taps) {
        return taps >= 9 && Math.ceilDiv(taps, Math.ceilDiv(taps, 9)) == 9
                ? 9
                : taps >= 8 ? 8 : taps >= 4 ? 4 : taps >= 2 ? 2 : 1;
    }

    /** The sums of nothing. */
    private static void nothing(int rows, int cols, float[] y, int yo, int yDown, int yRight) {
        FloatVector zero = FloatVector.zero(F);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                zero.intoArray(y, yo + i * yDown + j * yRight);
            }
        }
    }

    private static void nineAdjacent(
            int rows, int cols, float[] x, int xo, int down, int[] table, int first, float[] w, int wo,
            boolean begins, float[] y, int yo, int yDown) {
        FloatVector w0 = FloatVector.fromArray(F, w, wo);
        FloatVector w1 = FloatVector.fromArray(F, w, wo + LENGTH);
        FloatVector w2 = FloatVector.fromArray(F, w, wo + 2 * LENGTH);
        FloatVector w3 = FloatVector.fromArray(F, w, wo + 3 * LENGTH);
        FloatVector w4 = FloatVector.fromArray(F, w, wo + 4 * LENGTH);
        FloatVector w5 = FloatVector.fromArray(F, w, wo + 5 * LENGTH);
        FloatVector w6 = FloatVector.fromArray(F, w, wo + 6 * LENGTH);
        FloatVector w7 = FloatVector.fromArray(F, w, wo + 7 * LENGTH);
        FloatVector w8 = FloatVector.fromArray(F, w, wo + 8 * LENGTH);
        for (int i = 0; i < rows; i++) {
            int x0 = xo + i * down + table[first];
            int x1 = xo + i * down + table[first + 1];
            int x2 = xo + i * down + table[first + 2];
            int x3 = xo + i * down + table[first + 3];
            int x4 = xo + i * down + table[first + 4];
            int x5 = xo + i * down + table[first + 5];
            int x6 = xo + i * down + table[first + 6];
            int x7 = xo + i * down + table[first + 7];
            int x8 = xo + i * down + table[first + 8];
            int to = yo + i * yDown;
            for (int j = 0; j < cols; j++) {
                FloatVector sum = begins ? FloatVector.zero(F) : FloatVector.fromArray(F, y, to + j * LENGTH);
                sum = w0.fma(FloatVector.fromArray(F, x, x0 + j * LENGTH), sum);
                sum = w1.fma(FloatVector.fromArray(F, x, x1 + j * LENGTH), sum);
                sum = w2.fma(FloatVector.fromArray(F, x, x2 + j * LENGTH), sum);
                sum = w3.fma(FloatVector.fromArray(F, x, x3 + j * LENGTH), sum);
                sum = w4.fma(FloatVector.fromArray(F, x, x4 + j * LENGTH), sum);
                sum = w5.fma(FloatVector.fromArray(F, x, x5 + j * LENGTH), sum);
                sum = w6.fma(FloatVector.fromArray(F, x, x6 + j * LENGTH), sum);
                sum = w7.fma(FloatVector.fromArray(F, x, x7 + j * LENGTH), sum);
                sum = w8.fma(FloatVector.fromArray(F, x, x8 + j * LENGTH), sum);
                sum.intoArray(y, to + j * LENGTH);
            }
        }
    }

    private static void eightAdjacent(
            int rows, int cols, float[] x, int xo, int down, int[] table, int first, float[] w, int wo,
            boolean begins, float[] y, int yo, int yDown) {
        FloatVector w0 = FloatVector.fromArray(F, w, wo);
        FloatVector w1 = FloatVector.fromArray(F, w, wo + LENGTH);
        FloatVector w2 = FloatVector.fromArray(F, w, wo + 2 * LENGTH);
        FloatVector w3 = FloatVector.fromArray(F, w, wo + 3 * LENGTH);
        FloatVector w4 = FloatVector.fromArray(F, w, wo + 4 * LENGTH);
        FloatVector w5 = FloatVector.fromArray(F, w, wo + 5 * LENGTH);
        FloatVector w6 = FloatVector.fromArray(F, w, wo + 6 * LENGTH);
        FloatVector w7 = FloatVector.fromArray(F, w, wo + 7 * LENGTH);
        for (int i = 0; i < rows; i++) {
            int x0 = xo + i * down + table[first];
            int x1 = xo + i * down + table[first + 1];
            int x2 = xo + i * down + table[first + 2];
            int x3 = xo + i * down + table[first + 3];
            int x4 = xo + i * down + table[first + 4];
            int x5 = xo + i * down + table[first + 5];
            int x6 = xo + i * down + table[first + 6];
            int x7 = xo + i * down + table[first + 7];
            int to = yo + i * yDown;
            for (int j = 0; j < cols; j++) {
                FloatVector sum = begins ? FloatVector.zero(F) : FloatVector.fromArray(F, y, to + j * LENGTH);
                sum = w0.fma(FloatVector.fromArray(F, x, x0 + j * LENGTH), sum);
                sum = w1.fma(FloatVector.fromArray(F, x, x1 + j * LENGTH), sum);
                sum = w2.fma(FloatVector.fromArray(F, x, x2 + j * LENGTH), sum);
                sum = w3.fma(FloatVector.fromArray(F, x, x3 + j * LENGTH), sum);
                sum = w4.fma(FloatVector.fromArray(F, x, x4 + j * LENGTH), sum);
                sum = w5.fma(FloatVector.fromArray(F, x, x5 + j * LENGTH), sum);
                sum = w6.fma(FloatVector.fromArray(F, x, x6 + j * LENGTH), sum);
                sum = w7.fma(FloatVector.fromArray(F, x, x7 + j * LENGTH), sum);
                sum.intoArray(y, to + j * LENGTH);
            }
        }
    }

    private static void nine(
            int rows, int cols, float[] x, int xo, int down, int right, int[] table, int first, float[] w, int wo,
            boolean begins, float[] y, int yo, int yDown, int yRight) {
        FloatVector w0 = FloatVector.fromArray(F, w, wo);
        FloatVector w1 = FloatVector.fromArray(F, w, wo + LENGTH);
        FloatVector w2 = FloatVector.fromArray(F, w, wo + 2 * LENGTH);
        FloatVector w3 = FloatVector.fromArray(F, w, wo + 3 * LENGTH);
        FloatVector w4 = FloatVector.fromArray(F, w, wo + 4 * LENGTH);
        FloatVector w5 = FloatVector.fromArray(F, w, wo + 5 * LENGTH);
        FloatVector w6 = FloatVector.fromArray(F, w, wo + 6 * LENGTH);
        FloatVector w7 = FloatVector.fromArray(F, w, wo + 7 * LENGTH);
        FloatVector w8 = FloatVector.fromArray(F, w, wo + 8 * LENGTH);
        for (int i = 0; i < rows; i++) {
            int x0 = xo + i * down + table[first];
            int x1 = xo + i * down + table[first + 1];
            int x2 = xo + i * down + table[first + 2];
            int x3 = xo + i * down + table[first + 3];
            int x4 = xo + i * down + table[first + 4];
            int x5 = xo + i * down + table[first + 5];
            int x6 = xo + i * down + table[first + 6];
            int x7 = xo + i * down + table[first + 7];
            int x8 = xo + i * down + table[first + 8];
            int to = yo + i * yDown;
            for (int j = 0; j < cols; j++) {
                FloatVector sum = begins ? FloatVector.zero(F) : FloatVector.fromArray(F, y, to + j * yRight);
                sum = w0.fma(FloatVector.fromArray(F, x, x0 + j * right), sum);
                sum = w1.fma(FloatVector.fromArray(F, x, x1 + j * right), sum);
                sum = w2.fma(FloatVector.fromArray(F, x, x2 + j * right), sum);
                sum = w3.fma(FloatVector.fromArray(F, x, x3 + j * right), sum);
                sum = w4.fma(FloatVector.fromArray(F, x, x4 + j * right), sum);
                sum = w5.fma(FloatVector.fromArray(F, x, x5 + j * right), sum);
                sum = w6.fma(FloatVector.fromArray(F, x, x6 + j * right), sum);
                sum = w7.fma(FloatVector.fromArray(F, x, x7 + j * right), sum);
                sum = w8.fma(FloatVector.fromArray(F, x, x8 + j * right), sum);
                sum.intoArray(y, to + j * yRight);
            }
        }
    }

    private static void four(
            int rows, int cols, float[] x, int xo, int down, int right, int[] table, int first, float[] w, int wo,
            boolean begins, float[] y, int yo, int yDown, int yRight) {
        FloatVector w0 = FloatVector.fromArray(F, w, wo);
        FloatVector w1 = FloatVector.fromArray(F, w, wo + LENGTH);
        FloatVector w2 = FloatVector.fromArray(F, w, wo + 2 * LENGTH);
        FloatVector w3 = FloatVector.fromArray(F, w, wo + 3 * LENGTH);
        for (int i = 0; i < rows; i++) {
            int x0 = xo + i * down + table[first];
            int x1 = xo + i * down + table[first + 1];
            int x2 = xo + i * down + table[first + 2];
            int x3 = xo + i * down + table[first + 3];
            int to = yo + i * yDown;
            for (int j = 0; j < cols; j++) {
                FloatVector sum = begins ? FloatVector.zero(F) : FloatVector.fromArray(F, y, to + j * yRight);
                sum = w0.fma(FloatVector.fromArray(F, x, x0 + j * right), sum);
                sum = w1.fma(FloatVector.fromArray(F, x, x1 + j * right), sum);
                sum = w2.fma(FloatVector.fromArray(F, x, x2 + j * right), sum);
                sum = w3.fma(FloatVector.fromArray(F, x, x3 + j * right), sum);
                sum.intoArray(y, to + j * yRight);
            }
        }
    }

    private static void two(
            int rows, int cols, float[] x, int xo, int down, int right, int[] table, int first, float[] w, int wo,
            boolean begins, float[] y, int yo, int yDown, int yRight) {
        FloatVector w0 = FloatVector.fromArray(F, w, wo);
        FloatVector w1 = FloatVector.fromArray(F, w, wo + LENGTH);
        for (int i = 0; i < rows; i++) {
            int x0 = xo + i * down + table[first];
            int x1 = xo + i * down + table[first + 1];
            int to = yo + i * yDown;
            for (int j = 0; j < cols; j++) {
                FloatVector sum = begins ? FloatVector.zero(F) : FloatVector.fromArray(F, y, to + j * yRight);
                sum = w0.fma(FloatVector.fromArray(F, x, x0 + j * right), sum);
                sum = w1.fma(FloatVector.fromArray(F, x, x1 + j * right), sum);
                sum.intoArray(y, to + j * yRight);
            }
        }
    }

    private static void one(
            int rows, int cols, float[] x, int xo, int down, int right, int[] table, int first, float[] w, int wo,
            boolean begins, float[] y, int yo, int yDown, int yRight) {
        FloatVector w0 = FloatVector.fromArray(F, w, wo);
        for (int i = 0; i < rows; i++) {
            int x0 = xo + i * down + table[first];
            int to = yo + i * yDown;
            for (int j = 0; j < cols; j++) {
                FloatVector sum = begins ? FloatVector.zero(F) : FloatVector.fromArray(F, y, to + j * yRight);
                sum = w0.fma(FloatVector.fromArray(F, x, x0 + j * right), sum);
                sum.intoArray(y, to + j * yRight);
            }
        }
    }
}
