package chapter04;

import dev.lanewise.workshop.Hole;
import java.util.Random;

/** The numbers that a layer begins with. */
public final class Init {
    private Init() {}

    /** The standard deviation of weights that keeps a signal's size through a layer and ReLU: {@code sqrt(2 / in)}. */
    public static double deviation(int in) {
        // 1. In Java, 2 / 784 is 0.
        throw Hole.fill("compute the root of 2 / in");
    }

    /** {@code count} normal random numbers with mean 0 and a standard deviation. */
    public static float[] normal(int count, double deviation, Random random) {
        // 2. random.nextGaussian() draws a number with mean 0 and standard deviation 1.
        throw Hole.fill("draw the numbers, and stretch each to the deviation");
    }

    /** The root of the mean square: how large these numbers typically are. */
    public static double size(float[] numbers) {
        double squares = 0;
        for (float number : numbers) {
            squares += (double) number * number;
        }
        return Math.sqrt(squares / numbers.length);
    }
}
