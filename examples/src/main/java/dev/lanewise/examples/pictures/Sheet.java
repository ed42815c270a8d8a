package dev.lanewise.examples.pictures;

import java.util.Arrays;
import java.util.List;

/** Puts small pictures of one size side by side and one line below the other, enlarged, with lines between them. */
public final class Sheet {
    private static final int GAP = 4;
    private static final float BETWEEN = 0.4f;

    private Sheet() {}

    /**
     * Returns one picture of many.
     *
     * @param lines the pictures of each line, {@code rows * cols} grey values each, row-major
     * @param zoom how many pixels wide and high a pixel becomes
     */
    public static Picture of(List<List<float[]>> lines, int rows, int cols, int zoom) {
        int longest = lines.stream().mapToInt(List::size).max().orElse(0);
        int width = GAP + longest * (cols * zoom + GAP);
        int height = GAP + lines.size() * (rows * zoom + GAP);
        float[] sheet = new float[Math.multiplyExact(width, height)];
        Arrays.fill(sheet, BETWEEN);
        for (int line = 0; line < lines.size(); line++) {
            int top = GAP + line * (rows * zoom + GAP);
            for (int place = 0; place < lines.get(line).size(); place++) {
                int left = GAP + place * (cols * zoom + GAP);
                float[] grey = lines.get(line).get(place);
                for (int row = 0; row < rows * zoom; row++) {
                    for (int col = 0; col < cols * zoom; col++) {
                        sheet[(top + row) * width + left + col] = grey[row / zoom * cols + col / zoom];
                    }
                }
            }
        }
        return new Picture(width, height, sheet);
    }
}
