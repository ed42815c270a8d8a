package dev.lanewise.plot;

import java.util.Arrays;
import java.util.BitSet;

/** Leaves out of a series what would not be seen in a picture of so many pixels. */
final class Thinning {
    private Thinning() {}

    /**
     * A line along the x axis keeps the first, least, greatest and last point of each column of pixels, and gaps where a
     * column has nothing else; another line keeps points that are a quarter of a pixel from the one before. Of points,
     * which are drawn 6 pixels wide, one stays of those that lie in one square of 2 x 2 pixels.
     *
     * @param logY whether y places go by logarithms
     */
    static Series thinned(Series series, int width, int height, boolean logY) {
        double[] ys = logY ? series.logarithms(0).ys() : series.ys();
        return switch (series.kind()) {
            case LINE -> series.ys().length <= 4 * width
                    ? series
                    : isAlong(series.xs()) ? columns(series, width) : path(series, ys, 4 * width, 4 * height);
            case POINTS -> series.ys().length <= 4 * width ? series : squares(series, ys, width / 2, height / 2);
            default -> series;
        };
    }

    private static boolean isAlong(double[] xs) {
        for (int i = 1; i < xs.length; i++) {
            if (!(xs[i - 1] <= xs[i])) {
                return false;
            }
        }
        return Double.isFinite(xs[0]) && Double.isFinite(xs[xs.length - 1]);
    }

    private static Series columns(Series series, int columns) {
        double[] xs = series.xs();
        Span span = Span.of(xs);
        int[] kept = new int[xs.length];
        int count = 0;
        for (int from = 0; from < xs.length;) {
            int column = span.cell(xs[from], columns);
            int to = from + 1;
            while (to < xs.length && span.cell(xs[to], columns) == column) {
                to++;
            }
            int least = from;
            int greatest = from;
            for (int i = from; i < to; i++) {
                if (series.isDrawn(i)) {
                    least = series.isDrawn(least) && series.ys()[least] <= series.ys()[i] ? least : i;
                    greatest = series.isDrawn(greatest) && series.ys()[greatest] >= series.ys()[i] ? greatest : i;
                }
            }
            int[] stretch = {from, Math.min(least, greatest), Math.max(least, greatest), to - 1};
            for (int i : stretch) {
                if (count == 0 || kept[count - 1] != i) {
                    kept[count++] = i;
                }
            }
            from = to;
        }
        return series.part(Arrays.copyOf(kept, count));
    }

    private static Series path(Series series, double[] ys, int across, int down) {
        Span x = Span.of(series.xs());
        Span y = Span.of(ys);
        int[] kept = new int[series.ys().length];
        int count = 0;
        for (int i = 0; i < kept.length; i++) {
            int before = count == 0 ? i : kept[count - 1];
            boolean same = count > 0 && i < kept.length - 1 && series.isDrawn(i) == series.isDrawn(before)
                    && (!series.isDrawn(i) || x.cell(series.xs()[i], across) == x.cell(series.xs()[before], across)
                            && y.cell(ys[i], down) == y.cell(ys[before], down));
            if (!same) {
                kept[count++] = i;
            }
        }
        return series.part(Arrays.copyOf(kept, count));
    }

    private static Series squares(Series series, double[] ys, int across, int down) {
        Span x = Span.of(series.xs());
        Span y = Span.of(ys);
        BitSet taken = new BitSet(across * down);
        int[] kept = new int[Math.min(series.ys().length, across * down)];
        int count = 0;
        for (int i = 0; i < series.ys().length; i++) {
            if (series.isDrawn(i)) {
                int square = y.cell(ys[i], down) * across + x.cell(series.xs()[i], across);
                if (!taken.get(square)) {
                    taken.set(square);
                    kept[count++] = i;
                }
            }
        }
        return series.part(Arrays.copyOf(kept, count));
    }

    /** The finite values' range. */
    private record Span(double low, double high) {
        static Span of(double[] values) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (double value : values) {
                if (Numbers.hasPlace(value)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
            return new Span(low, high);
        }

        /** Which of so many equal parts of the range a value is in. */
        int cell(double value, int parts) {
            return high > low ? Math.clamp((long) ((value - low) / (high - low) * parts), 0, parts - 1) : 0;
        }
    }
}
