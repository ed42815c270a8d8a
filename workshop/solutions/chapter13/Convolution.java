package chapter13;

import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Unflatten;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.pool.MaxPool2d;
import dev.lanewise.random.RandomSource;
import dev.lanewise.workshop.data.Digits;

/**
 * A convolution by plain loops, and a network of convolutions by Lanewise. A picture is an array of {@code height} rows
 * of {@code width} numbers; if it has several channels, they lie one after the other.
 */
public final class Convolution {
    private Convolution() {}

    /**
     * One number of the result: the window of {@code size x size} pixels whose upper left pixel is at (row, column),
     * each pixel times the number of the kernel at the same place, all added up.
     */
    public static float at(float[] picture, int width, float[] kernel, int size, int row, int column) {
        float sum = 0;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                sum += picture[(row + i) * width + column + j] * kernel[i * size + j];
            }
        }
        return sum;
    }

    /**
     * The kernel at every place where it lies within the picture: {@code [height, width]} to
     * {@code [height - size + 1, width - size + 1]}.
     */
    public static float[] filter(float[] picture, int height, int width, float[] kernel, int size) {
        int rows = height - size + 1;
        int columns = width - size + 1;
        float[] result = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                result[row * columns + column] = at(picture, width, kernel, size, row, column);
            }
        }
        return result;
    }

    /**
     * A convolution with channels: {@code [in, height, width]} to {@code [out, height - size + 1, width - size + 1]}.
     *
     * @param weight {@code [out, in, size, size]}: a kernel for each pair of an output and an input channel
     * @param bias   {@code [out]}: a number for each output channel
     */
    public static float[] convolve(
            float[] x, int in, int height, int width, float[] weight, float[] bias, int size) {
        int pixels = (height - size + 1) * (width - size + 1);
        float[] result = new float[bias.length * pixels];
        for (int o = 0; o < bias.length; o++) {
            for (int c = 0; c < in; c++) {
                float[] part = filter(channel(x, c, height * width), height, width,
                        channel(weight, o * in + c, size * size), size);
                for (int p = 0; p < pixels; p++) {
                    result[o * pixels + p] += part[p];
                }
            }
            for (int p = 0; p < pixels; p++) {
                result[o * pixels + p] += bias[o];
            }
        }
        return result;
    }

    /**
     * The largest number of each square of 2 x 2 pixels: {@code [channels, height, width]} to
     * {@code [channels, height / 2, width / 2]}. An odd last row or column is left out.
     */
    public static float[] maxPool(float[] x, int channels, int height, int width) {
        int rows = height / 2;
        int columns = width / 2;
        float[] result = new float[channels * rows * columns];
        for (int c = 0; c < channels; c++) {
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    int corner = (c * height + 2 * row) * width + 2 * column;
                    result[(c * rows + row) * columns + column] = Math.max(
                            Math.max(x[corner], x[corner + 1]),
                            Math.max(x[corner + width], x[corner + width + 1]));
                }
            }
        }
        return result;
    }

    /**
     * A network for digits, {@code [N, 784]} to {@code [N, 10]}: a convolution with a 5 x 5 kernel to 8 channels and
     * relu, pooled, another one to 16 channels and relu, pooled, and a linear layer.
     */
    public static Sequential network(RandomSource random) {
        return new Sequential(
                new Unflatten(1, 1, Digits.SIDE, Digits.SIDE), // [N, 1, 28, 28]: one channel
                new Conv2d(1, 8, 5, random), new ReLU(), new MaxPool2d(2), // [N, 8, 12, 12]
                new Conv2d(8, 16, 5, random), new ReLU(), new MaxPool2d(2), // [N, 16, 4, 4]
                new Flatten(),
                new Linear(16 * 4 * 4, Digits.CLASSES, random));
    }

    /** A copy of one of several arrays of {@code size} numbers that lie one after the other. */
    private static float[] channel(float[] all, int index, int size) {
        float[] one = new float[size];
        System.arraycopy(all, index * size, one, 0, size);
        return one;
    }

    /** The same digits, each picture moved down and to the right; what is moved out of a picture is lost. */
    public static Digits shifted(Digits digits, int down, int right) {
        float[] moved = new float[digits.pictures().length];
        for (int i = 0; i < digits.count(); i++) {
            for (int row = Math.max(0, down); row < Math.min(Digits.SIDE, Digits.SIDE + down); row++) {
                for (int column = Math.max(0, right); column < Math.min(Digits.SIDE, Digits.SIDE + right); column++) {
                    moved[i * Digits.PIXELS + row * Digits.SIDE + column] = digits.pictures()[i * Digits.PIXELS
                            + (row - down) * Digits.SIDE + column - right];
                }
            }
        }
        return new Digits(moved, digits.labels().clone());
    }
}
