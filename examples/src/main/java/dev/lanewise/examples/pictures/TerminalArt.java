package dev.lanewise.examples.pictures;

import java.nio.charset.Charset;
import java.util.List;

/** Draws small grey pictures in the terminal, side by side, each with a caption. */
public enum TerminalArt {
    /** Braille dots: a character shows two columns and four rows of pixels, each black or white. */
    BRAILLE(2, 4) {
        @Override
        char cell(float[] grey, int rows, int cols, int top, int left) {
            int dots = 0;
            for (int row = 0; row < 4; row++) {
                for (int col = 0; col < 2; col++) {
                    boolean inside = top + row < rows && left + col < cols;
                    if (inside && grey[(top + row) * cols + left + col] >= 0.4f) {
                        dots |= DOTS[row][col];
                    }
                }
            }
            return (char) ('\u2800' + dots);
        }
    },

    /** Letters and signs from light to dark: a character shows the mean of two pixels, one above the other. */
    ASCII(1, 2) {
        @Override
        char cell(float[] grey, int rows, int cols, int top, int left) {
            float upper = grey[top * cols + left];
            float lower = top + 1 < rows ? grey[(top + 1) * cols + left] : 0;
            float mean = Math.clamp((upper + lower) / 2, 0f, 1f);
            return RAMP.charAt(Math.round(mean * (RAMP.length() - 1)));
        }
    };

    private static final String RAMP = " .:-=+*#%@";
    private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    private static final int GAP = 2;

    private final int cellCols;
    private final int cellRows;

    TerminalArt(int cellCols, int cellRows) {
        this.cellCols = cellCols;
        this.cellRows = cellRows;
    }

    /** Returns the finest kind that the character set can write, such as that of {@code System.out}. */
    public static TerminalArt fitting(Charset charset) {
        return charset.canEncode() && charset.newEncoder().canEncode("\u28FF") ? BRAILLE : ASCII;
    }

    /** Returns the character for the pixels from row {@code top} and column {@code left}. */
    abstract char cell(float[] grey, int rows, int cols, int top, int left);

    /**
     * Draws pictures of {@code rows * cols} grey values (0 for the terminal's ground, 1 for its ink), as many side by
     * side as {@code lineLength} allows, and a line with their captions under them. Returns the lines, each with its
     * line end.
     *
     * @throws IllegalArgumentException if there are not as many captions as pictures
     */
    public String draw(List<float[]> pictures, int rows, int cols, List<String> captions, int lineLength) {
        if (pictures.size() != captions.size()) {
            throw new IllegalArgumentException(
                    "draw: %d pictures, %d captions".formatted(pictures.size(), captions.size()));
        }
        int cells = (cols + cellCols - 1) / cellCols;
        int width = Math.max(cells, captions.stream().mapToInt(String::length).max().orElse(0));
        int perRow = Math.max(1, (lineLength + GAP) / (width + GAP));
        StringBuilder out = new StringBuilder();
        for (int first = 0; first < pictures.size(); first += perRow) {
            int last = Math.min(first + perRow, pictures.size());
            for (int top = 0; top < rows; top += cellRows) {
                StringBuilder line = new StringBuilder();
                for (float[] grey : pictures.subList(first, last)) {
                    line.append(" ".repeat((width - cells) / 2));
                    for (int left = 0; left < cols; left += cellCols) {
                        line.append(cell(grey, rows, cols, top, left));
                    }
                    line.append(" ".repeat(width - cells - (width - cells) / 2 + GAP));
                }
                endLine(line, out);
            }
            StringBuilder line = new StringBuilder();
            for (String caption : captions.subList(first, last)) {
                line.append(centred(caption, width)).append(" ".repeat(GAP));
            }
            endLine(line, out);
        }
        return out.toString();
    }

    private static void endLine(StringBuilder line, StringBuilder out) {
        out.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }

    private static String centred(String text, int width) {
        int before = (width - text.length()) / 2;
        return " ".repeat(before) + text + " ".repeat(width - text.length() - before);
    }
}
