package dev.lanewise.board.record;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lanewise.board.runs.JsonText;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;

/**
 * Figures and a histogram of a tensor's elements; those that are no finite numbers are only counted. The tensor is read
 * in pieces, twice, and sums are doubles.
 */
final class Distribution {
    static final int BINS = 40;
    private static final int PIECE = 1 << 16;
    private static final int MOST_COUNTED = 1 << 15;

    private final long[] counts = new long[BINS];
    private float low = Float.POSITIVE_INFINITY;
    private float high = Float.NEGATIVE_INFINITY;
    private double from;
    private double to;
    private double sum;
    private double squares;
    private long zeros;
    private long finite;
    private final int size;

    /** Of a large tensor, each so many elements one is in the histogram; the figures are of all. */
    private final int stride;

    private Distribution(int size) {
        this.size = size;
        stride = Math.max(1, size / MOST_COUNTED);
    }

    static Distribution of(Tensor tensor) {
        Tensor flat = tensor.detach().reshape(tensor.size());
        float[] piece = new float[Math.min(PIECE, flat.size())];
        Distribution found = new Distribution(flat.size());
        found.passes(flat, piece, found::measure);
        found.widen();
        found.passes(flat, piece, found::count);
        return found;
    }

    private interface Pass {
        void over(float[] values, int count);
    }

    private void passes(Tensor flat, float[] piece, Pass pass) {
        for (int from = 0; from < size;) {
            int count = Math.min(piece.length, size - from);
            flat.slice(0, from, from + count).copyTo(piece, 0);
            pass.over(piece, count);
            from += count;
        }
    }

    private void measure(float[] values, int count) {
        float least = low;
        float most = high;
        double total = 0;
        double square = 0;
        int zero = 0;
        int numbers = 0;
        for (int i = 0; i < count; i++) {
            float value = values[i];
            if (Math.abs(value) <= Float.MAX_VALUE) { // false for NaN as well
                least = value < least ? value : least;
                most = value > most ? value : most;
                total += value;
                square += (double) value * value;
                zero += value == 0 ? 1 : 0;
                numbers++;
            }
        }
        low = least;
        high = most;
        sum += total;
        squares += square;
        zeros += zero;
        finite += numbers;
    }

    /** Gives the histogram a width, where all elements are alike. */
    private void widen() {
        from = finite == 0 ? -1 : low;
        to = finite == 0 ? 1 : high;
        if (from == to) {
            double pad = Math.max(Math.abs(from) * 1e-3, 1e-6);
            from -= pad;
            to += pad;
        }
    }

    private void count(float[] values, int count) {
        double scale = BINS / (to - from);
        for (int i = 0; i < count; i += stride) {
            float value = values[i];
            if (Math.abs(value) <= Float.MAX_VALUE) {
                counts[Math.min((int) ((value - from) * scale), BINS - 1)]++;
            }
        }
    }

    private double deviation() {
        double mean = sum / finite;
        return Math.sqrt(Math.max(0, squares / finite - mean * mean)); // NaN stays
    }

    void write(JsonGenerator out) throws IOException {
        JsonText.brief(out, "low", from);
        JsonText.brief(out, "high", to);
        out.writeFieldName("counts");
        out.writeArray(counts, 0, BINS);
        JsonText.brief(out, "mean", sum / finite);
        JsonText.brief(out, "deviation", deviation());
        JsonText.brief(out, "norm", finite == 0 ? Double.NaN : Math.sqrt(squares));
        JsonText.brief(out, "largest", finite == 0 ? Double.NaN : Math.max(Math.abs(low), Math.abs(high)));
        JsonText.brief(out, "zeros", (double) zeros / size);
        out.writeNumberField("notFinite", size - finite);
    }
}
