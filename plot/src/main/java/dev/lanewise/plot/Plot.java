package dev.lanewise.plot;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A chart of curves, points, bars or histograms. It is immutable: each method returns a plot with something more.
 *
 * <pre>{@code
 * Plot.of("Training", "step", "loss").line("training", losses).smooth(0.9).logY().save(Path.of("loss.svg"));
 * }</pre>
 *
 * <p>NaN, infinite values, and values beyond 1e300 are drawn as gaps. Of many values only those are drawn that make a
 * difference: of a line the first, least, greatest and last in each column of pixels; of points one of those that lie
 * within about two pixels, less than half the size of a point. So a chart of a million values looks as it would with all,
 * and has at most some hundred kilobytes for each line.
 */
public final class Plot implements Picture {
    private static final int LARGEST = 10_000;
    private static final int SMALLEST = 100;

    private final String title;
    private final String x;
    private final String y;
    private final List<Series> series;
    private final Look look;

    /** How the series are shown. {@code smooth} is 0 for values as they are. */
    record Look(int width, int height, boolean logY, double smooth) {}

    private Plot(String title, String x, String y, List<Series> series, Look look) {
        this.title = title;
        this.x = x;
        this.y = y;
        this.series = series;
        this.look = look;
    }

    /**
     * A plot without data, 640 x 400 pixels.
     *
     * @param title what stands above the chart; may be empty
     * @param x     what the x axis shows, with its unit; may be empty
     * @param y     what the y axis shows, with its unit; may be empty
     */
    public static Plot of(String title, String x, String y) {
        Required.nonNull("plot: the title", title);
        Required.nonNull("plot: the name of the x axis", x);
        Required.nonNull("plot: the name of the y axis", y);
        return new Plot(title, x, y, List.of(), new Look(640, 400, false, 0));
    }

    /**
     * Adds a line through values at x = 0, 1, 2...
     *
     * @throws IllegalArgumentException if the plot has a series of this name, or bars
     */
    public Plot line(String name, double... ys) {
        return with(Series.inOrder(name, ys));
    }

    /**
     * Adds a line through the values of a tensor at x = 0, 1, 2...
     *
     * @param ys {@code [n]}
     * @throws IllegalArgumentException if it has another rank, or the plot has a series of this name, or bars
     */
    public Plot line(String name, Tensor ys) {
        Required.nonNull("plot: the name of a series", name);
        Required.nonNull(Series.Kind.LINE.what(name) + ": the tensor", ys);
        if (ys.rank() != 1) {
            throw new IllegalArgumentException(Series.Kind.LINE.what(name) + ": the shape is " + ys.shape()
                    + ", not [n]");
        }
        return with(Series.inOrder(name, doubles(ys)));
    }

    /**
     * Adds a line through points, in the order in which they are given.
     *
     * @throws IllegalArgumentException if there are not as many x as y values, or the plot has a series of this name, or
     *                                  bars
     */
    public Plot line(String name, double[] xs, double[] ys) {
        return with(Series.at(Series.Kind.LINE, name, xs, ys));
    }

    /**
     * Adds points that no line connects.
     *
     * @throws IllegalArgumentException if there are not as many x as y values, or the plot has a series of this name, or
     *                                  bars
     */
    public Plot points(String name, double[] xs, double[] ys) {
        return with(Series.at(Series.Kind.POINTS, name, xs, ys));
    }

    /**
     * Adds a bar for each label. Several series stand side by side; they have the same labels.
     *
     * @throws IllegalArgumentException if there are not as many labels as values, two labels are the same, the plot has
     *                                  lines, points, bars with other labels, or a series of this name
     */
    public Plot bars(String name, String[] labels, double[] values) {
        return with(Series.bars(name, labels, values));
    }

    /**
     * Adds a histogram: how many of the values lie in each of some bins of equal width, from the least value to the
     * greatest. The number of bins suits the values: the finer of the rules of Sturges and of Freedman and Diaconis, at
     * most 200. What is NaN or infinite is not counted, and the legend says how many that are.
     *
     * @throws IllegalArgumentException if the plot has a series of this name, or bars
     */
    public Plot histogram(String name, double[] values) {
        return with(histogramOf(name, values, 0));
    }

    /**
     * Adds a histogram of so many bins.
     *
     * @param bins from 1 to 10,000
     * @throws IllegalArgumentException if there are fewer or more bins, the plot has a series of this name, or bars
     */
    public Plot histogram(String name, double[] values, int bins) {
        if (bins < 1 || bins > Histograms.MOST) {
            throw new IllegalArgumentException("plot: a histogram of " + bins + " bins, not from 1 to "
                    + Histograms.MOST);
        }
        return with(histogramOf(name, values, bins));
    }

    /**
     * Adds a histogram of a tensor's values, whatever its shape, as {@link #histogram(String, double[])} does.
     *
     * @throws IllegalArgumentException if the plot has a series of this name, or bars
     */
    public Plot histogram(String name, Tensor values) {
        return with(histogramOf(name, doubles(values), 0));
    }

    private static Series histogramOf(String name, double[] values, int bins) {
        Required.nonNull("plot: the name of a series", name);
        Required.nonNull(Series.Kind.HISTOGRAM.what(name) + ": the array of values", values);
        return Histograms.of(name, values, bins);
    }

    private static double[] doubles(Tensor tensor) {
        Required.nonNull("plot: the tensor", tensor);
        float[] values = tensor.toArray();
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    /** Makes the y axis logarithmic. All values must then be positive, which is checked when the plot is drawn. */
    public Plot logY() {
        return new Plot(title, x, y, series, new Look(look.width, look.height, true, look.smooth));
    }

    /**
     * Draws each line as the exponential moving average of its values, above the values themselves, which are pale.
     *
     * @param weight of the past in the average: 0 draws the values only, 0.9 averages over about 10 values
     * @throws IllegalArgumentException if the weight is not from 0 to below 1
     */
    public Plot smooth(double weight) {
        if (!(weight >= 0 && weight < 1)) {
            throw new IllegalArgumentException("plot: smooth is " + weight + ", not from 0 to below 1");
        }
        return new Plot(title, x, y, series, new Look(look.width, look.height, look.logY, weight));
    }

    /**
     * Sets the size of the chart in pixels.
     *
     * @throws IllegalArgumentException if a side is not from 100 to 10,000
     */
    public Plot size(int width, int height) {
        if (Math.min(width, height) < SMALLEST || Math.max(width, height) > LARGEST) {
            throw new IllegalArgumentException("plot: a size of " + width + " x " + height + "; each side must be from "
                    + SMALLEST + " to " + LARGEST);
        }
        return new Plot(title, x, y, series, new Look(width, height, look.logY, look.smooth));
    }

    private Plot with(Series next) {
        for (Series other : series) {
            if (other.name().equals(next.name())) {
                throw new IllegalArgumentException(next.what() + ": the plot has a series of this name");
            }
            if ((other.kind() == Series.Kind.BARS) != (next.kind() == Series.Kind.BARS)) {
                throw new IllegalArgumentException(next.what() + ": cannot be drawn in one plot with " + other.what());
            }
            if (!other.labels().equals(next.labels())) {
                throw new IllegalArgumentException(next.what() + ": has the labels " + Printable.names(next.labels())
                        + ", but " + other.what() + " has " + Printable.names(other.labels()));
            }
        }
        List<Series> all = new ArrayList<>(series);
        all.add(next);
        return new Plot(title, x, y, List.copyOf(all), look);
    }

    @Override
    public String svg() {
        List<Series> drawn = drawn();
        return Sheet.withFonts(() -> Drawing.svg(title, x, y, drawn, look));
    }

    @Override
    public byte[] png() {
        List<Series> drawn = drawn();
        return Sheet.withFonts(() -> Drawing.png(title, x, y, drawn, look));
    }

    /** The series as the axes take them. */
    private List<Series> drawn() {
        if (!look.logY) {
            return series;
        }
        List<Series> drawn = series.stream()
                .map(each -> each.kind() == Series.Kind.HISTOGRAM ? Histograms.open(each) : each).toList();
        drawn.forEach(Plot::requirePositive);
        return drawn;
    }

    private static void requirePositive(Series series) {
        for (int i = 0; i < series.ys().length; i++) {
            if (series.isDrawn(i) && series.ys()[i] <= 0) {
                throw new IllegalArgumentException(series.what() + ": " + series.ys()[i] + " at " + series.place(i)
                        + " has no place on a logarithmic y axis; leave out logY() or the value");
            }
        }
    }

    /** The title, and the names and sizes of the series. */
    @Override
    public String toString() {
        return "Plot[" + title + ": "
                + String.join(", ", series.stream().map(s -> s.name() + " (" + s.size() + ")").toList()) + "]";
    }
}
