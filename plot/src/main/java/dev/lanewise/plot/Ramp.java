package dev.lanewise.plot;

import java.awt.Color;

/** Colours for numbers. Each ramp is also one in brightness, so that it can be read without colours. */
enum Ramp {
    /** From white over teal to nearly black. */
    SEQUENTIAL(0xFFFFFF, 0xCFE8EA, 0x8CCBD1, 0x4AA5B0, 0x0B7285, 0x085565, 0x06313D),
    /** Blue below the middle, white at it, red above: different for those who cannot tell red from green. */
    DIVERGING(0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xFFFFFF, 0xF4A582, 0xD6604D, 0xB2182B, 0x67001F),
    /** From black to white, as pictures are. */
    GREY(0x000000, 0xFFFFFF);

    @SuppressWarnings("ImmutableEnumChecker") // written once, here
    private final int[] colors;

    Ramp(int... colors) {
        this.colors = colors;
    }

    /** The colour at a place from 0 to 1. */
    Color at(double place) {
        return new Color(rgb(place));
    }

    /** The same as 0xRRGGBB. */
    int rgb(double place) {
        double position = Math.clamp(place, 0, 1) * (colors.length - 1);
        int below = Math.min((int) position, colors.length - 2);
        double share = position - below;
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = colors[below] >> shift & 0xFF;
            int to = colors[below + 1] >> shift & 0xFF;
            rgb |= (int) Math.round(from + (to - from) * share) << shift;
        }
        return rgb;
    }
}
