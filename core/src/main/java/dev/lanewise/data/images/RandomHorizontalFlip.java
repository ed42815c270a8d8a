package dev.lanewise.data.images;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/**
 * Left and right exchanged, at random.
 *
 * @param probability from 0 for never to 1 for always
 */
public record RandomHorizontalFlip(double probability) implements Transform {
    /**
     * With this probability.
     *
     * @throws IllegalArgumentException if it is not within 0 and 1
     */
    public RandomHorizontalFlip {
        Finite.share("RandomHorizontalFlip: probability", probability);
    }

    @Override
    public Image apply(Image image, RandomSource random) {
        Required.nonNull("RandomHorizontalFlip: the picture", image);
        return Crops.uniform("RandomHorizontalFlip", random, 1)[0] < probability ? flipped(image) : image;
    }

    private static Image flipped(Image image) {
        int width = image.width();
        float[] from = image.values();
        float[] flipped = new float[from.length];
        for (int row = 0; row < from.length; row += width) {
            for (int col = 0; col < width; col++) {
                flipped[row + width - 1 - col] = from[row + col];
            }
        }
        return new Image(image.channels(), image.height(), width, flipped);
    }
}
