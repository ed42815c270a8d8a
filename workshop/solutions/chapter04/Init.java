package chapter04;

import java.util.Random;

/** The numbers that a layer begins with. */
public final class Init {
    private Init() {}

    /** The standard deviation of weights that keeps a signal's size through a layer and ReLU: {@code sqrt(2 / in)}. */
    public static double deviation(int in) {
        return Math.sqrt(2.0 / in);
    }

    /** {@code count} normal random numbers with mean 0 and a standard deviation. */
    public static float[] normal(int count, double deviation, Random random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (deviation * random.nextGaussian());
        }
        return numbers;
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
