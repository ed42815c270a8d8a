package dev.lanewise.kernels.dense;

/** Finds NaN and infinities, which elimination and reflections would spread to some of the results only. */
public final class Finite {
    private Finite() {}

    /** Whether all elements are finite. */
    public static boolean all(double[] a) {
        double zero = 0;
        for (double x : a) {
            zero += 0 * x;
        }
        return zero == 0;
    }

    /** Whether all elements on and below the diagonal of a {@code [n, n]} are finite. */
    public static boolean lower(double[] a, int n) {
        double zero = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                zero += 0 * a[i * n + j];
            }
        }
        return zero == 0;
    }
}
