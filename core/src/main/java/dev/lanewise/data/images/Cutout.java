package dev.lanewise.data.images;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Required;

/**
 * Sets a square to 0 whose centre is any pixel of the picture, each as likely as any other; what of it lies outside is
 * cut off (DeVries and Taylor 2017). Behind {@link Normalize} 0 is the mean colour, as in the paper.
 *
 * @param size length of a side, at least 1
 */
public record Cutout(int size) implements Transform {
    /**
     * Of this size.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Cutout {
        Crops.requireSide("Cutout: size", size);
    }

    @Override
    public Image apply(Image image, RandomSource random) {
        Required.nonNull("Cutout: the picture", image);
        float[] drawn = Crops.uniform("Cutout", random, 2);
        int top = Crops.below(image.height(), drawn[0]) - size / 2;
        int left = Crops.below(image.width(), drawn[1]) - size / 2;
        return RandomErasing.erased(image, Math.max(0, top), Math.max(0, left),
                (int) Math.min(image.height(), (long) top + size), (int) Math.min(image.width(), (long) left + size),
                0);
    }
}
