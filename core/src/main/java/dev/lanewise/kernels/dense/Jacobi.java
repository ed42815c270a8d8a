package dev.lanewise.kernels.dense;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues of symmetric matrices and singular values by cyclic Jacobi rotations, which converge quadratically: six
 * to ten sweeps are common.
 */
public final class Jacobi {
    private static final int MAX_SWEEPS = 60;

    private Jacobi() {}

    /**
     * Eigenvalues in ascending order and eigenvectors of the symmetric matrix whose lower triangle is given; the first
     * of the largest components of each vector is positive.
     *
     * @param a is overwritten
     * @param values gets n values
     * @param vectors gets {@code [n, n]}, a vector a column
     * @return 0, or 1 if the rotations did not converge
     */
    public static int eigen(double[] a, int n, double[] values, double[] vectors) {
        double squares = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                a[j * n + i] = a[i * n + j];
                squares += a[i * n + j] * a[i * n + j];
            }
        }
        if (!(squares < Double.POSITIVE_INFINITY)) {
            Arrays.fill(values, Double.NaN);
            Arrays.fill(vectors, Double.NaN);
            return 0;
        }
        double[] rows = identity(n); // vectors as rows, so that rotations run along memory
        double negligible = Math.sqrt(squares) * 0x1p-60;
        boolean rotated = true;
        for (int sweep = 0; rotated; sweep++) {
            if (sweep == MAX_SWEEPS) {
                return 1;
            }
            rotated = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    if (Math.abs(a[p * n + q]) > negligible) {
                        rotated = true;
                        rotateBothSides(a, n, p, q, rows);
                    }
                }
            }
        }
        int[] order = order(n, Comparator.comparingDouble(i -> a[i * n + i]));
        for (int j = 0; j < n; j++) {
            int from = order[j];
            values[j] = a[from * n + from];
            double sign = sign(rows, from * n, n);
            for (int i = 0; i < n; i++) {
                vectors[i * n + j] = sign * rows[from * n + i];
            }
        }
        return 0;
    }

    private static void rotateBothSides(double[] a, int n, int p, int q, double[] rows) {
        double t = tangent(a[p * n + p], a[q * n + q], a[p * n + q]);
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        double shift = t * a[p * n + q];
        double app = a[p * n + p] - shift;
        double aqq = a[q * n + q] + shift;
        rotate(a, p * n, q * n, n, c, s);
        for (int i = 0; i < n; i++) {
            a[i * n + p] = a[p * n + i];
            a[i * n + q] = a[q * n + i];
        }
        a[p * n + p] = app;
        a[q * n + q] = aqq;
        a[p * n + q] = 0;
        a[q * n + p] = 0;
        rotate(rows, p * n, q * n, n, c, s);
    }

    /**
     * Reduced singular value decomposition {@code a = u diag(s) vt} of a {@code [m, n]}, with k = min(m, n) and values
     * in descending order: one-sided rotations (Hestenes 1958) of the columns of the taller one of a and its
     * transpose. The first of the largest components of each column of u is positive.
     *
     * @param u gets {@code [m, k]}
     * @param s gets k values
     * @param vt gets {@code [k, n]}
     * @return 0, or 1 if the rotations did not converge
     */
    public static int svd(double[] a, int m, int n, double[] u, double[] s, double[] vt) {
        boolean tall = m >= n;
        int k = tall ? n : m;
        int length = tall ? m : n;
        double[] w = new double[k * length]; // the columns to be rotated, as rows
        double squares = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                w[tall ? j * length + i : i * length + j] = a[i * n + j];
                squares += a[i * n + j] * a[i * n + j];
            }
        }
        if (!(squares < Double.POSITIVE_INFINITY)) {
            Arrays.fill(u, Double.NaN);
            Arrays.fill(s, Double.NaN);
            Arrays.fill(vt, Double.NaN);
            return 0;
        }
        double[] v = identity(k);
        double negligible = Math.sqrt(squares) * length * 0x1p-52;
        if (!rotateColumns(w, k, length, v, negligible)) {
            return 1;
        }
        double[] norms = new double[k];
        for (int j = 0; j < k; j++) {
            norms[j] = Math.sqrt(dot(w, j * length, j * length, length));
        }
        int[] order = order(k, Comparator.comparingDouble(i -> -norms[i]));
        double[] left = new double[k * length];
        for (int j = 0; j < k; j++) {
            s[j] = norms[order[j]];
            if (s[j] > negligible) {
                for (int i = 0; i < length; i++) {
                    left[j * length + i] = w[order[j] * length + i] / s[j];
                }
            } else {
                complete(left, j, length);
            }
        }
        for (int j = 0; j < k; j++) {
            double sign = tall ? sign(left, j * length, length) : sign(v, order[j] * k, k);
            for (int i = 0; i < m; i++) {
                u[i * k + j] = sign * (tall ? left[j * length + i] : v[order[j] * k + i]);
            }
            for (int i = 0; i < n; i++) {
                vt[j * n + i] = sign * (tall ? v[order[j] * k + i] : left[j * length + i]);
            }
        }
        return 0;
    }

    /**
     * The x {@code [n, k]} of least norm among those that minimise the norm of {@code a x - b}, from a {@code [m, n]}
     * and b {@code [m, k]}.
     *
     * @param rcond singular values up to this part of the largest count as 0
     * @return as {@link #svd}
     */
    public static int leastSquares(double[] a, int m, int n, double rcond, double[] b, int k, double[] x) {
        int values = Math.min(m, n);
        double[] u = new double[m * values];
        double[] s = new double[values];
        double[] vt = new double[values * n];
        int state = svd(a, m, n, u, s, vt);
        for (int j = 0; j < values; j++) {
            if (s[j] <= rcond * s[0]) {
                break; // not for NaN, which is to spread
            }
            for (int c = 0; c < k; c++) {
                double along = 0;
                for (int i = 0; i < m; i++) {
                    along += u[i * values + j] * b[i * k + c];
                }
                along /= s[j];
                for (int i = 0; i < n; i++) {
                    x[i * k + c] += vt[j * n + i] * along;
                }
            }
        }
        return state;
    }

    /** Rotates rows of w until each two are orthogonal, or one is negligible; whether that was reached. */
    private static boolean rotateColumns(double[] w, int k, int length, double[] v, double negligible) {
        double close = Math.max(length, 4) * 0x1p-52;
        for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
            boolean rotated = false;
            for (int p = 0; p < k; p++) {
                for (int q = p + 1; q < k; q++) {
                    double pp = dot(w, p * length, p * length, length);
                    double qq = dot(w, q * length, q * length, length);
                    double pq = dot(w, p * length, q * length, length);
                    double lesser = Math.sqrt(Math.min(pp, qq));
                    if (Math.abs(pq) > close * Math.sqrt(pp) * Math.sqrt(qq) && lesser > negligible * 0x1p-10) {
                        rotated = true;
                        double t = tangent(pp, qq, pq);
                        double c = 1 / Math.sqrt(t * t + 1);
                        rotate(w, p * length, q * length, length, c, t * c);
                        rotate(v, p * k, q * k, k, c, t * c);
                    }
                }
            }
            if (!rotated) {
                return true;
            }
        }
        return false;
    }

    /** Makes row j a unit vector orthogonal to the rows before it: of the unit vector that they hold the least of. */
    private static void complete(double[] rows, int j, int n) {
        int axis = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            double held = 0;
            for (int row = 0; row < j; row++) {
                held += rows[row * n + i] * rows[row * n + i];
            }
            if (held < least) {
                least = held;
                axis = i;
            }
        }
        Arrays.fill(rows, j * n, (j + 1) * n, 0);
        rows[j * n + axis] = 1;
        for (int round = 0; round < 2; round++) { // the second takes away what rounding left
            for (int row = 0; row < j; row++) {
                double along = dot(rows, j * n, row * n, n);
                for (int i = 0; i < n; i++) {
                    rows[j * n + i] -= along * rows[row * n + i];
                }
            }
        }
        double norm = Math.sqrt(dot(rows, j * n, j * n, n));
        for (int i = 0; i < n; i++) {
            rows[j * n + i] /= norm;
        }
    }

    /** Tangent of the smaller angle that makes the off-diagonal element vanish. */
    private static double tangent(double pp, double qq, double pq) {
        double theta = (qq - pp) / (2 * pq);
        double t = 1 / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        return theta < 0 ? -t : t;
    }

    private static void rotate(double[] a, int p, int q, int n, double c, double s) {
        for (int i = 0; i < n; i++) {
            double x = a[p + i];
            double y = a[q + i];
            a[p + i] = c * x - s * y;
            a[q + i] = s * x + c * y;
        }
    }

    private static double dot(double[] a, int p, int q, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[p + i] * a[q + i];
        }
        return sum;
    }

    private static double sign(double[] a, int from, int n) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            if (Math.abs(a[from + i]) > Math.abs(largest)) {
                largest = a[from + i];
            }
        }
        return largest < 0 ? -1 : 1;
    }

    private static double[] identity(int n) {
        double[] one = new double[n * n];
        for (int i = 0; i < n; i++) {
            one[i * n + i] = 1;
        }
        return one;
    }

    private static int[] order(int n, Comparator<Integer> by) {
        return IntStream.range(0, n).boxed().sorted(by).mapToInt(i -> i).toArray();
    }
}
