package dev.lanewise.examples.pictures;

import java.nio.charset.Charset;
import java.util.Locale;

/** Draws a curve in the terminal, and marks where another one runs along its end; a column for each value. */
public enum Chart {
    /** The curve in Braille dots, eight to a character. */
    BRAILLE(2, 4) {
        @Override
        char cell(float[] ink, int levels, int width, int top, int left) {
            return TerminalArt.BRAILLE.cell(ink, levels, width, top, left);
        }
    },

    /** The curve in dots and colons, two levels to a character. */
    ASCII(1, 2) {
        @Override
        char cell(float[] ink, int levels, int width, int top, int left) {
            boolean upper = ink[top * width + left] > 0;
            boolean lower = ink[(top + 1) * width + left] > 0;
            return upper ? lower ? ':' : '\'' : lower ? '.' : ' ';
        }
    };

    private static final char BLANK = '\u2800';
    private static final char MARK = 'o';
    private static final char MARK_ON_CURVE = '@';

    private final int cellCols;
    private final int cellRows;

    Chart(int cellCols, int cellRows) {
        this.cellCols = cellCols;
        this.cellRows = cellRows;
    }

    /** Returns the finest kind that the character set can write, such as that of {@code System.out}. */
    public static Chart fitting(Charset charset) {
        return TerminalArt.fitting(charset) == TerminalArt.BRAILLE ? BRAILLE : ASCII;
    }

    /** Returns the character for the dots from level {@code top} and column {@code left} of dots. */
    abstract char cell(float[] ink, int levels, int width, int top, int left);

    /**
     * Draws values, and marks others beside the last ones. Returns the lines, each with its line end: first
     * the rows, with the highest and the lowest value at their left, and then the numbers of the steps; 1 is the first
     * that is marked.
     *
     * @param curve finite values, at least one
     * @param marks finite values, at least one, and no more than in the curve
     * @param rows lines of the picture
     */
    public String draw(float[] curve, float[] marks, int rows) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float[] values : new float[][] {curve, marks}) {
            for (float value : values) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        int levels = rows * cellRows;
        float[] ink = new float[levels * curve.length * cellCols];
        for (int i = 0; i < curve.length; i++) {
            int level = level(curve[i], low, high, levels);
            int before = (level(curve[Math.max(0, i - 1)], low, high, levels) + level) / 2;
            int after = (level(curve[Math.min(curve.length - 1, i + 1)], low, high, levels) + level) / 2;
            line(ink, curve.length * cellCols, i * cellCols, before, level);
            line(ink, curve.length * cellCols, i * cellCols + cellCols - 1, level, after);
        }
        int begin = curve.length - marks.length;
        String top = String.format(Locale.ROOT, "%.1f", high);
        String bottom = String.format(Locale.ROOT, "%.1f", low);
        int margin = Math.max(top.length(), bottom.length());
        StringBuilder out = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            StringBuilder line = new StringBuilder();
            line.append(padded(row == 0 ? top : row == rows - 1 ? bottom : "", margin)).append(" |");
            for (int i = 0; i < curve.length; i++) {
                char cell = cell(ink, levels, curve.length * cellCols, row * cellRows, i * cellCols);
                boolean free = cell == ' ' || cell == BLANK;
                boolean marked = i >= begin && level(marks[i - begin], low, high, levels) / cellRows == row;
                line.append(marked ? free ? MARK : MARK_ON_CURVE : free ? ' ' : cell);
            }
            out.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return out.append(" ".repeat(margin + 2)).append(axis(begin, marks.length)).append(System.lineSeparator())
                .toString();
    }

    /** The numbers of the first step, of the first one that is marked, and of the last, as far as there is room. */
    private static String axis(int begin, int marks) {
        StringBuilder axis = new StringBuilder("1".indent(begin).stripTrailing());
        String first = Integer.toString(1 - begin);
        if (first.length() < begin) {
            axis.replace(0, first.length(), first);
        }
        String last = Integer.toString(marks);
        return axis.append(last.length() + 1 < marks ? padded(last, marks - 1) : "").toString();
    }

    /** Of so many levels, counted from the top; the middle one if all values are the same. */
    private static int level(float value, float low, float high, int levels) {
        return high > low ? Math.round((high - value) / (high - low) * (levels - 1)) : levels / 2;
    }

    private static void line(float[] ink, int width, int col, int from, int to) {
        for (int level = Math.min(from, to); level <= Math.max(from, to); level++) {
            ink[level * width + col] = 1;
        }
    }

    private static String padded(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
