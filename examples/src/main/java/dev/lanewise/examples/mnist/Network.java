package dev.lanewise.examples.mnist;

import dev.lanewise.nn.Layer;
import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Stateful;
import java.util.List;
import java.util.Map;

/**
 * A network that reads digits, as a description that it can be built from: from pixels {@code [N, rows, cols]} to a
 * logit for each class, {@code [N, classes]}. Its state are the settings that a resumed run must have again.
 */
sealed interface Network extends Stateful permits Perceptron, ConvNet, LstmNet {
    /** What they are called in the files of saved models. */
    List<String> KINDS = List.of(Perceptron.KIND, ConvNet.KIND, LstmNet.KIND);

    /** What it is called in the file of a saved model. */
    String kind();

    /**
     * Builds it, with weights that are drawn.
     *
     * @throws IllegalArgumentException if there is none for images of this size
     */
    Layer build(Size size, RandomSource random);

    /** How many parameters it has, found without building it. */
    long parameters(Size size);

    /** How many of them its largest weight has. */
    long largest(Size size);

    /** Its layers in short, for example {@code 784-128-10}. */
    String describe(Size size);

    /** What the file of a saved model has to say for {@link #of} to describe it again. */
    Map<String, String> metadata();

    /**
     * The network that {@link #kind} and {@link #metadata} described.
     *
     * @throws IllegalArgumentException if they make no sense
     */
    static Network of(String kind, Map<String, String> metadata) {
        return switch (kind) {
            case Perceptron.KIND -> Perceptron.of(metadata);
            case ConvNet.KIND -> ConvNet.of(metadata);
            case LstmNet.KIND -> LstmNet.of(metadata);
            default -> throw new IllegalArgumentException("no kind of network");
        };
    }

    /** Whether there is such a kind. */
    static boolean isKind(String kind) {
        return KINDS.contains(kind);
    }

    /**
     * What a network takes and gives.
     *
     * @param rows rows of an image
     * @param cols columns of an image
     * @param classes number of classes
     */
    record Size(int rows, int cols, int classes) {
        /** Checks the numbers, which may come from a file. */
        public Size {
            if (rows < 1 || cols < 1 || classes < 1) {
                throw new IllegalArgumentException(
                        "rows " + rows + ", cols " + cols + ", classes " + classes + " make no sense");
            }
        }
    }
}
