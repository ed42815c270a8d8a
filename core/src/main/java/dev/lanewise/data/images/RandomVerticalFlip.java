package dev.lanewise.data.images;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/**
 * Top and bottom exchanged, at random.
 *
 * @param probability from 0 for never to 1 for always
 */
public record RandomVerticalFlip(double probability) implements Transform {
    /**
     * With this probability.
     *
     * @throws IllegalArgumentException if it is not within 0 and 1
     */
    public RandomVerticalFlip {
        Finite.share("RandomVerticalFlip: probability", probability);
    }

    @Override
    public Image apply(Image image, RandomSource random) {
        Required.nonNull("RandomVerticalFlip: the picture", image);
        return Crops.uniform("RandomVerticalFlip", random, 1)[0] < probability ? flipped(image) : image;
    }

    private static Image flipped(Image image) {
        int height = image.height();
        int width = image.width();
        float[] flipped = new float[image.values().length];
        for (int row = 0; row < image.channels() * height; row++) {
            int top = row - row % height;
            System.arraycopy(image.values(), row * width, flipped, (2 * top + height - 1 - row) * width, width);
        }
        return new Image(image.channels(), height, width, flipped);
    }
}
