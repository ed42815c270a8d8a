package dev.lanewise.bench.naive;

import java.util.SplittableRandom;

/** The parameters of one linear layer: a row-major weight of shape [outputs, inputs] and a bias of shape [outputs]. */
public final class LayerWeights {
    private final int inputs;
    private final int outputs;
    private final float[] weight;
    private final float[] bias;

    /**
     * Copies the given parameters.
     *
     * @throws IllegalArgumentException if a size is not positive or an array does not have the length it asks for
     */
    public LayerWeights(int inputs, int outputs, float[] weight, float[] bias) {
        if (inputs < 1 || outputs < 1 || weight.length != (long) inputs * outputs || bias.length != outputs) {
            throw new IllegalArgumentException("layer weights: a layer from " + inputs + " to " + outputs
                    + " does not fit " + weight.length + " weights and " + bias.length + " biases");
        }
        this.inputs = inputs;
        this.outputs = outputs;
        this.weight = weight.clone();
        this.bias = bias.clone();
    }

    /** Weights and biases drawn from U(±1/√inputs), as PyTorch's {@code Linear} starts. */
    static LayerWeights random(int inputs, int outputs, SplittableRandom random) {
        float bound = (float) (1 / Math.sqrt(inputs));
        return new LayerWeights(
                inputs, outputs, uniform(inputs * outputs, bound, random), uniform(outputs, bound, random));
    }

    private static float[] uniform(int length, float bound, SplittableRandom random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-bound, bound);
        }
        return values;
    }

    /** Features the layer reads. */
    public int inputs() {
        return inputs;
    }

    /** Features the layer writes. */
    public int outputs() {
        return outputs;
    }

    /** A copy of the weight, row-major [outputs, inputs]. */
    public float[] weight() {
        return weight.clone();
    }

    /** A copy of the bias, [outputs]. */
    public float[] bias() {
        return bias.clone();
    }
}
