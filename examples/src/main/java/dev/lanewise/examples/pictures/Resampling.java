package dev.lanewise.examples.pictures;

/** Scales pictures without steps or flicker: by the mean over the area when shrinking, linearly when enlarging. */
public final class Resampling {
    private Resampling() {}

    /** Returns the picture at another size; the same values where the size is the same. */
    public static Picture resize(Picture picture, int width, int height) {
        float[] wide = new float[picture.height() * width];
        for (int row = 0; row < picture.height(); row++) {
            line(picture.grey(), row * picture.width(), 1, picture.width(), wide, row * width, 1, width);
        }
        float[] result = new float[height * width];
        for (int col = 0; col < width; col++) {
            line(wide, col, width, picture.height(), result, col, width, height);
        }
        return new Picture(width, height, result);
    }

    /**
     * Scales {@code n} values, each the content of an interval of length 1, to {@code m}. A result is the mean over an
     * interval around its own middle, as long as the longer of an old and a new pixel: which is linear interpolation
     * when enlarging, and the plain mean over the new pixel when shrinking.
     */
    private static void line(float[] from, int start, int step, int n, float[] to, int toStart, int toStep, int m) {
        double pixel = (double) n / m;
        double half = Math.max(pixel, 1) / 2;
        for (int j = 0; j < m; j++) {
            double low = (j + 0.5) * pixel - half;
            double high = low + 2 * half;
            double sum = 0;
            double weights = 0;
            for (int i = Math.max(0, (int) Math.floor(low)); i < Math.min(n, (int) Math.ceil(high)); i++) {
                double overlap = Math.min(high, i + 1) - Math.max(low, i);
                sum += overlap * from[start + i * step];
                weights += overlap;
            }
            to[toStart + j * toStep] = (float) (sum / weights);
        }
    }
}
