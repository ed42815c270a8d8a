package dev.lanewise.plot;

import java.awt.Color;
import java.awt.Font;

/** The colours and fonts of all pictures. */
final class Style {
    static final Color GROUND = Color.WHITE;
    static final Color INK = new Color(0x24292F);
    static final Color PALE_INK = new Color(0x57606A);
    static final Color GRID = new Color(0xDDE1E6);
    /** NaN and infinities in a matrix. */
    static final Color MISSING = new Color(0xA9B0B7);
    /** NaN in pictures, which may be grey themselves. */
    static final Color ALARM = new Color(0xE64980);
    /** Colours that remain different for most who are colour-blind. */
    private static final Color[] SERIES = {
        new Color(0x0B7285), new Color(0xE8590C), new Color(0x5F3DC4), new Color(0x2B8A3E), new Color(0xC2255C),
        new Color(0xB08900), new Color(0x495057), new Color(0x1C7ED6)};

    /** Pixels around a picture. */
    static final int PADDING = 14;

    private Style() {}

    /** The colour of series {@code number}, from 0; there are eight, after which they repeat. */
    static Color series(int number) {
        return SERIES[number % SERIES.length];
    }

    /** The same colour, three tenths of it on white. */
    static Color paler(Color color) {
        return new Color(pale(color.getRed()), pale(color.getGreen()), pale(color.getBlue()));
    }

    private static int pale(int channel) {
        return 255 - (255 - channel) * 3 / 10;
    }

    /** What can be read on a ground of this colour. */
    static Color inkOn(Color ground) {
        int luminance = 299 * ground.getRed() + 587 * ground.getGreen() + 114 * ground.getBlue();
        return luminance > 140_000 ? INK : GROUND;
    }

    static Font title() {
        return font(Font.BOLD, 16);
    }

    static Font axis() {
        return font(Font.PLAIN, 13);
    }

    static Font label() {
        return font(Font.PLAIN, 12);
    }

    static Font small(int size) {
        return font(Font.PLAIN, size);
    }

    private static Font font(int kind, int size) {
        return new Font(Font.SANS_SERIF, kind, size);
    }
}
