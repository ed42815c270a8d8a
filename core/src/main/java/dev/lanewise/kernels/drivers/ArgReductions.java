package dev.lanewise.kernels.drivers;

/**
 * Positions of the largest or smallest elements of a block {@code [outer, len, inner]} along its middle axis,
 * {@code len >= 1}: the first of equals; the first NaN if there is one, as in PyTorch.
 */
public final class ArgReductions {
    private ArgReductions() {}

    /** {@code y[yo + o * inner + j]} = position {@code k} of the largest {@code x[xo + (o * len + k) * inner + j]}. */
    public static void argmax(float[] x, int xo, int outer, int len, int inner, int[] y, int yo) {
        locate(x, xo, outer, len, inner, 1f, y, yo);
    }

    /** As {@link #argmax}, for the smallest. */
    public static void argmin(float[] x, int xo, int outer, int len, int inner, int[] y, int yo) {
        locate(x, xo, outer, len, inner, -1f, y, yo);
    }

    /** Finds the largest {@code sign * x}: a change of sign is exact and reverses the order. */
    private static void locate(float[] x, int xo, int outer, int len, int inner, float sign, int[] y, int yo) {
        int lines = outer * inner;
        Split.rows(lines, len, (from, to) -> {
            for (int line = from; line < to; line++) {
                int start = xo + line / inner * len * inner + line % inner;
                y[yo + line] = largest(x, start, len, inner, sign);
            }
        });
    }

    private static int largest(float[] x, int xo, int len, int stride, float sign) {
        int at = 0;
        float best = sign * x[xo];
        for (int k = 1; k < len && !Float.isNaN(best); k++) {
            float value = sign * x[xo + k * stride];
            if (value > best || Float.isNaN(value)) {
                best = value;
                at = k;
            }
        }
        return at;
    }
}
