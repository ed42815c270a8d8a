package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.Thresholds;

/**
 * Running results along the middle axis of blocks {@code [outer, len, inner]}.
 *
 * <p><b>Order of sums</b> (part of the definition): a line is cut into chunks of {@link #CHUNK}; each chunk is scanned
 * from its first element on, and to every element of a later chunk is added the total of all chunks before it, which is
 * itself added up chunk by chunk. So errors grow with the length of a chunk and the number of chunks, not with their
 * product. Running products are in {@link Products}.
 */
public final class Scans {
    /** Elements of a chunk. */
    public static final int CHUNK = 1024;

    private Scans() {}

    /** Running sums. */
    public static void sums(float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        if (inner == 1) {
            Split.rows(outer, len, (from, to) -> {
                for (int line = from; line < to; line++) {
                    sumLine(x, xo + line * len, len, y, yo + line * len);
                }
            });
            return;
        }
        int width = Math.min(inner, 4 * Thresholds.STRIP);
        int strips = Math.ceilDiv(inner, width);
        Split.rows(outer * strips, len * width, (from, to) -> {
            for (int unit = from; unit < to; unit++) {
                int column = unit % strips * width;
                int at = unit / strips * len * inner + column;
                sumRows(x, xo + at, len, inner, Math.min(width, inner - column), y, yo + at);
            }
        });
    }

    /** Four chunks at a time: their additions do not wait for each other. */
    private static void sumLine(float[] x, int xo, int len, float[] y, int yo) {
        int chunk = 0;
        for (; len - chunk >= 4 * CHUNK; chunk += 4 * CHUNK) {
            sumFourChunks(x, xo + chunk, y, yo + chunk);
            for (int i = 0; i < 4; i++) {
                addTotal(chunk + i * CHUNK, CHUNK, y, yo);
            }
        }
        for (; chunk < len; chunk += CHUNK) {
            int n = Math.min(CHUNK, len - chunk);
            float sum = x[xo + chunk];
            y[yo + chunk] = sum;
            for (int k = chunk + 1; k < chunk + n; k++) {
                sum += x[xo + k];
                y[yo + k] = sum;
            }
            addTotal(chunk, n, y, yo);
        }
    }

    private static void sumFourChunks(float[] x, int xo, float[] y, int yo) {
        float a = x[xo];
        float b = x[xo + CHUNK];
        float c = x[xo + 2 * CHUNK];
        float d = x[xo + 3 * CHUNK];
        y[yo] = a;
        y[yo + CHUNK] = b;
        y[yo + 2 * CHUNK] = c;
        y[yo + 3 * CHUNK] = d;
        for (int k = 1; k < CHUNK; k++) {
            a += x[xo + k];
            b += x[xo + CHUNK + k];
            c += x[xo + 2 * CHUNK + k];
            d += x[xo + 3 * CHUNK + k];
            y[yo + k] = a;
            y[yo + CHUNK + k] = b;
            y[yo + 2 * CHUNK + k] = c;
            y[yo + 3 * CHUNK + k] = d;
        }
    }

    /** Adds to a chunk the total before it, which is the last sum of the chunk before. */
    private static void addTotal(int chunk, int n, float[] y, int yo) {
        if (chunk > 0) {
            float before = y[yo + chunk - 1];
            for (int k = yo + chunk; k < yo + chunk + n; k++) {
                y[k] = before + y[k];
            }
        }
    }

    /** Lines beside each other, row by row. */
    private static void sumRows(float[] x, int xo, int len, int inner, int cols, float[] y, int yo) {
        for (int chunk = 0; chunk < len; chunk += CHUNK) {
            int end = Math.min(len, chunk + CHUNK);
            System.arraycopy(x, xo + chunk * inner, y, yo + chunk * inner, cols);
            for (int k = chunk + 1; k < end; k++) {
                int row = k * inner;
                for (int j = 0; j < cols; j++) {
                    y[yo + row + j] = y[yo + row - inner + j] + x[xo + row + j];
                }
            }
            for (int k = chunk; chunk > 0 && k < end; k++) {
                int row = yo + k * inner;
                int last = yo + (chunk - 1) * inner;
                for (int j = 0; j < cols; j++) {
                    y[row + j] = y[last + j] + y[row + j];
                }
            }
        }
    }

    /** {@code y[k] = b[k] + a[k] y[k - 1]}, {@code y[0] = b[0]}: multiply-adds in ascending k. */
    public static void recurrence(
            float[] a, int ao, float[] b, int bo, int outer, int len, int inner, float[] y, int yo) {
        Lines lines = new Lines(outer, len, inner);
        Split.rows(lines.count(), len, (from, to) -> {
            for (int line = from; line < to; line++) {
                float last = 0;
                for (int k = 0, at = lines.start(line); k < len; k++, at += inner) {
                    last = k == 0 ? b[bo + at] : Math.fma(a[ao + at], last, b[bo + at]);
                    y[yo + at] = last;
                }
            }
        });
    }

    /** {@code log(e^x[0] + ... + e^x[k])}, in double precision around the largest so far. */
    public static void logSums(float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        Lines lines = new Lines(outer, len, inner);
        Split.rows(lines.count(), 8 * len, (from, to) -> {
            for (int line = from; line < to; line++) {
                double largest = Double.NEGATIVE_INFINITY;
                double sum = 0;
                for (int k = 0, at = lines.start(line); k < len; k++, at += inner) {
                    double value = x[xo + at];
                    if (value > largest) {
                        sum = sum * StrictMath.exp(largest - value) + 1; // NaN stays
                        largest = value;
                    } else if (value != Double.NEGATIVE_INFINITY && largest != Double.POSITIVE_INFINITY) {
                        sum += StrictMath.exp(value - largest);
                    } else if (Double.isNaN(value)) {
                        sum = Double.NaN;
                    }
                    y[yo + at] = (float) (largest + StrictMath.log(sum));
                }
            }
        });
    }

    /**
     * Running maxima, or minima, and the places of the last elements that equal them. NaN wins over all numbers.
     */
    public static void extremes(
            boolean smallest, float[] x, int xo, int outer, int len, int inner, float[] y, int yo, int[] places) {
        Lines lines = new Lines(outer, len, inner);
        Split.rows(lines.count(), len, (from, to) -> {
            for (int line = from; line < to; line++) {
                int at = lines.start(line);
                float best = len == 0 ? 0 : x[xo + at];
                int place = 0;
                for (int k = 0; k < len; k++, at += inner) {
                    float value = x[xo + at];
                    boolean wins = smallest ? value <= best : value >= best;
                    if (wins && !Float.isNaN(best) || Float.isNaN(value)) {
                        best = value;
                        place = k;
                    }
                    y[yo + at] = best;
                    places[at] = place;
                }
            }
        });
    }
}
