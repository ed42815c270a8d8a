package dev.lanewise.kernels.drivers;

/**
 * Running results along the middle axis of blocks {@code [outer, len, inner]}.
 *
 * <p><b>Order of sums and products</b> (part of the definition): a line is cut into chunks of {@link #CHUNK}; each
 * chunk is scanned from its first element on, and every element of a later chunk is combined with the total of all
 * chunks before it, which is itself combined chunk by chunk. So errors grow with the length of a chunk and the number
 * of chunks, not with their product.
 */
public final class Scans {
    /** Elements of a chunk. */
    public static final int CHUNK = 1024;

    private Scans() {}

    /** Running sums. */
    public static void sums(float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        Lines lines = new Lines(outer, len, inner);
        Split.rows(lines.count(), len, (from, to) -> {
            for (int line = from; line < to; line++) {
                int start = lines.start(line);
                float before = 0;
                for (int chunk = 0; chunk < len; chunk += CHUNK) {
                    int end = Math.min(len, chunk + CHUNK);
                    int at = start + chunk * inner;
                    float sum = x[xo + at];
                    y[yo + at] = chunk == 0 ? sum : before + sum;
                    for (int k = chunk + 1; k < end; k++) {
                        at += inner;
                        sum += x[xo + at];
                        y[yo + at] = chunk == 0 ? sum : before + sum;
                    }
                    before = chunk == 0 ? sum : before + sum;
                }
            }
        });
    }

    /** Running products. */
    public static void products(float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        Lines lines = new Lines(outer, len, inner);
        Split.rows(lines.count(), len, (from, to) -> {
            for (int line = from; line < to; line++) {
                int start = lines.start(line);
                float before = 1;
                for (int chunk = 0; chunk < len; chunk += CHUNK) {
                    int end = Math.min(len, chunk + CHUNK);
                    float product = 1;
                    for (int k = chunk, at = start + chunk * inner; k < end; k++, at += inner) {
                        product *= x[xo + at];
                        y[yo + at] = before * product;
                    }
                    before *= product;
                }
            }
        });
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
                        sum = value == Double.POSITIVE_INFINITY ? 1 : sum * StrictMath.exp(largest - value) + 1;
                        largest = value;
                    } else if (value != Double.NEGATIVE_INFINITY && largest != Double.POSITIVE_INFINITY) {
                        sum += StrictMath.exp(value - largest); // NaN stays
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
