package dev.lanewise.data.images;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/**
 * A picture turned about its middle by a random angle, with the size kept: corners are lost, and what comes from
 * outside has the value {@code fill}. Values between pixels are interpolated bilinearly.
 *
 * @param degrees the largest angle in both directions, from 0 to 180; angles are uniform
 * @param fill the value outside
 */
public record RandomRotation(double degrees, double fill) implements Transform {
    private static final int HALF_TURN = 180;

    /**
     * With these settings.
     *
     * @throws IllegalArgumentException if the angle is not within 0 and 180, or the fill not a finite float
     */
    public RandomRotation {
        if (!(degrees >= 0 && degrees <= HALF_TURN)) {
            throw new IllegalArgumentException("RandomRotation: degrees " + degrees + " are not within 0 and 180");
        }
        Finite.number("RandomRotation: fill", fill);
    }

    /** With 0 outside. */
    public RandomRotation(double degrees) {
        this(degrees, 0);
    }

    @Override
    public Image apply(Image image, RandomSource random) {
        Required.nonNull("RandomRotation: the picture", image);
        return rotated(image, Crops.between(-degrees, degrees, Crops.uniform("RandomRotation", random, 1)[0]),
                (float) fill);
    }

    /** Turned counter-clockwise by an angle. */
    static Image rotated(Image image, double degrees, float fill) {
        double angle = StrictMath.toRadians(degrees);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double middleRow = (image.height() - 1) / 2.0;
        double middleCol = (image.width() - 1) / 2.0;
        float[] rotated = new float[image.values().length];
        int plane = image.height() * image.width();
        for (int row = 0, i = 0; row < image.height(); row++) {
            double y = row - middleRow;
            for (int col = 0; col < image.width(); col++, i++) {
                double x = col - middleCol;
                double fromRow = sin * x + cos * y + middleRow;
                double fromCol = cos * x - sin * y + middleCol;
                for (int channel = 0; channel < image.channels(); channel++) {
                    rotated[channel * plane + i] = between(image, channel * plane, fromRow, fromCol, fill);
                }
            }
        }
        return new Image(image.channels(), image.height(), image.width(), rotated);
    }

    private static float between(Image image, int plane, double row, double col, float fill) {
        int top = (int) Math.floor(row);
        int left = (int) Math.floor(col);
        double down = row - top;
        double right = col - left;
        double above = (1 - right) * at(image, plane, top, left, fill) + right * at(image, plane, top, left + 1, fill);
        double below = (1 - right) * at(image, plane, top + 1, left, fill)
                + right * at(image, plane, top + 1, left + 1, fill);
        return (float) ((1 - down) * above + down * below);
    }

    private static float at(Image image, int plane, int row, int col, float fill) {
        boolean inside = row >= 0 && row < image.height() && col >= 0 && col < image.width();
        return inside ? image.values()[plane + row * image.width() + col] : fill;
    }
}
