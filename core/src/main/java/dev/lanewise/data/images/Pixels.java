package dev.lanewise.data.images;

/** The picture that rows of stored pixels become: grey or coloured as asked for, transparency over white. */
final class Pixels {
    private final int channels;
    private final int height;
    private final int width;
    private final float[] values;

    /** Room for a picture of 1 or 3 channels. */
    Pixels(int channels, int height, int width) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.values = new float[Math.multiplyExact(channels, Math.multiplyExact(height, width))];
    }

    /**
     * Takes a row.
     *
     * @param bands what a pixel is stored as: 1 grey, 2 grey and opacity, 3 colours, 4 colours and opacity
     * @param line the bands of each pixel, one pixel after the other, from 0 to 1
     */
    void take(int row, int bands, float... line) {
        boolean coloured = bands >= 3;
        boolean transparent = bands % 2 == 0;
        int plane = height * width;
        for (int col = 0, from = 0, to = row * width; col < width; col++, from += bands, to++) {
            float opacity = transparent ? line[from + bands - 1] : 1;
            float red = onWhite(line[from], opacity);
            float green = coloured ? onWhite(line[from + 1], opacity) : red;
            float blue = coloured ? onWhite(line[from + 2], opacity) : red;
            if (channels == 1) {
                values[to] = coloured ? Colours.luma(red, green, blue) : red;
            } else {
                values[to] = red;
                values[plane + to] = green;
                values[2 * plane + to] = blue;
            }
        }
    }

    private static float onWhite(float value, float opacity) {
        return opacity == 1 ? value : value * opacity + (1 - opacity);
    }

    Image image() {
        return new Image(channels, height, width, values);
    }
}
