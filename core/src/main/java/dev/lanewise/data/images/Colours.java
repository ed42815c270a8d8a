package dev.lanewise.data.images;

/** Arithmetic with colours. */
final class Colours {
    private static final float RED = 0.299f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;

    private Colours() {}

    /** How bright a colour is (luma of ITU-R BT.601). */
    static float luma(float red, float green, float blue) {
        return RED * red + GREEN * green + BLUE * blue;
    }

    /** Checks that a picture is grey or coloured. */
    static void requireGreyOrColour(String what, Image image) {
        if (image.channels() != 1 && image.channels() != 3) {
            throw new IllegalArgumentException(
                    what + ": a picture that is " + image.size() + " is neither grey nor red, green and blue");
        }
    }

    /** The brightness of each pixel; of a grey picture its own values. */
    static float[] luma(Image image) {
        float[] values = image.values();
        if (image.channels() == 1) {
            return values;
        }
        int plane = image.height() * image.width();
        float[] grey = new float[plane];
        for (int i = 0; i < plane; i++) {
            grey[i] = luma(values[i], values[plane + i], values[2 * plane + i]);
        }
        return grey;
    }

    /** Turns the hues of colours in place, by a share of the circle (hue, saturation, value: Smith 1978). */
    static void turnHues(float[] values, int plane, float turn) {
        for (int i = 0; i < plane; i++) {
            float red = values[i];
            float green = values[plane + i];
            float blue = values[2 * plane + i];
            float most = Math.max(red, Math.max(green, blue));
            float least = Math.min(red, Math.min(green, blue));
            float chroma = most - least;
            if (chroma > 0) { // grey has no hue
                float sixths = most == red
                        ? (green - blue) / chroma
                        : most == green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma;
                float turned = sixths + 6 * turn;
                values[i] = most - chroma * missing(5 + turned);
                values[plane + i] = most - chroma * missing(3 + turned);
                values[2 * plane + i] = most - chroma * missing(1 + turned);
            }
        }
    }

    /** How much of the chroma a primary colour lacks, by its distance around the circle in sixths. */
    private static float missing(float sixths) {
        float around = sixths - 6 * (float) Math.floor(sixths / 6);
        return Math.clamp(Math.min(around, 4 - around), 0f, 1f);
    }
}
