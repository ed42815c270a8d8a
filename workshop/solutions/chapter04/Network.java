package chapter04;

import chapter03.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A multilayer perceptron: linear layers with ReLU between them. */
public final class Network {
    /** The layers, first to last. */
    public final List<Linear> layers;

    /** A network of these layers. */
    public Network(List<Linear> layers) {
        this.layers = List.copyOf(layers);
    }

    /** A new network: {@code 784, 128, 10} makes two layers, 784 to 128 and 128 to 10. */
    public Network(Random random, int... sizes) {
        this(layers(random, sizes));
    }

    /** New layers from each size to the next, with He's weights and biases of zero. */
    public static List<Linear> layers(Random random, int... sizes) {
        List<Linear> layers = new ArrayList<>();
        for (int i = 0; i + 1 < sizes.length; i++) {
            int in = sizes[i];
            int out = sizes[i + 1];
            layers.add(new Linear(in, out, Init.normal(out * in, Init.deviation(in), random), new float[out]));
        }
        return layers;
    }

    /** ReLU of each number: itself if it is positive, else 0. The result is a new array. */
    public static float[] relu(float[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = Math.max(0, x[i]);
        }
        return y;
    }

    /** How many numbers there are to learn: all weights and all biases. */
    public int parameters() {
        int count = 0;
        for (Linear layer : layers) {
            count += layer.weight.length + layer.bias.length;
        }
        return count;
    }

    /** The scores of a batch: through all layers, with ReLU after each but the last. */
    public float[] forward(float[] x) {
        float[] y = x;
        for (int i = 0; i < layers.size(); i++) {
            y = layers.get(i).forward(y);
            if (i + 1 < layers.size()) {
                y = relu(y);
            }
        }
        return y;
    }
}
