package dev.lanewise.train.terminal;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** A line of a plot: points in the order in which it goes through them. */
record Curve(String name, double[] xs, double[] ys) {
    /** Through values at places on the x axis; copies them. */
    static Curve at(String name, double[] xs, double[] ys) {
        Required.nonNull("terminal plot: the name of a line", name);
        Required.nonNull(what(name) + ": the array of x values", xs);
        Required.nonNull(what(name) + ": the array of y values", ys);
        if (xs.length != ys.length) {
            throw new IllegalArgumentException(what(name) + ": has " + xs.length + " x values and " + ys.length
                    + " y values");
        }
        return new Curve(name, xs.clone(), ys.clone());
    }

    /** Through values at 0, 1, 2... */
    static Curve inOrder(String name, double[] ys) {
        Required.nonNull("terminal plot: the name of a line", name);
        Required.nonNull(what(name) + ": the array of values", ys);
        double[] xs = new double[ys.length];
        Arrays.setAll(xs, i -> i);
        return new Curve(name, xs, ys.clone());
    }

    /** For messages: a line of this name. */
    static String what(String name) {
        return "terminal plot, line " + Printable.quoted(name);
    }

    /** Whether the line goes through point {@code i}, which else is a gap. */
    boolean isDrawn(int i) {
        return Double.isFinite(xs[i]) && Double.isFinite(ys[i]);
    }

    /** The points that it goes through. */
    IntStream drawn() {
        return IntStream.range(0, ys.length).filter(this::isDrawn);
    }

    /** How many points are gaps because a coordinate is infinite. */
    long infinite() {
        return IntStream.range(0, ys.length).filter(i -> Double.isInfinite(xs[i]) || Double.isInfinite(ys[i])).count();
    }

    /** For messages: the first value that is drawn and has no place on a logarithmic axis; empty if there is none. */
    Optional<String> notPositive() {
        return drawn().filter(i -> ys[i] <= 0).mapToObj(i -> what(name) + ": " + ys[i] + " at x = " + xs[i]
                + " has no place on a logarithmic y axis; leave out logY() or the value").findFirst();
    }
}
