package dev.lanewise.kernels.dense;

import java.util.Arrays;

/** LU, Cholesky and triangular systems. */
public final class Triangles {
    private Triangles() {}

    /**
     * LU decomposition with partial pivoting, in place: the first of the largest magnitudes of a column is its pivot.
     *
     * @param swaps gets the row that row i was swapped with
     * @return 0, or the number of the first pivot that is zero, from 1 on; the rest of the matrix is then untouched
     */
    static int lu(double[] a, int n, int[] swaps) {
        for (int k = 0; k < n; k++) {
            int p = k;
            for (int i = k + 1; i < n; i++) {
                if (Math.abs(a[i * n + k]) > Math.abs(a[p * n + k])) {
                    p = i;
                }
            }
            swaps[k] = p;
            if (a[p * n + k] == 0) {
                return k + 1;
            }
            swapRows(a, n, k, p);
            for (int i = k + 1; i < n; i++) {
                double factor = a[i * n + k] / a[k * n + k];
                a[i * n + k] = factor;
                for (int j = k + 1; j < n; j++) {
                    a[i * n + j] -= factor * a[k * n + j];
                }
            }
        }
        return 0;
    }

    /**
     * The determinant, its sign (0 for 0) and the logarithm of its magnitude; NaN if an element is not finite. The
     * product of the pivots may leave the range of doubles on its way and come back.
     *
     * @param a is overwritten
     * @return the three
     */
    public static double[] determinant(double[] a, int n) {
        if (!Finite.all(a)) {
            return new double[] {Double.NaN, Double.NaN, Double.NaN};
        }
        int[] swaps = new int[n];
        if (lu(a, n, swaps) != 0) {
            return new double[] {0, 0, Double.NEGATIVE_INFINITY};
        }
        double product = 1;
        long exponent = 0;
        double sign = 1;
        double log = 0;
        for (int i = 0; i < n; i++) {
            double pivot = a[i * n + i];
            double flip = swaps[i] == i ? 1 : -1;
            product *= flip * pivot;
            int scale = Math.getExponent(product);
            product = Math.scalb(product, -scale);
            exponent += scale;
            sign *= flip * Math.signum(pivot);
            log += StrictMath.log(Math.abs(pivot));
        }
        return new double[] {Math.scalb(product, (int) Math.clamp(exponent, -3000L, 3000L)), sign, log};
    }

    /**
     * Solves {@code A X = B} for the columns of b {@code [n, k]}, in place; NaN if an element of A is not finite.
     *
     * @param a is overwritten
     * @return as {@link #lu}
     */
    public static int solve(double[] a, int n, double[] b, int k) {
        if (!Finite.all(a)) {
            Arrays.fill(b, Double.NaN);
            return 0;
        }
        int[] swaps = new int[n];
        int zero = lu(a, n, swaps);
        if (zero == 0) {
            solveLu(a, n, swaps, b, k);
        }
        return zero;
    }

    private static void solveLu(double[] lu, int n, int[] swaps, double[] b, int k) {
        for (int i = 0; i < n; i++) {
            swapRows(b, k, i, swaps[i]);
        }
        solve(lu, n, false, true, b, k);
        solve(lu, n, true, false, b, k);
    }

    /**
     * Solves a triangular system for the columns of b {@code [n, k]}, in place; a zero on the diagonal gives infinities
     * or NaN.
     *
     * @param unit the diagonal is taken to be ones
     */
    public static void solve(double[] a, int n, boolean upper, boolean unit, double[] b, int k) {
        for (int step = 0; step < n; step++) {
            int i = upper ? n - 1 - step : step;
            for (int j = upper ? i + 1 : 0; j < (upper ? n : i); j++) {
                double factor = a[i * n + j];
                for (int c = 0; c < k; c++) {
                    b[i * k + c] -= factor * b[j * k + c];
                }
            }
            if (!unit) {
                for (int c = 0; c < k; c++) {
                    b[i * k + c] /= a[i * n + i];
                }
            }
        }
    }

    /**
     * Cholesky decomposition from the lower triangle, in place; zeros above. NaN throughout if an element of the
     * triangle is not finite.
     *
     * @return 0, or the order of the first leading minor that is not positive
     */
    public static int cholesky(double[] a, int n) {
        if (!Finite.lower(a, n)) {
            Arrays.fill(a, Double.NaN);
            return 0;
        }
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                double rest = a[i * n + j];
                for (int c = 0; c < j; c++) {
                    rest -= a[i * n + c] * a[j * n + c];
                }
                if (i == j) {
                    if (rest <= 0) {
                        return j + 1;
                    }
                    a[i * n + j] = Math.sqrt(rest);
                } else {
                    a[i * n + j] = rest / a[j * n + j];
                    a[j * n + i] = 0;
                }
            }
        }
        return 0;
    }

    private static void swapRows(double[] a, int cols, int i, int j) {
        for (int c = 0; i != j && c < cols; c++) {
            double kept = a[i * cols + c];
            a[i * cols + c] = a[j * cols + c];
            a[j * cols + c] = kept;
        }
    }
}
