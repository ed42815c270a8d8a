package dev.lanewise.plot;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** Counts values in bins of equal width. */
final class Histograms {
    static final int MOST = 10_000;
    private static final int MOST_AUTOMATIC = 200;

    /** Where an empty bin stands on a logarithmic axis. */
    private static final double EMPTY = 0.5;

    private Histograms() {}

    /**
     * The outline of a histogram: up, along and down for each bin.
     *
     * @param bins how many, or 0 for what suits
     */
    static Series of(String name, double[] values, int bins) {
        double[] counted = DoubleStream.of(values).filter(Numbers::hasPlace).sorted().toArray();
        int left = values.length - counted.length;
        String label = left == 0 ? "" : name + " (" + left + " of " + values.length + " not finite)";
        if (counted.length == 0) {
            return new Series(Series.Kind.HISTOGRAM, name, new double[0], new double[0], List.of(), label);
        }
        double low = counted[0];
        double high = counted[counted.length - 1];
        if (!(high - low > Math.ulp(Math.max(Math.abs(low), Math.abs(high))) * MOST)) {
            // Equal values, or nearly: bins between them would have no width.
            double around = Math.max(0.5, Math.abs(low) * 1e-6);
            low -= around;
            high += around;
        }
        int count = bins > 0 ? bins : automatic(counted, high - low);
        double[] counts = new double[count];
        for (double value : counted) {
            counts[Math.min(count - 1, (int) ((value - low) / (high - low) * count))]++;
        }
        double[] xs = new double[2 * count + 2];
        double[] ys = new double[2 * count + 2];
        for (int i = 0; i <= count; i++) {
            double edge = i == count ? high : low + (high - low) * i / count;
            xs[2 * i] = edge;
            xs[2 * i + 1] = edge;
            ys[2 * i] = i == 0 ? 0 : counts[i - 1];
            ys[2 * i + 1] = i == count ? 0 : counts[i];
        }
        return new Series(Series.Kind.HISTOGRAM, name, xs, ys, List.of(), label);
    }

    /** The finer of the rules of Sturges and of Freedman and Diaconis, as NumPy's "auto"; at most 200. */
    private static int automatic(double[] sorted, double range) {
        double spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
        double sturges = Math.ceil(Math.log(sorted.length) / Math.log(2)) + 1;
        double freedman = spread > 0 ? Math.ceil(range * Math.cbrt(sorted.length) / (2 * spread)) : 0;
        return (int) Math.clamp(Math.max(sturges, freedman), 1, MOST_AUTOMATIC);
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }

    /**
     * The same outline on a logarithmic axis, which has no 0: it begins and ends with the first and the last bin, and
     * empty ones stand at half a value.
     */
    static Series open(Series outline) {
        int n = outline.ys().length;
        return n == 0
                ? outline
                : new Series(outline.kind(), outline.name(), Arrays.copyOfRange(outline.xs(), 1, n - 1),
                        Arrays.stream(outline.ys(), 1, n - 1).map(count -> Math.max(count, EMPTY)).toArray(),
                        outline.labels(), outline.label());
    }
}
