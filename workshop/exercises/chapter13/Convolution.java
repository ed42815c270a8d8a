package chapter13;

import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Unflatten;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.pool.MaxPool2d;
import dev.lanewise.random.RandomSource;
import dev.lanewise.workshop.Hole;
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
        // 1. Row i of the window begins at picture[(row + i) * width + column], row i of the kernel at
        //    kernel[i * size].
        throw Hole.fill("multiply each pixel of the window by its number of the kernel, and add them up");
    }

    /**
     * The kernel at every place where it lies within the picture: {@code [height, width]} to
     * {@code [height - size + 1, width - size + 1]}.
     */
    public static float[] filter(float[] picture, int height, int width, float[] kernel, int size) {
        // 2. The result is a smaller picture: how many rows and columns has it?
        throw Hole.fill("put the result of at() for each place into a new array, row after row");
    }

    /**
     * A convolution with channels: {@code [in, height, width]} to {@code [out, height - size + 1, width - size + 1]}.
     *
     * @param weight {@code [out, in, size, size]}: a kernel for each pair of an output and an input channel
     * @param bias   {@code [out]}: a number for each output channel
     */
    public static float[] convolve(
            float[] x, int in, int height, int width, float[] weight, float[] bias, int size) {
        // 3. For each output channel: filter each input channel with its kernel, add up the results, and add the bias.
        //    channel(), below, copies channel c of x, and kernel o * in + c of the weight.
        throw Hole.fill("for each output channel add up all filtered input channels and the bias");
    }

    /**
     * The largest number of each square of 2 x 2 pixels: {@code [channels, height, width]} to
     * {@code [channels, height / 2, width / 2]}. An odd last row or column is left out.
     */
    public static float[] maxPool(float[] x, int channels, int height, int width) {
        // 4. Pixels can all be negative, so begin with one of the four, not with 0.
        throw Hole.fill("keep the largest of each four neighbouring pixels");
    }

    /**
     * A network for digits, {@code [N, 784]} to {@code [N, 10]}: a convolution with a 5 x 5 kernel to 8 channels and
     * relu, pooled, another one to 16 channels and relu, pooled, and a linear layer.
     */
    public static Sequential network(RandomSource random) {
        // 5. A Sequential of Unflatten, Conv2d, ReLU, MaxPool2d, Flatten and Linear, as the text's table has them.
        //    Unflatten(1, 1, 28, 28) makes pictures of one channel, [N, 1, 28, 28], of rows of 784 pixels; Flatten
        //    makes rows again. The table also says what sizes come out of each layer.
        throw Hole.fill("return the layers as a Sequential, in this order");
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
