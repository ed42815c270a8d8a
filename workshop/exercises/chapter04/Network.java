package chapter04;

import chapter03.Linear;
import dev.lanewise.workshop.Hole;
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
        // 4. Three sizes make two layers. Init.normal and Init.deviation draw the weights of each.
        throw Hole.fill("make a list, and add a layer from each size to the next");
    }

    /** ReLU of each number: itself if it is positive, else 0. The result is a new array. */
    public static float[] relu(float[] x) {
        // 3. Leave x as it is: others may still need it.
        throw Hole.fill("make a new array with every negative number replaced by 0");
    }

    /** How many numbers there are to learn: all weights and all biases. */
    public int parameters() {
        // 5. A layer's are in its fields weight and bias.
        throw Hole.fill("add up the sizes of all weights and biases");
    }

    /** The scores of a batch: through all layers, with ReLU after each but the last. */
    public float[] forward(float[] x) {
        // 6. What comes out of one layer goes into the next. Scores may be negative: no ReLU at the end.
        throw Hole.fill("pass the batch through the layers, with relu between them");
    }
}
