package dev.lanewise.data.images;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.text.Required;

/** Parts of pictures, and what the transforms that choose them share. */
final class Crops {
    private Crops() {}

    /** A part of a picture, which may reach beyond its edges: there the values are 0. */
    static Image crop(Image image, int top, int left, int height, int width) {
        if (top == 0 && left == 0 && height == image.height() && width == image.width()) {
            return image;
        }
        float[] cropped = new float[Shape.of(image.channels(), height, width).size()];
        int firstCol = Math.max(0, -left);
        int count = Math.min(width, image.width() - left) - firstCol;
        for (int channel = 0; channel < image.channels() && count > 0; channel++) {
            for (int row = Math.max(0, -top); row < height && top + row < image.height(); row++) {
                int from = (channel * image.height() + top + row) * image.width() + left + firstCol;
                System.arraycopy(image.values(), from, cropped, (channel * height + row) * width + firstCol, count);
            }
        }
        return new Image(image.channels(), height, width, cropped);
    }

    /** So many uniform numbers on [0, 1), drawn at once. */
    static float[] uniform(String owner, RandomSource random, int count) {
        return Required.nonNull(owner + ": the random source", random).uniform(count).toArray();
    }

    /** The whole number below n that a uniform number on [0, 1) stands for; n is positive. */
    static int below(int n, float uniform) {
        return (int) ((double) uniform * n); // exact, so that n itself is not reached
    }

    /** The number between two that a uniform number on [0, 1) stands for. */
    static double between(double low, double high, float uniform) {
        return low + (high - low) * uniform;
    }

    /** As {@link #between} for positive numbers, whose logarithms are uniform: half is as likely as double. */
    static double ratio(double low, double high, float uniform) {
        return StrictMath.exp(between(StrictMath.log(low), StrictMath.log(high), uniform));
    }

    static int requireSide(String what, int side) {
        if (side < 1) {
            throw new IllegalArgumentException(what + " " + side + " is not positive");
        }
        return side;
    }

    /** Checks two positive, finite numbers in ascending order. */
    static void requireRange(String what, double low, double high) {
        if (!(low > 0 && low <= high && high < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    what + " " + low + " to " + high + ": expected two numbers above 0 in ascending order");
        }
    }
}
