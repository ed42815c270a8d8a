package dev.lanewise.plot;

import dev.lanewise.metrics.ConfusionMatrix;
import dev.lanewise.text.Required;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * A confusion matrix as a picture: a row for each true class, a column for each predicted one. It is immutable.
 *
 * <pre>{@code
 * Confusion.of("Test", matrix).classes("cat", "dog", "bird").save(Path.of("confusion.svg"));
 * }</pre>
 *
 * <p>The colour of a cell is its share of the row: how many of the samples of a class were taken for which. Cells without
 * samples are white, and one sample can be told from none. The count stands in the cell, with its share below it in
 * percent, where all find room (up to 10 classes in most cases; up to 30 the counts alone, if they are short).
 */
public final class Confusion implements Picture {
    private final String title;
    private final long[][] counts;
    private final List<String> classes;

    private Confusion(String title, long[][] counts, List<String> classes) {
        this.title = title;
        this.counts = counts;
        this.classes = classes;
    }

    /**
     * A picture of what a metric has counted so far.
     *
     * @param title what stands above; may be empty
     */
    public static Confusion of(String title, ConfusionMatrix matrix) {
        Required.nonNull("Confusion: the matrix", matrix);
        return of(title, matrix.counts());
    }

    /**
     * A picture of counts.
     *
     * @param title  what stands above; may be empty
     * @param counts a row for each true class, a column for each predicted one
     * @throws IllegalArgumentException if the matrix is not square, is empty, or a count is negative
     */
    public static Confusion of(String title, long[][] counts) {
        Required.nonNull("Confusion: the title", title);
        Required.nonNull("Confusion: the matrix", counts);
        if (counts.length == 0) {
            throw new IllegalArgumentException("Confusion: the matrix has no classes");
        }
        for (int i = 0; i < counts.length; i++) {
            Required.nonNull("Confusion: row " + i, counts[i]);
            if (counts[i].length != counts.length) {
                throw new IllegalArgumentException("Confusion: row " + i + " has " + counts[i].length + " columns for "
                        + counts.length + " classes");
            }
            for (int j = 0; j < counts.length; j++) {
                if (counts[i][j] < 0) {
                    throw new IllegalArgumentException("Confusion: the count in row " + i + ", column " + j + " is "
                            + counts[i][j]);
                }
            }
        }
        return new Confusion(title, Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new), List.of());
    }

    /**
     * Names the classes, in the place of numbers from 0. Where cells are too small for text, only some names are shown; a
     * name wider than 180 pixels is cut.
     *
     * @throws IllegalArgumentException if there are not as many names as classes
     */
    public Confusion classes(String... names) {
        return new Confusion(title, counts, Names.checked("Confusion", "classes", names, counts.length));
    }

    @Override
    public String svg() {
        return Sheet.svg(this::sheet);
    }

    @Override
    public byte[] png() {
        return Sheet.png(this::sheet);
    }

    private Sheet sheet() {
        int n = counts.length;
        int side = n <= 4 ? 84 : Math.clamp(620 / n, 6, 56);
        double[] sums = Arrays.stream(counts).mapToDouble(row -> LongStream.of(row).asDoubleStream().sum()).toArray();
        BufferedImage colors = new BufferedImage(n, n, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                colors.setRGB(j, i, color(share(counts[i][j], sums[i])));
            }
        }
        Names names = Names.of(classes, n);
        return new Cells(new Heading(title, summary(sums)), "predicted", "true", names, names, colors, side, side,
                numbers(side, sums),
                new ColorBar(0, 100, place -> color(place / (double) ColorBar.STEPS),
                        tick -> Numbers.brief(tick) + " %"))
                .sheet();
    }

    private static double share(long count, double sum) {
        return count == 0 ? 0 : count / sum;
    }

    /** White for none, and a tint that is seen for the smallest share. */
    private static int color(double share) {
        return Ramp.SEQUENTIAL.rgb(share == 0 ? 0 : 0.08 + 0.84 * share);
    }

    private String summary(double[] sums) {
        double all = Arrays.stream(sums).sum();
        double right = 0;
        for (int i = 0; i < counts.length; i++) {
            right += counts[i][i];
        }
        return all == 0
                ? "no samples"
                : String.format(Locale.ROOT, "%,.0f samples, %.2f %% right; colours: share of the row", all,
                        100 * right / all);
    }

    /** Counts and shares in the largest size that fits all cells; else counts; else nothing. */
    private Cells.Lines numbers(int side, double[] sums) {
        for (boolean shares : new boolean[] {true, false}) {
            for (int size = 12; size >= 8; size--) {
                Font font = Style.small(size);
                if ((shares ? 2 * size + 8 : size + 4) <= side && fits(font, side - 4, sums, shares)) {
                    return (i, j) -> lines(font, i, j, sums, shares);
                }
            }
        }
        return (_, _) -> List.of();
    }

    private boolean fits(Font font, int width, double[] sums, boolean shares) {
        for (int i = 0; i < counts.length; i++) {
            for (int j = 0; j < counts.length; j++) {
                if (lines(font, i, j, sums, shares).stream().anyMatch(text -> text.width() > width)) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Text> lines(Font font, int i, int j, double[] sums, boolean shares) {
        List<Text> lines = new ArrayList<>();
        if (counts[i][j] > 0) {
            lines.add(Text.of(String.valueOf(counts[i][j]), font));
            if (shares) {
                lines.add(Text.of(percent(100 * share(counts[i][j], sums[i])), font));
            }
        }
        return lines;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, share >= 99.95 || share >= 10 && share % 1 == 0 ? "%.0f %%" : "%.1f %%",
                share);
    }

    /** The title and the number of classes. */
    @Override
    public String toString() {
        return "Confusion[" + title + ": " + counts.length + " classes]";
    }
}
