package dev.lanewise.data.images;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import java.util.Arrays;

/**
 * Replaces a rectangle of random area, proportions and place by one value (Zhong et al. 2017). Ten areas and
 * proportions are tried; if none is smaller than the picture in both directions, it stays as it is.
 *
 * @param probability that it happens at all, from 0 to 1
 * @param leastArea share of the picture's area that the rectangle has at least, above 0
 * @param mostArea likewise at most, up to 1
 * @param leastRatio height by width of the rectangle at least; logarithms are uniform
 * @param mostRatio likewise at most
 * @param value what it is filled with
 */
public record RandomErasing(
        double probability, double leastArea, double mostArea, double leastRatio, double mostRatio, double value)
        implements
            Transform {
    private static final int ATTEMPTS = 10;

    /**
     * With these ranges.
     *
     * @throws IllegalArgumentException if the probability is not within 0 and 1, a range not two positive numbers in
     *     ascending order, the areas up to 1, or the value not a finite float
     */
    public RandomErasing {
        Finite.share("RandomErasing: probability", probability);
        Crops.requireRange("RandomErasing: areas", leastArea, mostArea);
        Crops.requireRange("RandomErasing: ratios", leastRatio, mostRatio);
        if (mostArea > 1) {
            throw new IllegalArgumentException("RandomErasing: area " + mostArea + " is above 1");
        }
        Finite.number("RandomErasing: value", value);
    }

    /** With torchvision's ranges, areas 0.02 to 0.33 and proportions 0.3 to 3.3, and the value 0. */
    public RandomErasing(double probability) {
        this(probability, 0.02, 0.33, 0.3, 3.3, 0);
    }

    @Override
    public Image apply(Image image, RandomSource random) {
        Required.nonNull("RandomErasing: the picture", image);
        float[] drawn = Crops.uniform("RandomErasing", random, 1 + 4 * ATTEMPTS);
        if (drawn[0] >= probability) {
            return image;
        }
        double area = (double) image.height() * image.width();
        for (int i = 1; i < drawn.length; i += 4) {
            double wanted = area * Crops.between(leastArea, mostArea, drawn[i]);
            double ratio = Crops.ratio(leastRatio, mostRatio, drawn[i + 1]);
            long rows = Math.round(Math.sqrt(wanted * ratio));
            long cols = Math.round(Math.sqrt(wanted / ratio));
            if (rows < image.height() && cols < image.width()) {
                int top = Crops.below(image.height() - (int) rows + 1, drawn[i + 2]);
                int left = Crops.below(image.width() - (int) cols + 1, drawn[i + 3]);
                return erased(image, top, left, top + (int) rows, left + (int) cols, (float) value);
            }
        }
        return image;
    }

    /** The picture with one value from a row and a column on up to others, exclusive. */
    static Image erased(Image image, int top, int left, int bottom, int right, float value) {
        float[] erased = image.values().clone();
        for (int channel = 0; channel < image.channels(); channel++) {
            for (int row = top; row < bottom; row++) {
                int start = (channel * image.height() + row) * image.width();
                Arrays.fill(erased, start + left, start + right, value);
            }
        }
        return new Image(image.channels(), image.height(), image.width(), erased);
    }
}
