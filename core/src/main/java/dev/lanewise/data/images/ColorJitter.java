package dev.lanewise.data.images;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/**
 * Changes brightness, contrast, saturation and hue at random, in random order, as torchvision does. The first three are
 * factors, uniform from {@code max(0, 1 - setting)} to {@code 1 + setting}: brightness multiplies the values; contrast
 * the distances from the mean brightness of the picture; saturation those from the brightness of the pixel. Hues are
 * turned by a share of the circle, uniform from {@code -hue} to {@code hue}. Each result is cut off at 0 and 1. A grey
 * picture has no saturation and no hue.
 *
 * @param brightness 0 or more
 * @param contrast 0 or more
 * @param saturation 0 or more
 * @param hue from 0 to 0.5
 */
public record ColorJitter(double brightness, double contrast, double saturation, double hue) implements Transform {
    private static final int CHANGES = 4;

    /** By rounding a value may lie beside 0 and 1; one that lies further out is no brightness. */
    private static final float TOLERANCE = 1e-3f;

    /**
     * With these settings; 0 leaves alone.
     *
     * @throws IllegalArgumentException if one is out of its range; later for a picture that is neither grey nor
     *     coloured, or has values outside 0 and 1, since it was normalised before
     */
    public ColorJitter {
        Finite.atLeastZero("ColorJitter: brightness", brightness);
        Finite.atLeastZero("ColorJitter: contrast", contrast);
        Finite.atLeastZero("ColorJitter: saturation", saturation);
        if (!(hue >= 0 && hue <= 0.5)) {
            throw new IllegalArgumentException("ColorJitter: hue " + hue + " is not within 0 and 0.5");
        }
    }

    @Override
    public Image apply(Image image, RandomSource random) {
        Required.nonNull("ColorJitter: the picture", image);
        Colours.requireGreyOrColour("ColorJitter", image);
        float[] values = image.values().clone();
        for (float value : values) {
            if (!(value >= -TOLERANCE && value <= 1 + TOLERANCE)) {
                throw new IllegalArgumentException(
                        "ColorJitter: value " + value + " is not within 0 and 1; Normalize comes after it");
            }
        }
        float[] drawn = Crops.uniform("ColorJitter", random, 2 * CHANGES);
        Image changed = new Image(image.channels(), image.height(), image.width(), values);
        for (int change : order(drawn)) {
            change(changed, change, drawn[change]);
        }
        return changed;
    }

    /** The changes in random order, by the second half of the numbers. */
    private static int[] order(float... drawn) {
        int[] order = {0, 1, 2, 3};
        for (int i = CHANGES - 1; i > 0; i--) {
            int j = Crops.below(i + 1, drawn[CHANGES + i]);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    private void change(Image image, int change, float uniform) {
        switch (change) {
            case 0 -> brighten(image, factor(brightness, uniform));
            case 1 -> contrast(image, factor(contrast, uniform));
            case 2 -> saturate(image, factor(saturation, uniform));
            default -> turnHues(image, (float) Crops.between(-hue, hue, uniform));
        }
    }

    private static float factor(double setting, float uniform) {
        return (float) Crops.between(Math.max(0, 1 - setting), 1 + setting, uniform);
    }

    /** Each of these changes the values of the picture itself. */
    static void brighten(Image image, float factor) {
        float[] values = image.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = mixed(values[i], 0, factor);
        }
    }

    static void contrast(Image image, float factor) {
        double sum = 0;
        float[] luma = Colours.luma(image);
        for (float grey : luma) {
            sum += grey;
        }
        float mean = (float) (sum / luma.length);
        float[] values = image.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = mixed(values[i], mean, factor);
        }
    }

    static void saturate(Image image, float factor) {
        if (image.channels() == 1) {
            return;
        }
        float[] luma = Colours.luma(image);
        float[] values = image.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = mixed(values[i], luma[i % luma.length], factor);
        }
    }

    static void turnHues(Image image, float turn) {
        if (image.channels() == 3 && turn != 0) {
            Colours.turnHues(image.values(), image.height() * image.width(), turn);
        }
    }

    private static float mixed(float value, float other, float factor) {
        return Math.clamp(factor * value + (1 - factor) * other, 0f, 1f);
    }
}
