package dev.lanewise.data.images;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Required;

/**
 * The middle of a picture. If an odd number of rows or columns is left out, half of it is rounded to the even number
 * for the top or the left, as in torchvision.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record CenterCrop(int height, int width) implements Transform {
    /**
     * To this size.
     *
     * @throws IllegalArgumentException if a side is not positive; later for a picture that is smaller
     */
    public CenterCrop {
        Crops.requireSide("CenterCrop: height", height);
        Crops.requireSide("CenterCrop: width", width);
    }

    @Override
    public Image apply(Image image, RandomSource random) {
        Required.nonNull("CenterCrop: the picture", image);
        if (image.height() < height || image.width() < width) {
            throw new IllegalArgumentException("CenterCrop: " + height + "x" + width
                    + " pixels of a picture that is " + image.size());
        }
        return Crops.crop(image, half(image.height() - height), half(image.width() - width), height, width);
    }

    private static int half(int left) {
        return (int) Math.rint(left / 2.0);
    }
}
