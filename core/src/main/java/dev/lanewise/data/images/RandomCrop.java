package dev.lanewise.data.images;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Required;

/**
 * A part of a picture, each place as likely as any other. With padding the picture first gets an edge of zeros all
 * around: {@code new RandomCrop(32, 32, 4)} moves the pictures of CIFAR by up to four pixels.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param padding pixels on each side, 0 or more
 */
public record RandomCrop(int height, int width, int padding) implements Transform {
    private static final int MOST_PADDING = 1 << 20;

    /**
     * To this size.
     *
     * @throws IllegalArgumentException if a side is not positive, or the padding is negative or above 2^20; later for a
     *     picture that is smaller
     */
    public RandomCrop {
        Crops.requireSide("RandomCrop: height", height);
        Crops.requireSide("RandomCrop: width", width);
        if (padding < 0 || padding > MOST_PADDING) {
            throw new IllegalArgumentException("RandomCrop: padding " + padding + " is not within 0 and "
                    + MOST_PADDING);
        }
    }

    @Override
    public Image apply(Image image, RandomSource random) {
        Required.nonNull("RandomCrop: the picture", image);
        long rows = (long) image.height() + 2L * padding - height + 1;
        long cols = (long) image.width() + 2L * padding - width + 1;
        if (rows < 1 || cols < 1) {
            throw new IllegalArgumentException("RandomCrop: " + height + "x" + width + " pixels of a picture that is "
                    + image.size() + ", padded by " + padding);
        }
        float[] drawn = Crops.uniform("RandomCrop", random, 2);
        return Crops.crop(image, Crops.below(Math.toIntExact(rows), drawn[0]) - padding,
                Crops.below(Math.toIntExact(cols), drawn[1]) - padding, height, width);
    }
}
