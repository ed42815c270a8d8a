package dev.lanewise.examples.pictures;

/**
 * A grey picture: {@code grey[row * width + col]} is 0 for black and 1 for white.
 *
 * @param width  pixels in a row
 * @param height rows
 * @param grey   {@code height * width} values, shared
 */
public record Picture(int width, int height, float[] grey) {
    /** More pixels than this are not read. */
    static final long LARGEST = 64_000_000;

    /** The grey of a pixel. */
    public float at(int row, int col) {
        return grey[row * width + col];
    }
}
