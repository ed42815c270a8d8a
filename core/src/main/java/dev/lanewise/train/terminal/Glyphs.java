package dev.lanewise.train.terminal;

import java.nio.charset.Charset;

/** The characters of a picture: dots within a character, and what axes are made of. */
enum Glyphs {
    /** Eight Braille dots to a character. */
    UNICODE(2, 4, "│┤└─┬", "…", "⠒⠒⠒") {
        @Override
        int bit(int x, int y) {
            return BRAILLE[y][x];
        }

        @Override
        char character(int dots) {
            return dots == 0 ? ' ' : (char) (BLANK + dots);
        }
    },

    /** Two levels to a character. */
    ASCII(1, 2, "|++-+", "...", ".:'") {
        @Override
        int bit(int x, int y) {
            return 1 << y;
        }

        @Override
        char character(int dots) {
            return " '.:".charAt(dots);
        }
    };

    private static final char BLANK = '\u2800';
    private static final int[][] BRAILLE = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

    /** Dots beside each other in a character. */
    final int across;

    /** Dots above each other in a character. */
    final int down;

    /** The y axis without and with a tick, the corner, the x axis without and with a tick. */
    private final String axes;

    /** What stands for the end of a text that is cut. */
    final String ellipsis;

    /** A line without a mark in the legend. */
    final String stroke;

    Glyphs(int across, int down, String axes, String ellipsis, String stroke) {
        this.across = across;
        this.down = down;
        this.axes = axes;
        this.ellipsis = ellipsis;
        this.stroke = stroke;
    }

    /** The finest that a character set can write. */
    static Glyphs of(Charset charset) {
        return charset.canEncode() && charset.newEncoder().canEncode("\u28FF" + UNICODE.axes + UNICODE.ellipsis)
                ? UNICODE
                : ASCII;
    }

    /** The dot, from the left, at a place from 0 to 1 of so many characters. */
    int dotX(double place, int columns) {
        return (int) Math.round(place * (columns * across - 1));
    }

    /** The dot, from the top, at a place from 0 to 1 of so many characters; 0 is at the bottom. */
    int dotY(double place, int rows) {
        return (int) Math.round((1 - place) * (rows * down - 1));
    }

    /** The row of characters, from the top, of a place. */
    int row(double place, int rows) {
        return dotY(place, rows) / down;
    }

    /** The column of characters of a place. */
    int column(double place, int columns) {
        return dotX(place, columns) / across;
    }

    /** The bit of a dot of a character, counted from its left and from its top. */
    abstract int bit(int x, int y);

    /** The character with these dots; a space if there are none. */
    abstract char character(int dots);

    char left(boolean tick) {
        return axes.charAt(tick ? 1 : 0);
    }

    char corner() {
        return axes.charAt(2);
    }

    char bottom(boolean tick) {
        return axes.charAt(tick ? 4 : 3);
    }
}
