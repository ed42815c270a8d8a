package dev.lanewise.plot;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A chart of curves, points or bars, drawn as SVG. It is immutable: each method returns a plot with something more.
 *
 * <pre>{@code
 * Plot.of("Training", "step", "loss").line("training", losses).smooth(0.9).logY().save(Path.of("loss.svg"));
 * }</pre>
 *
 * <p>NaN and infinite values are drawn as gaps. The same data give the same bytes in one JVM and on every machine with
 * the same fonts; text is drawn as outlines, so that a chart looks the same everywhere.
 */
public final class Plot {
    private static final int LARGEST = 10_000;
    private static final int SMALLEST = 100;
    private static final AtomicLong SAVES = new AtomicLong();

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
        Objects.requireNonNull(title, "plot: the title is null");
        Objects.requireNonNull(x, "plot: the name of the x axis is null");
        Objects.requireNonNull(y, "plot: the name of the y axis is null");
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
        Objects.requireNonNull(next.name(), "plot: the name of a series is null");
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

    /**
     * The chart as SVG, an element that stands alone as a file and may also stand in a page. On a white ground of its own,
     * so that it can be read on light and dark pages. Without data it shows empty axes.
     *
     * @throws IllegalArgumentException if the y axis is logarithmic and a value is not positive
     * @throws IllegalStateException    if Java finds no font on this machine
     */
    public String svg() {
        if (look.logY) {
            series.forEach(Plot::requirePositive);
        }
        return Drawing.svg(title, x, y, series, look);
    }

    private static void requirePositive(Series series) {
        for (int i = 0; i < series.ys().length; i++) {
            if (series.isDrawn(i) && series.ys()[i] <= 0) {
                throw new IllegalArgumentException(series.what() + ": " + series.ys()[i] + " at " + series.place(i)
                        + " has no place on a logarithmic y axis; leave out logY() or the value");
            }
        }
    }

    /**
     * Writes the chart as an SVG file, or replaces one, completely or not at all.
     *
     * @throws IllegalArgumentException if the y axis is logarithmic and a value is not positive
     * @throws IllegalStateException    if Java finds no font on this machine
     * @throws UncheckedIOException     if the file cannot be written; the message names it
     */
    public void save(Path file) {
        String svg = svg();
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (folder == null || !Files.isDirectory(folder)) {
                throw new NoSuchFileException(String.valueOf(folder), null, "there is no such folder");
            }
            if (Files.isDirectory(file)) {
                throw new IOException("it is a folder");
            }
            // A link stays a link; what it leads to is replaced.
            Path place = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            // Its name is this save's own, so that of two threads that save one file each writes a whole one.
            Path temporary = place.resolveSibling("." + place.getFileName() + "." + ProcessHandle.current().pid() + "-"
                    + SAVES.incrementAndGet());
            try {
                Files.writeString(temporary, svg, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("plot: cannot write " + Printable.path(file) + ": "
                    + Printable.sentence(String.valueOf(e.getMessage())), e);
        }
    }

    /** The title, and the names and sizes of the series. */
    @Override
    public String toString() {
        return "Plot[" + title + ": "
                + String.join(", ", series.stream().map(s -> s.name() + " (" + s.ys().length + ")").toList()) + "]";
    }
}
