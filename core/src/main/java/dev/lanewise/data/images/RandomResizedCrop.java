package dev.lanewise.data.images;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Required;

/**
 * A part of a picture, of random area and proportions, at a random place, which is then resized (Szegedy et al. 2015).
 * Ten areas and proportions are tried; if none fits into the picture, its middle is taken, with proportions as near to
 * its own as the range allows.
 *
 * @param height rows of the result, at least 1
 * @param width columns of the result, at least 1
 * @param leastArea share of the picture's area that the part has at least, above 0
 * @param mostArea likewise at most, up to 1
 * @param leastRatio width by height of the part at least; logarithms are uniform
 * @param mostRatio likewise at most
 */
public record RandomResizedCrop(
        int height, int width, double leastArea, double mostArea, double leastRatio, double mostRatio)
        implements
            Transform {
    private static final int ATTEMPTS = 10;

    /**
     * With these ranges.
     *
     * @throws IllegalArgumentException if a side is not positive, or a range not two positive numbers in ascending
     *     order, the areas up to 1
     */
    public RandomResizedCrop {
        Crops.requireSide("RandomResizedCrop: height", height);
        Crops.requireSide("RandomResizedCrop: width", width);
        Crops.requireRange("RandomResizedCrop: areas", leastArea, mostArea);
        Crops.requireRange("RandomResizedCrop: ratios", leastRatio, mostRatio);
        if (mostArea > 1) {
            throw new IllegalArgumentException("RandomResizedCrop: area " + mostArea + " is above 1");
        }
    }

    /** With torchvision's ranges: areas 0.08 to 1, proportions 3:4 to 4:3. */
    public RandomResizedCrop(int height, int width) {
        this(height, width, 0.08, 1, 3.0 / 4, 4.0 / 3);
    }

    @Override
    public Image apply(Image image, RandomSource random) {
        Required.nonNull("RandomResizedCrop: the picture", image);
        float[] drawn = Crops.uniform("RandomResizedCrop", random, 4 * ATTEMPTS);
        double area = (double) image.height() * image.width();
        for (int i = 0; i < drawn.length; i += 4) {
            double wanted = area * Crops.between(leastArea, mostArea, drawn[i]);
            double ratio = Crops.ratio(leastRatio, mostRatio, drawn[i + 1]);
            long cols = Math.round(Math.sqrt(wanted * ratio));
            long rows = Math.round(Math.sqrt(wanted / ratio));
            if (cols > 0 && cols <= image.width() && rows > 0 && rows <= image.height()) {
                int top = Crops.below(image.height() - (int) rows + 1, drawn[i + 2]);
                int left = Crops.below(image.width() - (int) cols + 1, drawn[i + 3]);
                return resized(image, top, left, (int) rows, (int) cols);
            }
        }
        return middle(image);
    }

    private Image middle(Image image) {
        double ratio = Math.clamp((double) image.width() / image.height(), leastRatio, mostRatio);
        int cols = side(image.height() * ratio, image.width());
        int rows = side(image.width() / ratio, image.height());
        return resized(image, (image.height() - rows) / 2, (image.width() - cols) / 2, rows, cols);
    }

    private static int side(double wanted, int most) {
        return Math.clamp(Math.round(wanted), 1, most);
    }

    private Image resized(Image image, int top, int left, int rows, int cols) {
        return Resize.resized(Crops.crop(image, top, left, rows, cols), height, width);
    }
}
