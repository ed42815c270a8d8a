package dev.lanewise.bench.naive;

import java.util.List;

/**
 * A multi-layer perceptron trained with {@link ScalarValue}: every multiplication and addition of a step is an object.
 *
 * <p>A step on 784-128-10 makes some 200,000 nodes for each sample. Each sample gets a graph of its own, whose
 * gradients add up in the parameters, so that one sample's nodes are alive at a time.
 */
public final class ScalarMlp implements MlpEngine {
    private final MlpWeights initial;
    private final List<ScalarLinear> layers;

    /** Starts from a copy of the given weights. */
    public ScalarMlp(MlpWeights initial) {
        this.initial = initial;
        this.layers = initial.layers().stream().map(ScalarLinear::new).toList();
    }

    @Override
    public float step(float[] x, int[] labels, int batch, float lr) {
        initial.requireBatch(x, labels, batch);
        int inputs = initial.inputs();
        float sum = 0;
        for (int s = 0; s < batch; s++) {
            ScalarValue[] logits = forward(ScalarLinear.leaves(x, s * inputs, inputs));
            ScalarValue share = crossEntropy(logits, labels[s]).times(ScalarValue.of(1f / batch));
            share.backward();
            sum += share.value();
        }
        for (ScalarLinear layer : layers) {
            layer.descend(lr);
        }
        return sum;
    }

    private ScalarValue[] forward(ScalarValue[] x) {
        ScalarValue[] y = layers.getFirst().forward(x);
        for (ScalarLinear layer : layers.subList(1, layers.size())) {
            for (int i = 0; i < y.length; i++) {
                y[i] = y[i].relu();
            }
            y = layer.forward(y);
        }
        return y;
    }

    /** {@code log Σ exp(z) - z[label]}, with the largest logit taken from all of them so that exp stays finite. */
    private static ScalarValue crossEntropy(ScalarValue[] logits, int label) {
        float max = logits[0].value();
        for (ScalarValue logit : logits) {
            max = Math.max(max, logit.value());
        }
        ScalarValue shift = ScalarValue.of(max);
        ScalarValue sum = ScalarValue.of(0);
        for (ScalarValue logit : logits) {
            sum = sum.plus(logit.minus(shift).exp());
        }
        return sum.log().minus(logits[label].minus(shift));
    }

    @Override
    public MlpWeights weights() {
        return new MlpWeights(layers.stream().map(ScalarLinear::weights).toList());
    }
}
