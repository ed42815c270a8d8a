package dev.lanewise.kernels.dense;

import java.util.Arrays;

/** QR decomposition by reflections. */
public final class Householder {
    private Householder() {}

    /**
     * QR decomposition of a {@code [m, n]}, reduced or with more columns of q, with no negative number on the diagonal
     * of r; NaN throughout if an element is not finite.
     *
     * @param a is overwritten
     * @param columns of q: min(m, n) to m
     * @param q zeros, gets {@code [m, columns]}
     * @param r zeros, gets {@code [columns, n]}
     */
    public static void qr(double[] a, int m, int n, int columns, double[] q, double[] r) {
        if (!Finite.all(a)) {
            Arrays.fill(q, Double.NaN);
            Arrays.fill(r, Double.NaN);
            return;
        }
        int k = Math.min(m, n);
        double[] factors = new double[k];
        double[] diagonal = new double[k];
        for (int j = 0; j < k; j++) {
            double squares = 0;
            for (int i = j; i < m; i++) {
                squares += a[i * n + j] * a[i * n + j];
            }
            double norm = Math.sqrt(squares);
            double head = a[j * n + j];
            diagonal[j] = head > 0 ? -norm : norm;
            a[j * n + j] = head - diagonal[j];
            double length = norm * (norm + Math.abs(head)); // half the square of the reflection's vector
            factors[j] = length == 0 ? 0 : 1 / length;
            for (int c = j + 1; c < n; c++) {
                reflect(a, n, j, factors[j], m, a, n, c);
            }
        }
        for (int j = 0; j < columns; j++) {
            q[j * columns + j] = 1;
        }
        for (int j = k - 1; j >= 0; j--) {
            for (int c = j; c < columns; c++) {
                reflect(a, n, j, factors[j], m, q, columns, c);
            }
        }
        for (int j = 0; j < k; j++) {
            double sign = diagonal[j] < 0 ? -1 : 1;
            r[j * n + j] = sign * diagonal[j];
            for (int c = j + 1; c < n; c++) {
                r[j * n + c] = sign * a[j * n + c];
            }
            for (int i = 0; i < m; i++) {
                q[i * columns + j] *= sign;
            }
        }
    }

    /** Reflects column c of b along the vector that lies in column j of a, from row j on. */
    private static void reflect(double[] a, int n, int j, double factor, int m, double[] b, int cols, int c) {
        double dot = 0;
        for (int i = j; i < m; i++) {
            dot += a[i * n + j] * b[i * cols + c];
        }
        double along = dot * factor;
        for (int i = j; i < m; i++) {
            b[i * cols + c] -= along * a[i * n + j];
        }
    }
}
