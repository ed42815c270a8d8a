package dev.lanewise.plot;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.List;

/**
 * One set of values of a plot, checked and copied. Lines and points have places on the x axis, bars have labels.
 *
 * @param label what the legend says, if it is not the name; else empty
 */
record Series(Kind kind, String name, double[] xs, double[] ys, List<String> labels, String label) {
    /** How a series is drawn. */
    enum Kind {
        LINE("line"), POINTS("points"), BARS("bars"), HISTOGRAM("histogram");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** For messages: what a series of this kind and name is. */
        String what(String name) {
            return "plot, " + word + " " + Printable.quoted(name);
        }
    }

    /** Values at places on the x axis. */
    static Series at(Kind kind, String name, double[] xs, double[] ys) {
        Required.nonNull("plot: the name of a series", name);
        Required.nonNull(kind.what(name) + ": the array of x values", xs);
        Required.nonNull(kind.what(name) + ": the array of y values", ys);
        if (xs.length != ys.length) {
            throw new IllegalArgumentException(kind.what(name) + ": has " + xs.length + " x values and " + ys.length
                    + " y values");
        }
        return new Series(kind, name, xs.clone(), ys.clone(), List.of(), "");
    }

    /** Values at 0, 1, 2... */
    static Series inOrder(String name, double[] ys) {
        Required.nonNull("plot: the name of a series", name);
        Required.nonNull(Kind.LINE.what(name) + ": the array of values", ys);
        double[] xs = new double[ys.length];
        Arrays.setAll(xs, i -> i);
        return new Series(Kind.LINE, name, xs, ys.clone(), List.of(), "");
    }

    /** A bar for each label. */
    static Series bars(String name, String[] labels, double[] values) {
        Required.nonNull("plot: the name of a series", name);
        Required.nonNull(Kind.BARS.what(name) + ": the array of labels", labels);
        Required.nonNull(Kind.BARS.what(name) + ": the array of values", values);
        if (labels.length != values.length) {
            throw new IllegalArgumentException(Kind.BARS.what(name) + ": has " + labels.length + " labels and "
                    + values.length + " values");
        }
        for (int i = 0; i < labels.length; i++) {
            Required.nonNull(Kind.BARS.what(name) + ": label " + i, labels[i]);
        }
        List<String> copy = List.of(labels);
        for (int i = 0; i < labels.length; i++) {
            if (copy.indexOf(labels[i]) < i) {
                throw new IllegalArgumentException(Kind.BARS.what(name) + ": has two bars with the label "
                        + Printable.quoted(labels[i]));
            }
        }
        return new Series(Kind.BARS, name, new double[0], values.clone(), copy, "");
    }

    /** For messages: what it is and its name. */
    String what() {
        return kind.what(name);
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
            if (Numbers.hasPlace(ys[i])) {
                average = weight * average + (1 - weight) * ys[i];
                total = weight * total + (1 - weight);
                averages[i] = average / total;
            } else {
                averages[i] = Double.NaN;
            }
        }
        return new Series(kind, name, xs, averages, labels, label);
    }

    /** How many values it has, or bins. */
    int size() {
        return kind == Kind.HISTOGRAM ? Math.max(0, ys.length / 2 - 1) : ys.length;
    }

    /** The values at these places. */
    Series part(int[] places) {
        return new Series(kind, name, Arrays.stream(places).mapToDouble(i -> xs[i]).toArray(),
                Arrays.stream(places).mapToDouble(i -> ys[i]).toArray(), labels, label);
    }

    /** The values' logarithms to base 10 above {@code base}. */
    Series logarithms(double base) {
        double[] logs = Arrays.stream(ys).map(y -> y > 0 ? Math.log10(y) - base : Double.NaN).toArray();
        return new Series(kind, name, xs, logs, labels, label);
    }

    /** Whether value {@code i} can be drawn. */
    boolean isDrawn(int i) {
        return Numbers.hasPlace(ys[i]) && (kind == Kind.BARS || Numbers.hasPlace(xs[i]));
    }
}
