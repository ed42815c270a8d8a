package dev.lanewise.bench.naive;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The parameters of a multi-layer perceptron, from which every engine starts so that their losses can be compared.
 *
 * @param layers from the input to the logits; the outputs of a layer are the inputs of the next
 */
public record MlpWeights(List<LayerWeights> layers) {
    /** @throws IllegalArgumentException if there is no layer or two neighbours do not fit */
    public MlpWeights {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("mlp weights: at least one layer is needed");
        }
        for (int i = 1; i < layers.size(); i++) {
            if (layers.get(i).inputs() != layers.get(i - 1).outputs()) {
                throw new IllegalArgumentException("mlp weights: layer " + i + " reads " + layers.get(i).inputs()
                        + " features, the layer before it writes " + layers.get(i - 1).outputs());
            }
        }
    }

    /**
     * Weights drawn from U(±1/√inputs) of each layer; the same for the same seed.
     *
     * @param sizes features from the input to the logits, such as {@code 784, 128, 10}
     */
    public static MlpWeights random(long seed, int... sizes) {
        SplittableRandom random = new SplittableRandom(seed);
        List<LayerWeights> layers = new ArrayList<>();
        for (int i = 1; i < sizes.length; i++) {
            layers.add(LayerWeights.random(sizes[i - 1], sizes[i], random));
        }
        return new MlpWeights(layers);
    }

    /** Features of a sample. */
    public int inputs() {
        return layers.getFirst().inputs();
    }

    /** Number of logits. */
    public int classes() {
        return layers.getLast().outputs();
    }

    /** Checks what {@link MlpEngine#step} was given. */
    void requireBatch(float[] x, int[] labels, int batch) {
        if (batch < 1 || x.length != (long) batch * inputs() || labels.length != batch) {
            throw new IllegalArgumentException("step: a batch of " + batch + " samples of " + inputs()
                    + " features does not fit " + x.length + " features and " + labels.length + " labels");
        }
        for (int i = 0; i < batch; i++) {
            if (labels[i] < 0 || labels[i] >= classes()) {
                throw new IllegalArgumentException(
                        "step: label " + labels[i] + " of sample " + i + " is not in 0.." + (classes() - 1));
            }
        }
    }
}
