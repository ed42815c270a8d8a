package dev.lanewise.examples.mnist;

import java.util.Objects;

/**
 * Labelled grey pictures of digits: {@code count} pictures of {@code rows} x {@code cols} bytes, 0 for paper and 255
 * for ink, one after the other, and a label from 0 to 9 for each. The arrays are shared, not copied.
 *
 * @param count  number of pictures
 * @param rows   pixel rows of each picture
 * @param cols   pixel columns of each picture
 * @param pixels unsigned bytes, {@code [count, rows, cols]}
 * @param labels the digits, {@code [count]}
 */
public record Digits(int count, int rows, int cols, byte[] pixels, byte[] labels) {

    /** Checks that the arrays have the given sizes. */
    public Digits {
        if (count < 0 || rows < 1 || cols < 1) {
            throw new IllegalArgumentException(
                    "digits: %d pictures of %d x %d pixels make no sense".formatted(count, rows, cols));
        }
        long picture = (long) rows * cols;
        boolean fits = count == 0
                ? pixels.length == 0
                : pixels.length % count == 0 && pixels.length / count == picture;
        if (!fits || labels.length != count) {
            throw new IllegalArgumentException(
                    "digits: %d pictures of %d x %d do not have %d bytes and %d labels".formatted(
                            count, rows, cols, pixels.length, labels.length));
        }
    }

    /**
     * Returns a copy of one picture as grey values, row by row: 0 for paper, 1 for ink.
     *
     * @throws IndexOutOfBoundsException if there is no picture {@code index}
     */
    public float[] grey(int index) {
        Objects.checkIndex(index, count);
        int size = rows * cols;
        float[] grey = new float[size];
        for (int i = 0; i < size; i++) {
            grey[i] = (pixels[index * size + i] & 0xFF) / 255f;
        }
        return grey;
    }
}
