package dev.lanewise.bench.naive;

/** A linear layer of {@link ScalarValue}s: {@code y = W·x + b}, one sample at a time. */
final class ScalarLinear {
    private final ScalarValue[][] weight;
    private final ScalarValue[] bias;

    ScalarLinear(LayerWeights initial) {
        float[] values = initial.weight();
        weight = new ScalarValue[initial.outputs()][initial.inputs()];
        for (int i = 0; i < values.length; i++) {
            weight[i / initial.inputs()][i % initial.inputs()] = ScalarValue.of(values[i]);
        }
        bias = leaves(initial.bias(), 0, initial.outputs());
    }

    /** The {@code length} floats from {@code offset} on, each as a leaf. */
    static ScalarValue[] leaves(float[] values, int offset, int length) {
        ScalarValue[] leaves = new ScalarValue[length];
        for (int i = 0; i < length; i++) {
            leaves[i] = ScalarValue.of(values[offset + i]);
        }
        return leaves;
    }

    ScalarValue[] forward(ScalarValue[] x) {
        ScalarValue[] y = new ScalarValue[bias.length];
        for (int o = 0; o < y.length; o++) {
            ScalarValue sum = bias[o];
            for (int i = 0; i < x.length; i++) {
                sum = sum.plus(weight[o][i].times(x[i]));
            }
            y[o] = sum;
        }
        return y;
    }

    void descend(float learningRate) {
        for (ScalarValue[] row : weight) {
            for (ScalarValue w : row) {
                w.descend(learningRate);
            }
        }
        for (ScalarValue b : bias) {
            b.descend(learningRate);
        }
    }

    LayerWeights weights() {
        int inputs = weight[0].length;
        float[] weightValues = new float[weight.length * inputs];
        float[] biasValues = new float[bias.length];
        for (int o = 0; o < bias.length; o++) {
            for (int i = 0; i < inputs; i++) {
                weightValues[o * inputs + i] = weight[o][i].value();
            }
            biasValues[o] = bias[o].value();
        }
        return new LayerWeights(inputs, bias.length, weightValues, biasValues);
    }
}
