package chapter04;

import chapter03.Linear;
import dev.lanewise.workshop.Expect;
import dev.lanewise.workshop.data.Digits;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NetworkCheck {
    private static final double TOLERANCE = 1e-5;

    @Test
    @Order(1)
    @DisplayName("the standard deviation of He's weights is the root of 2 / in")
    void deviation() {
        double deviation = Init.deviation(784);
        Expect.that(deviation != 0, "deviation for 784 inputs: yours is 0.0, expected 0.050508; an int divided by an"
                + " int loses the fraction: write 2.0");
        Expect.that(Math.abs(deviation - 2.0 / 784) > 1e-9, "deviation for 784 inputs: yours is 0.002551, expected"
                + " 0.050508; that is the variance, and the deviation is its root");
        Expect.that(Math.abs(deviation - Math.sqrt(1.0 / 784)) > 1e-9, "deviation for 784 inputs: yours is 0.035714,"
                + " expected 0.050508; ReLU takes half of the signal, which the 2 makes up for");
        Expect.close("deviation for 784 inputs", deviation, Math.sqrt(2.0 / 784));
        Expect.close("deviation for 8 inputs", Init.deviation(8), 0.5);
    }

    @Test
    @Order(2)
    @DisplayName("random numbers have mean 0 and the deviation asked for")
    void normal() {
        float[] numbers = Init.normal(10_000, 0.1, new Random(1));
        Expect.same("how many numbers Init.normal(10000, 0.1, random) draws", numbers.length, 10_000);
        Expect.that(numbers[0] != numbers[1] || numbers[1] != numbers[2],
                "the numbers 0, 1 and 2 are all " + numbers[0] + "; each needs a random number of its own");
        float least = Float.POSITIVE_INFINITY;
        double sum = 0;
        for (float number : numbers) {
            least = Math.min(least, number);
            sum += number;
        }
        Expect.that(least < 0, "none of 10000 numbers is negative; nextGaussian() draws from a bell around 0, while"
                + " nextDouble() and nextFloat() draw from 0 to 1");
        Expect.close("mean of 10000 numbers", sum / numbers.length, 0, 0.01);
        double size = Init.size(numbers);
        Expect.that(Math.abs(size - 0.01) > 0.002, "the deviation of 10000 numbers: yours is 0.01, expected 0.1;"
                + " multiply by the deviation once");
        Expect.that(Math.abs(size - 1) > 0.1, "the deviation of 10000 numbers: yours is 1.0, expected 0.1;"
                + " multiply each number by the deviation");
        Expect.close("deviation of 10000 numbers", size, 0.1, 0.005);
        Expect.that(Arrays.equals(numbers, Init.normal(10_000, 0.1, new Random(1))),
                "Random(1) gave other numbers the second time; draw only from the Random that is passed in");
    }

    @Test
    @Order(3)
    @DisplayName("relu turns negative numbers into 0, in a new array")
    void relu() {
        float[] x = {1.5f, -2, 0, 3, -0.25f};
        float[] y = Network.relu(x);
        Expect.close("relu of 1.5, -2, 0, 3, -0.25", y, new float[]{1.5f, 0, 0, 3, 0}, 0);
        Expect.close("the numbers that relu was given, which must stay as they are", x,
                new float[]{1.5f, -2, 0, 3, -0.25f}, 0);
    }

    @Test
    @Order(4)
    @DisplayName("sizes make layers, each with weights of its own deviation")
    void layers() {
        List<Linear> layers = Network.layers(new Random(1), 784, 128, 10);
        Expect.that(layers.size() != 3, "layers from the sizes 784, 128, 10: yours are 3, expected 2;"
                + " a layer lies between two sizes");
        Expect.same("how many layers the sizes 784, 128, 10 make", layers.size(), 2);
        Expect.same("inputs and outputs of the first layer", layers.get(0).in + " and " + layers.get(0).out,
                "784 and 128");
        Expect.same("inputs and outputs of the second layer", layers.get(1).in + " and " + layers.get(1).out,
                "128 and 10");
        for (int i = 0; i < 2; i++) {
            Linear layer = layers.get(i);
            double size = Init.size(layer.weight);
            Expect.that(size > 0, "the weights of layer " + i + " are all 0: then all its units stay"
                    + " the same for ever");
            Expect.that(Math.abs(size / Math.sqrt(2.0 / layer.out) - 1) > 0.1, "deviation of the weights of layer " + i
                    + ": it is that of its outputs; the sum is over the inputs");
            Expect.close("deviation of the weights of layer " + i, size, Math.sqrt(2.0 / layer.in), 0.1 * size);
            Expect.close("bias of layer " + i, layer.bias, new float[layer.out], 0);
        }
    }

    @Test
    @Order(5)
    @DisplayName("parameters are weights and biases")
    void parameters() {
        int parameters = new Network(List.of(new Linear(784, 128), new Linear(128, 10))).parameters();
        Expect.that(parameters != 784 * 128 + 128 * 10, "parameters of a network 784-128-10: yours are 101632, expected"
                + " 101770; the biases are missing");
        Expect.same("parameters of a network 784-128-10", parameters, 784 * 128 + 128 + 128 * 10 + 10);
    }

    @Test
    @Order(6)
    @DisplayName("forward goes through all layers, with relu between them")
    void forward() {
        Linear first = new Linear(2, 3, new float[]{1, 0, 0, 1, -1, -1}, new float[]{0, -1, 0.5f});
        Linear second = new Linear(3, 2, new float[]{1, 1, 1, -1, -2, 3}, new float[]{0, 0.5f});
        float[] scores = new Network(List.of(first, second)).forward(new float[]{1, 3, -2, 0});
        // The first layer gives 1, 2, -3.5 and -2, -1, 2.5.
        Expect.that(!Arrays.equals(scores, new float[]{-0.5f, -15, -0.5f, 12}),
                "forward of a small network: score 0 is -0.5, expected 3.0; relu between the layers is missing");
        Expect.that(!Arrays.equals(scores, new float[]{3, 0, 2.5f, 8}), "forward of a small network: score 1 is 0.0,"
                + " expected -4.5; no relu after the last layer, as scores may be negative");
        Expect.close("forward of a small network, all scores", scores, new float[]{3, -4.5f, 2.5f, 8}, TOLERANCE);
    }

    @Test
    @Order(7)
    @DisplayName("a signal keeps its size through ten layers")
    void keepsTheSize() {
        int[] sizes = new int[11];
        Arrays.fill(sizes, 128);
        Network network = new Network(new Random(2), sizes);
        float[] x = Init.normal(50 * 128, 1, new Random(3));
        Expect.that(Double.isFinite(Init.size(network.forward(x))), "after ten layers the numbers are not finite");
        double growth = Init.size(network.forward(x)) / Init.size(x);
        Expect.that(growth > 0.2 && growth < 5, "after ten layers the numbers are " + growth
                + " times as large as before, expected between 0.2 and 5 times");
    }

    @Test
    @Order(8)
    @DisplayName("a new network reads digits by chance: about one in ten is right")
    void untrained() {
        Digits test = Digits.load().test().first(500);
        double sum = 0;
        for (int seed = 0; seed < 5; seed++) {
            float[] scores = new Network(new Random(seed), 784, 32, 10).forward(test.pictures());
            Expect.same("how many scores there are for 500 pictures", scores.length, 5000);
            sum += Linear.accuracy(scores, test.labels());
        }
        Expect.close("accuracy of five networks that have learnt nothing, on average", sum / 5, 0.1, 0.07);
    }
}
