package dev.lanewise.plot;

import dev.lanewise.text.Printable;
import java.util.Arrays;
import java.util.List;

/** One set of values of a plot, checked and copied. Lines and points have places on the x axis, bars have labels. */
record Series(Kind kind, String name, double[] xs, double[] ys, List<String> labels) {
    /** How a series is drawn. */
    enum Kind {
        LINE("line"), POINTS("points"), BARS("bars");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** Values at places on the x axis. */
    static Series at(Kind kind, String name, double[] xs, double[] ys) {
        if (xs.length != ys.length) {
            throw new IllegalArgumentException(what(kind, name) + ": has " + xs.length + " x values and " + ys.length
                    + " y values");
        }
        return new Series(kind, name, xs.clone(), ys.clone(), List.of());
    }

    /** Values at 0, 1, 2... */
    static Series inOrder(String name, double[] ys) {
        double[] xs = new double[ys.length];
        Arrays.setAll(xs, i -> i);
        return new Series(Kind.LINE, name, xs, ys.clone(), List.of());
    }

    /** A bar for each label. */
    static Series bars(String name, String[] labels, double[] values) {
        if (labels.length != values.length) {
            throw new IllegalArgumentException(what(Kind.BARS, name) + ": has " + labels.length + " labels and "
                    + values.length + " values");
        }
        List<String> copy = List.of(labels);
        for (int i = 0; i < labels.length; i++) {
            if (copy.indexOf(labels[i]) < i) {
                throw new IllegalArgumentException(what(Kind.BARS, name) + ": has two bars with the label "
                        + Printable.quoted(labels[i]));
            }
        }
        return new Series(Kind.BARS, name, new double[0], values.clone(), copy);
    }

    /** For messages: what it is and its name. */
    String what() {
        return what(kind, name);
    }

    private static String what(Kind kind, String name) {
        return "plot, " + kind.word + " " + Printable.quoted(name);
    }

    /** For messages: the place of value {@code i}. */
    String place(int i) {
        return kind == Kind.BARS ? Printable.quoted(labels.get(i)) : "x = " + xs[i];
    }

    /**
     * The exponential moving average of the values: each is {@code weight} of the average so far and the rest of the new
     * value, corrected for the start. NaN and infinite values stay gaps, over which the average goes on.
     */
    Series smoothed(double weight) {
        double[] averages = new double[ys.length];
        double average = 0;
        double total = 0;
        for (int i = 0; i < ys.length; i++) {
            if (Double.isFinite(ys[i])) {
                average = weight * average + (1 - weight) * ys[i];
                total = weight * total + (1 - weight);
                averages[i] = average / total;
            } else {
                averages[i] = Double.NaN;
            }
        }
        return new Series(kind, name, xs, averages, labels);
    }

    /**
     * At most about {@code 4 * columns} of the points, for a line with more than can be told apart: the first, least,
     * greatest and last of each of {@code columns} stretches, and a gap where there is nothing else. What is drawn looks
     * the same.
     */
    Series thinned(int columns) {
        int n = ys.length;
        if (kind != Kind.LINE || n <= 4 * columns) {
            return this;
        }
        int[] kept = new int[4 * columns];
        int count = 0;
        for (int column = 0; column < columns; column++) {
            int from = (int) ((long) n * column / columns);
            int to = (int) ((long) n * (column + 1) / columns);
            int least = from;
            int greatest = from;
            for (int i = from; i < to; i++) {
                least = !(ys[least] <= ys[i]) && Double.isFinite(ys[i]) ? i : least;
                greatest = !(ys[greatest] >= ys[i]) && Double.isFinite(ys[i]) ? i : greatest;
            }
            int[] stretch = {from, Math.min(least, greatest), Math.max(least, greatest), to - 1};
            for (int i : stretch) {
                if (count == 0 || kept[count - 1] != i) {
                    kept[count++] = i;
                }
            }
        }
        double[] fewerXs = new double[count];
        double[] fewerYs = new double[count];
        for (int i = 0; i < count; i++) {
            fewerXs[i] = xs[kept[i]];
            fewerYs[i] = ys[kept[i]];
        }
        return new Series(kind, name, fewerXs, fewerYs, labels);
    }

    /** Whether value {@code i} can be drawn. */
    boolean isDrawn(int i) {
        return Double.isFinite(ys[i]) && (kind == Kind.BARS || Double.isFinite(xs[i]));
    }
}
