package dev.lanewise.train.terminal;

import java.util.BitSet;
import java.util.PrimitiveIterator;

/**
 * Curves as dots in a grid of characters. Without colours the first one is told from the others by its missing marks:
 * in Braille each of the others has a mark here and there, in ASCII it is made of marks. Where several cross in ASCII,
 * and in colours, they take turns.
 */
final class Raster {
    /** Marks of the second curve and those after it. */
    static final String MARKS = "ox+*#@%&ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /** Characters from one mark of a curve to the next, at least. */
    private static final int SPACING = 8;

    private final Glyphs glyphs;
    private final int columns;
    private final int rows;
    private final byte[][] dots; // by curve, of each character
    private final byte[] marked; // the curve whose mark stands there, or 0

    Raster(Glyphs glyphs, int columns, int rows, int curves) {
        this.glyphs = glyphs;
        this.columns = columns;
        this.rows = rows;
        dots = new byte[curves][columns * rows];
        marked = new byte[columns * rows];
    }

    /** Draws a curve. Every point that is drawn has its dot, however many lie in one column. */
    void draw(int curve, Curve points, Scale x, Scale y) {
        int before = -2;
        int lastX = 0;
        int lastY = 0;
        int top = 0; // what is drawn of the column of dots by the last points
        int bottom = 0;
        PrimitiveIterator.OfInt drawn = points.drawn().iterator();
        while (drawn.hasNext()) {
            int i = drawn.nextInt();
            int dotX = glyphs.dotX(x.place(points.xs()[i]), columns);
            int dotY = glyphs.dotY(y.place(points.ys()[i]), rows);
            boolean isConnected = before == i - 1;
            if (isConnected && dotX == lastX) {
                segment(curve, dotX, Math.clamp(dotY, top, bottom), dotX, dotY);
                top = Math.min(top, dotY);
                bottom = Math.max(bottom, dotY);
            } else {
                segment(curve, isConnected ? lastX : dotX, isConnected ? lastY : dotY, dotX, dotY);
                top = dotY;
                bottom = dotY;
            }
            before = i;
            lastX = dotX;
            lastY = dotY;
        }
    }

    private void segment(int curve, int fromX, int fromY, int toX, int toY) {
        int steps = Math.max(1, Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY)));
        for (int i = 0; i <= steps; i++) {
            int x = fromX + Math.round((float) (toX - fromX) * i / steps);
            int y = fromY + Math.round((float) (toY - fromY) * i / steps);
            dots[curve][y / glyphs.down * columns + x / glyphs.across] |= (byte) glyphs.bit(x % glyphs.across,
                    y % glyphs.down);
        }
    }

    /** Sets the marks of all curves but the first, in Braille; those of different curves in different columns. */
    void mark() {
        if (glyphs == Glyphs.ASCII) {
            return;
        }
        int others = dots.length - 1;
        int spacing = Math.max(SPACING, 2 * others);
        for (int curve = 1; curve <= others; curve++) {
            int first = spacing / 2 + (curve - 1) * spacing / others;
            boolean isMarked = false;
            for (int column = first % spacing; column < columns; column += spacing) {
                isMarked |= mark(curve, column);
            }
            for (int i = 0; i < columns && !isMarked; i++) { // of a short curve, wherever there is room
                isMarked = mark(curve, (i + columns / 2) % columns);
            }
        }
    }

    private boolean mark(int curve, int column) {
        BitSet inked = new BitSet(rows);
        for (int row = 0; row < rows; row++) {
            int cell = row * columns + column;
            inked.set(row, dots[curve][cell] != 0 && marked[cell] == 0);
        }
        if (inked.isEmpty()) {
            return false;
        }
        int row = inked.stream().skip((inked.cardinality() - 1) / 2).findFirst().orElseThrow();
        marked[row * columns + column] = (byte) curve;
        return true;
    }

    /** The curve to which a character belongs, or -1. */
    int owner(int row, int column) {
        int cell = row * columns + column;
        if (marked[cell] != 0) {
            return marked[cell];
        }
        int count = 0;
        for (byte[] curve : dots) {
            count += curve[cell] != 0 ? 1 : 0;
        }
        int turn = count == 0 ? 0 : (row + column) % count;
        for (int curve = 0; curve < dots.length; curve++) {
            if (dots[curve][cell] != 0 && turn-- == 0) {
                return curve;
            }
        }
        return -1;
    }

    char character(int row, int column) {
        int cell = row * columns + column;
        int owner = owner(row, column);
        if (owner > 0 && (marked[cell] != 0 || glyphs == Glyphs.ASCII)) {
            return MARKS.charAt(owner - 1);
        }
        int all = 0;
        for (int curve = 0; curve < dots.length; curve++) {
            all |= glyphs == Glyphs.UNICODE || curve == owner ? dots[curve][cell] & 0xFF : 0;
        }
        return glyphs.character(all);
    }

    /** How the legend shows a curve. */
    static String key(Glyphs glyphs, int curve) {
        if (curve == 0) {
            return glyphs.stroke;
        }
        String mark = MARKS.substring(curve - 1, curve);
        return glyphs == Glyphs.ASCII
                ? mark.repeat(glyphs.stroke.length())
                : glyphs.stroke.charAt(0) + mark + glyphs.stroke.charAt(0);
    }
}
