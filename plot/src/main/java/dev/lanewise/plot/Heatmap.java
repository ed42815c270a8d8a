package dev.lanewise.plot;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * A matrix as a picture: a coloured cell for each value, and a bar that is the key to the colours. It is immutable.
 *
 * <pre>{@code
 * Heatmap.of("Attention", scores).axes("reads", "word").rows(words).columns(words).save(Path.of("attention.svg"));
 * Heatmap.of("First layer", weights).diverging().save(Path.of("weights.png"));
 * }</pre>
 *
 * <p>The first row is above. Colours go from white (the least value) to dark. NaN, infinities, and values beyond 1e300
 * are grey.
 */
public final class Heatmap implements Picture {
    private static final int LARGEST_CELL = 40;
    private static final int SQUARE = 6; // smaller cells may be stretched

    private final double[][] values;
    private final Look look;

    /** How it is shown; without a range the values' own. */
    private record Look(String title, String x, String y, List<String> rows, List<String> columns, boolean diverging,
            boolean numbers, double @Nullable [] range) {}

    private Heatmap(double[][] values, Look look) {
        this.values = values;
        this.look = look;
    }

    /**
     * A heatmap of a matrix.
     *
     * @param title  what stands above; may be empty
     * @param matrix {@code [rows, columns]}
     * @throws IllegalArgumentException if it is not a matrix, or is empty
     */
    public static Heatmap of(String title, Tensor matrix) {
        Required.nonNull("Heatmap: the matrix", matrix);
        if (matrix.rank() != 2) {
            throw new IllegalArgumentException("Heatmap: the shape is " + matrix.shape() + ", not [rows, columns]");
        }
        float[] all = matrix.toArray();
        int columns = matrix.dim(1);
        double[][] values = new double[matrix.dim(0)][columns];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < columns; j++) {
                values[i][j] = all[i * columns + j];
            }
        }
        return of(title, values);
    }

    /**
     * A heatmap of rows of values.
     *
     * @throws IllegalArgumentException if there are none, or rows have different lengths
     */
    public static Heatmap of(String title, double[][] rows) {
        Required.nonNull("Heatmap: the title", title);
        Required.nonNull("Heatmap: the matrix", rows);
        for (int i = 0; i < rows.length; i++) {
            Required.nonNull("Heatmap: row " + i, rows[i]);
            if (rows[i].length != rows[0].length) {
                throw new IllegalArgumentException(
                        "Heatmap: row " + i + " has " + rows[i].length + " values, row 0 has "
                                + rows[0].length);
            }
        }
        if (rows.length == 0 || rows[0].length == 0) {
            throw new IllegalArgumentException("Heatmap: the matrix is empty, "
                    + (rows.length == 0 ? "without rows" : rows.length + " x 0"));
        }
        double[][] copy = Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
        return new Heatmap(copy, new Look(title, "", "", List.of(), List.of(), false, false, null));
    }

    /**
     * Names what the columns and rows are.
     *
     * @param x stands below; may be empty
     * @param y stands at the left; may be empty
     */
    public Heatmap axes(String x, String y) {
        Required.nonNull("Heatmap: the name of the x axis", x);
        Required.nonNull("Heatmap: the name of the y axis", y);
        return with(new Look(look.title, x, y, look.rows, look.columns, look.diverging, look.numbers, look.range));
    }

    /**
     * Names each row, in the place of numbers from 0. Where rows are too low for text, only some names are shown; a name
     * wider than 180 pixels is cut.
     *
     * @throws IllegalArgumentException if there are not as many names as rows
     */
    public Heatmap rows(String... names) {
        List<String> rows = Names.checked("Heatmap", "rows", names, values.length);
        return with(new Look(look.title, look.x, look.y, rows, look.columns, look.diverging, look.numbers, look.range));
    }

    /**
     * Names each column, as {@link #rows} does.
     *
     * @throws IllegalArgumentException if there are not as many names as columns
     */
    public Heatmap columns(String... names) {
        List<String> columns = Names.checked("Heatmap", "columns", names, values[0].length);
        return with(new Look(look.title, look.x, look.y, look.rows, columns, look.diverging, look.numbers, look.range));
    }

    /** Colours for values of both signs: blue below 0, white at 0, red above, to the same distance on both sides. */
    public Heatmap diverging() {
        return with(new Look(look.title, look.x, look.y, look.rows, look.columns, true, look.numbers, look.range));
    }

    /** Writes each value into its cell, with three digits; cells become as wide as that needs. */
    public Heatmap numbers() {
        return with(new Look(look.title, look.x, look.y, look.rows, look.columns, look.diverging, true, look.range));
    }

    /**
     * Sets which values have the first and the last colour, as pictures to be compared need it. Values outside have the
     * colour of the nearer end.
     *
     * @throws IllegalArgumentException if {@code low} is not below {@code high}, or one is not finite, or 0 is not midway
     *     between them though colours are {@link #diverging}
     */
    public Heatmap range(double low, double high) {
        requireRange("Heatmap", low, high);
        return with(new Look(look.title, look.x, look.y, look.rows, look.columns, look.diverging, look.numbers,
                new double[] {low, high}));
    }

    static void requireRange(String what, double low, double high) {
        if (!(low < high) || !Numbers.hasPlace(low) || !Numbers.hasPlace(high)) {
            throw new IllegalArgumentException(what + ": a range from " + low + " to " + high
                    + "; the first must be below the second, and both within 1e300");
        }
    }

    /** Requires 0, which is white among colours for both signs, to be midway. */
    static void requireSymmetric(String what, double low, double high) {
        if (low != -high) {
            throw new IllegalArgumentException(what + ": a range from " + low + " to " + high
                    + ", whose middle, which is white, is not 0");
        }
    }

    private Heatmap with(Look other) {
        if (other.diverging && other.range != null) {
            requireSymmetric("Heatmap", other.range[0], other.range[1]);
        }
        return new Heatmap(values, other);
    }

    @Override
    public String svg() {
        return Sheet.svg(this::sheet);
    }

    @Override
    public byte[] png() {
        return Sheet.png(this::sheet);
    }

    private double[] shownRange() {
        if (look.range != null) {
            return look.range;
        }
        double[] drawn = Arrays.stream(values).flatMapToDouble(DoubleStream::of).filter(Numbers::hasPlace).toArray();
        double low = DoubleStream.of(drawn).min().orElse(0);
        double high = DoubleStream.of(drawn).max().orElse(0);
        double farthest = Math.max(Math.abs(low), Math.abs(high));
        return look.diverging ? new double[] {-farthest, farthest} : new double[] {low, high};
    }

    private Sheet sheet() {
        Ramp ramp = look.diverging ? Ramp.DIVERGING : Ramp.SEQUENTIAL;
        double[] range = shownRange();
        int across = values[0].length;
        BufferedImage colors = new BufferedImage(across, values.length, BufferedImage.TYPE_INT_RGB);
        double widest = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < across; j++) {
                colors.setRGB(j, i, color(ramp, range, values[i][j]));
                widest = look.numbers ? Math.max(widest, number(values[i][j]).width()) : 0;
            }
        }
        int width = Math.clamp(600 / across, 1, LARGEST_CELL);
        int height = Math.clamp(480 / values.length, 1, LARGEST_CELL);
        int side = Math.min(width, height);
        width = side >= SQUARE ? side : Math.min(width, 8 * side);
        height = side >= SQUARE ? side : Math.min(height, 8 * side);
        if (look.numbers) {
            width = Math.max(width, (int) Math.ceil(widest) + 8);
            height = Math.max(height, 18);
        }
        return new Cells(new Heading(look.title, ""), look.x, look.y, Names.of(look.rows, values.length),
                Names.of(look.columns, across), colors, width, height,
                (i, j) -> look.numbers ? List.of(number(values[i][j])) : List.of(),
                ColorBar.of(ramp, range[0], range[1])).sheet();
    }

    private static Text number(double value) {
        return Text.of(Numbers.brief(value), Style.small(11));
    }

    private static int color(Ramp ramp, double[] range, double value) {
        if (!Numbers.hasPlace(value)) {
            return Style.MISSING.getRGB();
        }
        return ramp.rgb(range[1] > range[0] ? (value - range[0]) / (range[1] - range[0]) : 0.5);
    }

    /** The title and the size of the matrix. */
    @Override
    public String toString() {
        return "Heatmap[" + look.title + ": " + values.length + " x " + values[0].length + "]";
    }
}
