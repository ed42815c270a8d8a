package dev.lanewise.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A matrix of coloured cells with names, numbers and a key, from which it becomes a sheet.
 *
 * @param heading what stands above
 * @param x       what the columns are; may be empty
 * @param y       what the rows are; may be empty
 * @param colors  a pixel for each cell
 * @param width   of a cell in pixels
 * @param height  of a cell in pixels
 * @param lines   what stands in a cell, line by line
 */
record Cells(Heading heading, String x, String y, Names rows, Names columns, BufferedImage colors, int width,
        int height,
        Lines lines, ColorBar key) {
    private static final int AXIS = 22;
    private static final int SHORTEST_KEY = 60;

    /** What stands in a cell. */
    @FunctionalInterface
    interface Lines {
        /** The lines in row {@code i} and column {@code j}; none leaves the cell empty. */
        List<Text> at(int i, int j);
    }

    Sheet sheet() {
        int left = Style.PADDING + (y.isEmpty() ? 0 : AXIS) + rows.widest() + 8;
        int top = Style.PADDING + heading.height();
        int across = colors.getWidth() * width;
        int down = colors.getHeight() * height;
        int keyHeight = Math.max(down, SHORTEST_KEY);
        int below = top + down + columns.heightBelow(width) + (x.isEmpty() ? 0 : AXIS);
        int right = left + across + key.width(keyHeight) + Style.PADDING;
        return new Sheet(heading.title(), Math.max(right, heading.width()),
                Math.max(below, top + keyHeight) + Style.PADDING, canvas -> {
                    heading.draw(canvas);
                    canvas.frame(Style.GRID, left, top, across, down);
                    canvas.image(colors, left, top, width, height);
                    draw(canvas, left, top);
                    rows.drawLeftOf(canvas, left, top, height);
                    columns.drawBelow(canvas, left, top + down, width);
                    key.draw(canvas, left + across, top, keyHeight);
                    if (!y.isEmpty()) {
                        canvas.upright(Text.of(y, Style.axis()), Style.INK, Style.PADDING + 6.0, top + down / 2.0);
                    }
                    if (!x.isEmpty()) {
                        canvas.centered(Text.of(x, Style.axis()), Style.INK, left + across / 2.0, below - 7.0);
                    }
                });
    }

    private void draw(Canvas canvas, int left, int top) {
        for (int i = 0; i < colors.getHeight(); i++) {
            for (int j = 0; j < colors.getWidth(); j++) {
                List<Text> texts = lines.at(i, j);
                Color ink = Style.inkOn(new Color(colors.getRGB(j, i)));
                double spacing = texts.isEmpty() ? 0 : texts.getFirst().font().getSize() + 3.0;
                for (int k = 0; k < texts.size(); k++) {
                    canvas.centered(texts.get(k), ink, left + (j + 0.5) * width,
                            top + (i + 0.5) * height + (k - (texts.size() - 1) / 2.0) * spacing);
                }
            }
        }
    }
}
