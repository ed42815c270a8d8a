package dev.lanewise.train.terminal;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import dev.lanewise.train.History;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A chart of curves as text, for terminals: in Braille dots where the character set has them, else in ASCII. It is
 * immutable: each method returns a plot with something more. The module {@code plot} has the same words for pictures.
 *
 * {@snippet :
 * History history = trainer.fit(training, validation, 10);
 * TerminalPlot.of(history, "loss", "validation.loss").logY().print();
 * TerminalPlot.of("Season", "step", "").line("truth", truth).line("forecast", steps, forecast).size(100, 20).print();
 * }
 *
 * <p>No line of text is wider than the plot, and the same data give the same text. However many values lie in one
 * column, the least and the greatest are drawn. NaN and infinite values are gaps; a note counts the infinite ones.
 * Lines can be told apart without colours: the first has no marks, each of the others its own. In colours are those
 * that {@link #print()} prints in a terminal, unless the environment's {@code NO_COLOR} is set (no-color.org), and
 * those with {@link #colors()}.
 */
public final class TerminalPlot {
    private static final int NARROWEST = 20;
    private static final int LOWEST = 3;
    private static final int LARGEST = 1_000;
    private static final int MOST_LINES = Raster.MARKS.length() + 1;

    private final Names names;
    private final List<Curve> curves;
    private final Look look;

    /** What stands above the chart and at its axes; empty for nothing. */
    record Names(String title, String x, String y) {}

    /** How the curves are shown. */
    record Look(int columns, int rows, boolean logY, boolean colors) {}

    private TerminalPlot(Names names, List<Curve> curves, Look look) {
        this.names = names;
        this.curves = curves;
        this.look = look;
    }

    /**
     * A plot without data, 72 columns wide, with 15 rows for the curves.
     *
     * @param title what stands above the chart; may be empty
     * @param x     what the x axis shows, with its unit; may be empty
     * @param y     what the y axis shows, with its unit; may be empty
     */
    public static TerminalPlot of(String title, String x, String y) {
        Required.nonNull("terminal plot: the title", title);
        Required.nonNull("terminal plot: the name of the x axis", x);
        Required.nonNull("terminal plot: the name of the y axis", y);
        return new TerminalPlot(new Names(title, x, y), List.of(), new Look(72, 15, false, false));
    }

    /**
     * Results of a training over its epochs, a line for each.
     *
     * @param results names of the history, at least one
     * @throws IllegalArgumentException if none is given, one is given twice, or no epoch has it
     */
    public static TerminalPlot of(History history, String... results) {
        Required.nonNull("terminal plot: the history", history);
        Required.nonNull("terminal plot: the array of names", results);
        if (results.length == 0) {
            throw new IllegalArgumentException("terminal plot: no name of a result, of "
                    + Printable.names(history.names()));
        }
        double[] epochs = history.epochs().stream().mapToDouble(History.Epoch::number).toArray();
        TerminalPlot plot = of("", "epoch", "");
        for (String name : results) {
            Required.nonNull("terminal plot: the name of a line", name);
            plot = plot.line(name, epochs, history.values(name));
        }
        return plot;
    }

    /**
     * Adds a line through values at x = 0, 1, 2...
     *
     * @throws IllegalArgumentException if the plot has a line of this name, or 35 lines
     */
    public TerminalPlot line(String name, double... ys) {
        return with(Curve.inOrder(name, ys));
    }

    /**
     * Adds a line through the values of a tensor at x = 0, 1, 2...
     *
     * @param ys {@code [n]}
     * @throws IllegalArgumentException if it has another rank, or the plot has a line of this name, or 35 lines
     */
    public TerminalPlot line(String name, Tensor ys) {
        Required.nonNull("terminal plot: the name of a line", name);
        Required.nonNull(Curve.what(name) + ": the tensor", ys);
        if (ys.rank() != 1) {
            throw new IllegalArgumentException(Curve.what(name) + ": the shape is " + ys.shape() + ", not [n]");
        }
        float[] values = ys.toArray();
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return with(Curve.inOrder(name, doubles));
    }

    /**
     * Adds a line through points, in the order in which they are given.
     *
     * @throws IllegalArgumentException if there are not as many x as y values, or the plot has a line of this name, or
     *                                  35 lines
     */
    public TerminalPlot line(String name, double[] xs, double[] ys) {
        return with(Curve.at(name, xs, ys));
    }

    /** Makes the y axis logarithmic. All values must then be positive, which is checked when the plot is drawn. */
    public TerminalPlot logY() {
        return new TerminalPlot(names, curves, new Look(look.columns, look.rows, true, look.colors));
    }

    /**
     * Sets the size of the chart in characters.
     *
     * @param columns of the whole, which no line of text exceeds
     * @param rows    of the curves; the axis, the legend and the names take lines of their own
     * @throws IllegalArgumentException if there are not from 20 to 1,000 columns and from 3 to 1,000 rows
     */
    public TerminalPlot size(int columns, int rows) {
        if (columns < NARROWEST || rows < LOWEST || Math.max(columns, rows) > LARGEST) {
            throw new IllegalArgumentException("terminal plot: a size of " + columns + " columns x " + rows
                    + " rows; columns must be from " + NARROWEST + ", rows from " + LOWEST + ", both to " + LARGEST);
        }
        return new TerminalPlot(names, curves, new Look(columns, rows, look.logY, look.colors));
    }

    /** Draws the lines in the terminal's colours, by ANSI's escape sequences, wherever the text goes. */
    public TerminalPlot colors() {
        return new TerminalPlot(names, curves, new Look(look.columns, look.rows, look.logY, true));
    }

    private TerminalPlot with(Curve next) {
        if (curves.stream().anyMatch(curve -> curve.name().equals(next.name()))) {
            throw new IllegalArgumentException(Curve.what(next.name()) + ": the plot has a line of this name");
        }
        if (curves.size() == MOST_LINES) {
            throw new IllegalArgumentException(Curve.what(next.name()) + ": the plot has " + MOST_LINES
                    + " lines, as many as can be told apart");
        }
        List<Curve> all = new ArrayList<>(curves);
        all.add(next);
        return new TerminalPlot(names, List.copyOf(all), look);
    }

    /**
     * The chart in characters that a character set has, as lines with {@code \n} between them.
     *
     * @throws IllegalArgumentException if no line has a finite value, or one has a value that is not positive and the y
     *                                  axis is logarithmic
     */
    public String text(Charset charset) {
        Required.nonNull("terminal plot: the character set", charset);
        return String.join("\n", lines(charset));
    }

    /**
     * Prints the chart on standard output, in its character set; in colours where that is a terminal.
     *
     * @throws IllegalArgumentException as {@link #text}
     */
    public void print() {
        TerminalPlot plot = Terminal.hasColours() ? colors() : this;
        plot.print(System.out);
    }

    /**
     * Prints the chart to a stream, in its character set.
     *
     * @throws IllegalArgumentException as {@link #text}
     */
    public void print(PrintStream out) {
        Required.nonNull("terminal plot: the stream", out);
        lines(out.charset()).forEach(out::println);
    }

    private List<String> lines(Charset charset) {
        problem().ifPresent(sentence -> {
            throw new IllegalArgumentException(sentence);
        });
        return Drawing.lines(names, curves, look, charset);
    }

    /** Why the chart cannot be drawn; empty if it can. */
    private Optional<String> problem() {
        if (curves.isEmpty()) {
            return Optional.of("terminal plot: there is no line to draw");
        }
        if (curves.stream().allMatch(curve -> curve.drawn().findAny().isEmpty())) {
            return Optional.of("terminal plot: no finite value to draw in "
                    + Printable.names(curves.stream().map(Curve::name).toList()));
        }
        return look.logY
                ? curves.stream().flatMap(curve -> curve.notPositive().stream()).findFirst()
                : Optional.empty();
    }

    /** The chart in Braille dots; of one that cannot be drawn, the reason. */
    @Override
    public String toString() {
        return problem().orElseGet(() -> text(StandardCharsets.UTF_8));
    }
}
