package dev.lanewise.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;

/** What pictures other than plots are drawn on; places are in pixels from the upper left corner. */
sealed interface Canvas permits SvgCanvas, PngCanvas {
    /** A rectangle of one colour. */
    void fill(Color color, double x, double y, double width, double height);

    /** The frame of a rectangle, one pixel wide, outside it. */
    default void frame(Color color, double x, double y, double width, double height) {
        fill(color, x - 1, y - 1, width + 2, 1);
        fill(color, x - 1, y + height, width + 2, 1);
        fill(color, x - 1, y, 1, height);
        fill(color, x + width, y, 1, height);
    }

    /**
     * A line of text.
     *
     * @param x       its left end, or the right edge of upright text
     * @param y       its baseline, or the lower end of upright text
     * @param upright whether it is turned to be read from below
     */
    void text(Text text, Color color, double x, double y, boolean upright);

    /** An image, each pixel of which becomes a rectangle of {@code width} x {@code height} pixels. */
    void image(BufferedImage image, int x, int y, int width, int height);

    default void left(Text text, Color color, double x, double middle) {
        text(text, color, x, middle + text.height() / 2, false);
    }

    default void right(Text text, Color color, double x, double middle) {
        text(text, color, x - text.width(), middle + text.height() / 2, false);
    }

    default void centered(Text text, Color color, double middleX, double middleY) {
        text(text, color, middleX - text.width() / 2, middleY + text.height() / 2, false);
    }

    /** Upright text around a middle. */
    default void upright(Text text, Color color, double middleX, double middleY) {
        text(text, color, middleX + text.height() / 2, middleY + text.width() / 2, true);
    }
}
