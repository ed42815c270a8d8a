package dev.lanewise.train.terminal;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One drawing of a plot: its lines of text, from the title to the notes, none wider than the plot. */
final class Drawing {
    /** Columns of the longest number beside the y axis, where a third of the plot is less. */
    private static final int LABEL = 10;

    /** A name of the x axis of at most so many columns has room before the axis' numbers. */
    private static final int SHORT_NAME = 6;

    /** A narrower plot makes no room for it. */
    private static final int NARROW = 40;

    /** Columns between two numbers of the x axis, and between two entries of the legend. */
    private static final int GAP = 2;

    /** Cyan, yellow, magenta, green, red, blue: those that can be read on light and dark grounds come first. */
    private static final int[] COLOURS = {36, 33, 35, 32, 31, 34};

    private final TerminalPlot.Names names;
    private final List<Curve> curves;
    private final TerminalPlot.Look look;
    private final Glyphs glyphs;
    private final Cells cells;
    private final String xName;
    private final Scale x;
    private final Scale y;
    private final List<BigDecimal> yTicks;
    private final List<String> yLabels;

    /** Columns left of the curves, the axis included. */
    private final int margin;

    private final Raster raster;
    private final List<String> lines = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Drawing(TerminalPlot.Names names, List<Curve> curves, TerminalPlot.Look look, Charset charset) {
        this.names = names;
        this.curves = curves;
        this.look = look;
        glyphs = Glyphs.of(charset);
        cells = new Cells(charset);
        x = scale(false);
        y = scale(true);
        int gap = look.rows() < 6 ? 1 : Math.max(2, look.rows() / 5);
        int widest = Math.max(LABEL, look.columns() / 3);
        yTicks = Ticks.of(y, ticks -> areApart(ticks, gap) && Labels.widest(Labels.of(ticks, y)) <= widest);
        yLabels = Labels.of(yTicks, y);
        xName = cells.within(names.x(), look.columns());
        int name = Cells.width(xName);
        int before = name > 0 && name <= SHORT_NAME && look.columns() >= NARROW ? name + 1 : 1;
        margin = Math.max(before, yTicks.isEmpty() ? 1 : Labels.widest(yLabels) + 2);
        raster = new Raster(glyphs, look.columns() - margin, look.rows(), curves.size());
    }

    /** Draws lines, of which at least one has a point, and all have positive values if the axis is logarithmic. */
    static List<String> lines(TerminalPlot.Names names, List<Curve> curves, TerminalPlot.Look look, Charset charset) {
        Drawing drawing = new Drawing(names, curves, look, charset);
        drawing.draw();
        return drawing.lines;
    }

    private Scale scale(boolean vertical) {
        double[] numbers = curves.stream().flatMapToDouble(curve -> curve.drawn()
                .mapToDouble(i -> vertical ? curve.ys()[i] : curve.xs()[i])).toArray();
        return new Scale(Arrays.stream(numbers).min().orElseThrow(), Arrays.stream(numbers).max().orElseThrow(),
                vertical && look.logY());
    }

    /** Whether there are so many rows from each tick of the y axis to the next. */
    private boolean areApart(List<BigDecimal> ticks, int gap) {
        for (int i = 1; i < ticks.size(); i++) {
            if (row(ticks.get(i - 1)) - row(ticks.get(i)) < gap) {
                return false;
            }
        }
        return true;
    }

    private int row(BigDecimal tick) {
        return glyphs.row(y.place(tick.doubleValue()), look.rows());
    }

    private void draw() {
        for (int i = 0; i < curves.size(); i++) {
            raster.draw(i, curves.get(i), x, y);
        }
        raster.mark();
        int width = look.columns();
        if (!names.title().isEmpty()) {
            String title = cells.within(names.title(), width);
            int room = width - margin - Cells.width(title);
            lines.add(" ".repeat(room >= 0 ? margin + room / 2 : (width - Cells.width(title)) / 2) + title);
        }
        if (!names.y().isEmpty()) {
            lines.add(cells.within(names.y(), width));
        }
        rows();
        xAxis();
        legend();
        notes();
    }

    private void rows() {
        String[] labels = new String[look.rows()];
        for (int i = 0; i < yTicks.size(); i++) {
            labels[row(yTicks.get(i))] = yLabels.get(i);
        }
        for (int row = 0; row < look.rows(); row++) {
            boolean tick = labels[row] != null;
            String label = tick ? labels[row] + " " : "";
            lines.add((" ".repeat(margin - 1 - label.length()) + label + glyphs.left(tick) + curvesIn(row))
                    .stripTrailing());
        }
        if (yTicks.isEmpty()) {
            notes.add("y from " + y);
        }
    }

    private String curvesIn(int row) {
        StringBuilder line = new StringBuilder();
        int colour = -1;
        for (int column = 0; column < look.columns() - margin; column++) {
            int owner = look.colors() ? raster.owner(row, column) : -1;
            if (owner != colour) {
                line.append(colour >= 0 ? "\u001b[0m" : "").append(owner >= 0 ? colour(owner) : "");
                colour = owner;
            }
            line.append(raster.character(row, column));
        }
        return line.append(colour >= 0 ? "\u001b[0m" : "").toString();
    }

    private static String colour(int curve) {
        return "\u001b[" + COLOURS[curve % COLOURS.length] + "m";
    }

    private void xAxis() {
        boolean whole = curves.stream().allMatch(curve -> curve.drawn()
                .allMatch(i -> curve.xs()[i] == Math.rint(curve.xs()[i])));
        List<BigDecimal> ticks = Ticks.of(x, each -> haveRoom(each)
                && (!whole || each.stream().allMatch(tick -> tick.stripTrailingZeros().scale() <= 0)));
        StringBuilder axis = new StringBuilder(" ".repeat(margin - 1)).append(glyphs.corner())
                .repeat(glyphs.bottom(false), look.columns() - margin);
        StringBuilder numbers = new StringBuilder();
        List<String> labels = Labels.of(ticks, x);
        for (int i = 0; i < ticks.size(); i++) {
            axis.setCharAt(column(ticks.get(i)), glyphs.bottom(true));
            int start = start(ticks.get(i), labels.get(i));
            numbers.repeat(' ', start - numbers.length()).append(labels.get(i));
        }
        lines.add(axis.toString());
        addWithName(numbers);
        if (ticks.isEmpty()) {
            notes.add("x from " + x);
        }
    }

    private int column(BigDecimal tick) {
        return margin + glyphs.column(x.place(tick.doubleValue()), look.columns() - margin);
    }

    /** Where the number of a tick begins: in the middle below it, within the picture. */
    private int start(BigDecimal tick, String label) {
        return Math.clamp(column(tick) - label.length() / 2, 0, look.columns() - label.length());
    }

    private boolean haveRoom(List<BigDecimal> ticks) {
        List<String> labels = Labels.of(ticks, x);
        if (Labels.widest(labels) > look.columns()) {
            return false;
        }
        int end = -GAP;
        for (int i = 0; i < ticks.size(); i++) {
            int start = start(ticks.get(i), labels.get(i));
            if (start < end + GAP) {
                return false;
            }
            end = start + labels.get(i).length();
        }
        return true;
    }

    /** The line of the x axis' numbers, with its name before them, behind them, or below. */
    private void addWithName(StringBuilder numbers) {
        int width = Cells.width(xName);
        int first = numbers.length() - numbers.toString().stripLeading().length();
        if (width > 0 && width < first) {
            numbers.replace(0, width, xName);
        } else if (width > 0 && numbers.length() + GAP + width <= look.columns()) {
            numbers.repeat(' ', look.columns() - width - numbers.length()).append(xName);
        } else if (width > 0) {
            lines.add(numbers.toString());
            numbers.setLength(0);
            numbers.repeat(' ', look.columns() - width).append(xName);
        }
        if (!numbers.isEmpty()) {
            lines.add(numbers.toString());
        }
    }

    private void legend() {
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (int i = 0; i < curves.size(); i++) {
            String key = Raster.key(glyphs, i);
            String name = cells.within(curves.get(i).name(), look.columns() - key.length() - 1);
            int width = key.length() + 1 + Cells.width(name);
            if (used > 0 && used + GAP + width > look.columns()) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
                used = 0;
            }
            line.append(used > 0 ? " ".repeat(GAP) : "").append(look.colors() ? colour(i) + key + "\u001b[0m" : key)
                    .append(' ').append(name);
            used += (used > 0 ? GAP : 0) + width;
        }
        if (curves.size() > 1 || !curves.getFirst().name().isEmpty()) {
            lines.add(line.toString().stripTrailing());
        }
    }

    private void notes() {
        for (Curve curve : curves) {
            long infinite = curve.infinite();
            if (curve.drawn().findAny().isEmpty()) {
                notes.add(quoted(curve) + " has no finite value");
            } else if (infinite > 0) {
                notes.add(quoted(curve) + ": " + infinite
                        + (infinite == 1 ? " infinite value is" : " infinite values are") + " left out");
            }
        }
        for (String note : notes) {
            lines.addAll(Cells.wrapped(note, look.columns()));
        }
    }

    private String quoted(Curve curve) {
        return '"' + cells.within(curve.name(), look.columns() - 2) + '"';
    }
}
