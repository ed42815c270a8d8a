package dev.lanewise.data.images;

import dev.lanewise.random.RandomSource;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import java.util.Arrays;

/**
 * {@code (value - mean) / std}, with a mean and a standard deviation for each channel. What expects values from 0 to 1
 * ({@link ColorJitter}) stands before it.
 */
public final class Normalize implements Transform {
    private final float[] mean;
    private final float[] std;

    /**
     * With these means and deviations, rounded to floats.
     *
     * @throws IllegalArgumentException if an array is null, they are not of one length, or a number is not finite, or a
     *     deviation not above 0; later for a picture with another number of channels
     */
    public Normalize(double[] mean, double[] std) {
        int channels = Required.nonNull("Normalize: the array of means", mean).length;
        if (Required.nonNull("Normalize: the array of deviations", std).length != channels) {
            throw new IllegalArgumentException("Normalize: " + channels + " means and " + std.length + " deviations");
        }
        this.mean = new float[channels];
        this.std = new float[channels];
        for (int i = 0; i < channels; i++) {
            this.mean[i] = Finite.number("Normalize: mean", mean[i]);
            this.std[i] = Finite.aboveZero("Normalize: deviation", std[i]);
        }
    }

    @Override
    public Image apply(Image image, RandomSource random) {
        Required.nonNull("Normalize: the picture", image);
        if (image.channels() != mean.length) {
            throw new IllegalArgumentException(
                    "Normalize: means for " + mean.length + " channels, and a picture that is " + image.size());
        }
        float[] normal = new float[image.values().length];
        int plane = image.height() * image.width();
        for (int channel = 0; channel < mean.length; channel++) {
            normalise(image.values(), normal, channel * plane, plane, mean[channel], std[channel]);
        }
        return new Image(image.channels(), image.height(), image.width(), normal);
    }

    /** A loop of its own, which the JIT compiler vectorises. */
    private static void normalise(float[] from, float[] to, int first, int count, float mean, float std) {
        for (int i = first; i < first + count; i++) {
            to[i] = (from[i] - mean) / std;
        }
    }

    /** For example {@code Normalize(mean [0.5], std [0.25])}. */
    @Override
    public String toString() {
        return "Normalize(mean " + Arrays.toString(mean) + ", std " + Arrays.toString(std) + ")";
    }
}
