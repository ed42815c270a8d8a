package chapter13;

import chapter10.WithLanewise;
import dev.lanewise.nn.Sequential;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.workshop.Expect;
import dev.lanewise.workshop.data.Digits;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConvolutionCheck {
    private static final double TOLERANCE = 1e-4;

    // Three rows of four pixels, and a kernel of 2 x 2: small enough for a pencil.
    private final float[] picture = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    private final float[] kernel = {1, 10, 100, 1000};

    @Test
    @Order(1)
    @DisplayName("at() multiplies a window of the picture by the kernel")
    void at() {
        float first = Convolution.at(picture, 4, kernel, 2, 0, 0);
        String what = "the window of the pixels 1, 2 / 5, 6 times the kernel 1, 10 / 100, 1000";
        Expect.that(first != 5261, what + ": yours is 5261.0, expected 6521.0;"
                + " rows and columns of the kernel are swapped");
        Expect.that(first != 1256, what + ": yours is 1256.0, expected 6521.0; the kernel is read from its end");
        Expect.that(first != 4321, what + ": yours is 4321.0, expected 6521.0;"
                + " the second row of the window begins a whole row of the picture, width pixels, after the first");
        Expect.close(what, first, 1 + 20 + 500 + 6000);
        Expect.close("the window at row 1, column 2, of the pixels 7, 8 / 11, 12",
                Convolution.at(picture, 4, kernel, 2, 1, 2), 7 + 80 + 1100 + 12000);
    }

    @Test
    @Order(2)
    @DisplayName("filter() does so at every place where the kernel fits")
    void filter() {
        float[] result = Convolution.filter(picture, 3, 4, kernel, 2);
        Expect.that(result.length != 12, "filter of 3 x 4 pixels with a 2 x 2 kernel: yours has 12 numbers, expected 6;"
                + " the kernel fits at 2 rows and 3 columns only");
        Expect.close("filter of 3 x 4 pixels with a 2 x 2 kernel", result,
                new float[] {6521, 7632, 8743, 10965, 12076, 13187}, TOLERANCE);
        Expect.close("filter with a kernel of one number, 2", Convolution.filter(picture, 3, 4, new float[] {2}, 1),
                new float[] {2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24}, TOLERANCE);
    }

    @Test
    @Order(3)
    @DisplayName("if the picture moves, the result moves with it")
    void moves() {
        Digits digit = Digits.load().test().first(1);
        float[] edges = {-1, 0, 1, -2, 0, 2, -1, 0, 1};
        float[] still = Convolution.filter(digit.pictures(), 28, 28, edges, 3);
        float[] moved = Convolution.filter(Convolution.shifted(digit, 2, 1).pictures(), 28, 28, edges, 3);
        float[] expected = new float[24 * 25];
        float[] actual = new float[24 * 25];
        for (int row = 0; row < 24; row++) {
            System.arraycopy(still, row * 26, expected, row * 25, 25);
            System.arraycopy(moved, (row + 2) * 26 + 1, actual, row * 25, 25);
        }
        Expect.close("edges of a digit that is 2 pixels lower and 1 to the right, at the places that moved along",
                actual, expected, TOLERANCE);
    }

    @Test
    @Order(4)
    @DisplayName("convolve() adds up the input channels, and the bias once")
    void convolve() {
        float[] x = {1, 2, 3, 4, 10, 20, 30, 40}; // two channels of 2 x 2
        float[] weight = {1, 0.5f, 2, 0}; // two outputs, kernels of one number
        float[] result = Convolution.convolve(x, 2, 2, 2, weight, new float[] {100, 200}, 1);
        Expect.that(result.length != 8 || result[0] != 206, "convolve: yours begins with 206.0, expected 106.0;"
                + " the bias is added once for each output channel, not for each input channel");
        Expect.that(result.length != 8 || result[0] != 6, "convolve: yours begins with 6.0, expected 106.0;"
                + " add the bias of the output channel");
        Expect.that(result.length != 8 || result[0] != 105 && result[0] != 5,
                "convolve: yours begins with " + result[0] + ", expected 106.0;"
                        + " each input channel replaces what the one before has given: add them up");
        Expect.that(result.length != 8 || result[0] != 121, "convolve: yours begins with 121.0, expected 106.0;"
                + " the kernel of output o and input c is number o * in + c of the weight");
        Expect.close("convolve of two channels with kernels of one number", result,
                new float[] {106, 112, 118, 124, 202, 204, 206, 208}, TOLERANCE);
    }

    @Test
    @Order(5)
    @DisplayName("convolve() gives what Lanewise's convolution gives")
    void sameAsTheLibrary() {
        Random random = new Random(1);
        float[] x = numbers(random, 3 * 7 * 9);
        float[] weight = numbers(random, 4 * 3 * 5 * 5);
        float[] bias = numbers(random, 4);
        Tensor expected = dev.lanewise.ops.Convolution.conv2d(
                Tensor.of(Shape.of(1, 3, 7, 9), x), Tensor.of(Shape.of(4, 3, 5, 5), weight), Tensor.of(bias),
                ConvOptions.defaults());
        Expect.close("convolve of 3 channels of 7 x 9 to 4 channels, by kernels of 5 x 5",
                Convolution.convolve(x, 3, 7, 9, weight, bias, 5), expected.toArray(), TOLERANCE);
    }

    @Test
    @Order(6)
    @DisplayName("maxPool() keeps the largest of each four pixels")
    void maxPool() {
        float[] pooled = Convolution.maxPool(picture, 1, 2, 4);
        Expect.close("maxPool of the rows 1, 2, 3, 4 and 5, 6, 7, 8", pooled, new float[] {6, 8}, 0);
        float[] negative = Convolution.maxPool(new float[] {-1, -2, -3, -4}, 1, 2, 2);
        Expect.that(negative.length != 1 || negative[0] != 0,
                "maxPool of -1, -2, -3, -4: yours is 0.0, expected -1.0;"
                        + " begin with one of the four pixels, not with 0");
        Expect.close("maxPool of -1, -2, -3, -4", negative, new float[] {-1}, 0);
        Expect.close("maxPool of two channels of 2 x 3, whose last columns are left out",
                Convolution.maxPool(picture, 2, 2, 3), new float[] {5, 11}, 0);
    }

    @Test
    @Order(7)
    @DisplayName("the network has the layers of the text")
    void layers() {
        Sequential network = Convolution.network(RandomSource.seed(1));
        Expect.same("the shapes of the parameters",
                network.parameters().stream().map(p -> p.shape().toString()).toList().toString(),
                "[[8, 1, 5, 5], [8], [16, 8, 5, 5], [16], [10, 256], [10]]");
        Tensor scores = network.forward(Tensor.zeros(3, Digits.PIXELS));
        Expect.shape("the scores of 3 pictures", scores.shape().dims(), 3, 10);
    }

    @Test
    @Order(8)
    @DisplayName("the network computes what your own loops compute")
    void sameAsTheLoops() {
        Sequential network = Convolution.network(RandomSource.seed(1));
        float[] x = Digits.load().test().picture(0);
        Tensor[] p = network.parameters().toArray(new Tensor[0]);
        float[] first = relu(Convolution.convolve(x, 1, 28, 28, p[0].toArray(), p[1].toArray(), 5));
        float[] pooled = Convolution.maxPool(first, 8, 24, 24);
        float[] second = relu(Convolution.convolve(pooled, 8, 12, 12, p[2].toArray(), p[3].toArray(), 5));
        float[] features = Convolution.maxPool(second, 16, 8, 8);
        float[] expected = Tensor.of(Shape.of(1, 256), features).matmul(p[4], false, true).add(p[5]).toArray();
        Expect.close("the scores of a digit: those of the network beside those of convolve, relu, maxPool, twice, and "
                + "the linear layer", network.forward(Tensor.of(Shape.of(1, 784), x)).toArray(), expected, TOLERANCE);
    }

    @Test
    @Order(9)
    @DisplayName("it learns, and recognises moved digits better than a network of linear layers")
    void learns() {
        Digits train = Digits.load().train().first(2000);
        Digits test = Digits.load().test().first(500);
        WithLanewise convolutions = new WithLanewise(Convolution.network(RandomSource.seed(1)), 0.2);
        WithLanewise linear = new WithLanewise(WithLanewise.network(64, RandomSource.seed(1)), 0.2);
        for (WithLanewise network : Arrays.asList(convolutions, linear)) {
            network.train(train, 4, RandomSource.seed(2));
        }
        Expect.atLeast("the share of test digits that it recognises", convolutions.accuracy(test), 0.75);
        Digits moved = Convolution.shifted(test, 2, 0);
        Expect.atLeast("of those digits 2 pixels lower, the share that it recognises more than a network of linear "
                + "layers", convolutions.accuracy(moved) - linear.accuracy(moved), 0.08);
    }

    private static float[] relu(float[] x) {
        float[] y = x.clone();
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.max(0, y[i]);
        }
        return y;
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat(-1, 1);
        }
        return numbers;
    }
}
