package dev.lanewise.bench.naive;

import java.util.List;

/** A multi-layer perceptron trained with plain loops over float arrays: no autodiff, no SIMD, one thread. */
public final class LoopMlp implements MlpEngine {
    private final MlpWeights initial;
    private final List<LoopLinear> layers;

    /**
     * Starts from a copy of the given weights.
     *
     * @param matmul the order of the loops in every matrix product
     */
    public LoopMlp(MlpWeights initial, LoopMatmul matmul) {
        this.initial = initial;
        this.layers = initial.layers().stream()
                .map(layer -> new LoopLinear(layer, matmul))
                .toList();
    }

    @Override
    public float step(float[] x, int[] labels, int batch, float lr) {
        initial.requireBatch(x, labels, batch);
        int depth = layers.size();
        float[][] inputs = new float[depth][];
        inputs[0] = x;
        for (int l = 1; l < depth; l++) {
            inputs[l] = layers.get(l - 1).forward(inputs[l - 1], batch);
            relu(inputs[l]);
        }
        float[] logits = layers.getLast().forward(inputs[depth - 1], batch);
        float loss = crossEntropy(logits, labels, batch);

        float[] gradient = logits;
        for (int l = depth - 1; l > 0; l--) {
            layers.get(l).backwardParameters(inputs[l], gradient, batch);
            gradient = layers.get(l).backwardInput(gradient, batch);
            reluGradient(inputs[l], gradient);
        }
        layers.getFirst().backwardParameters(x, gradient, batch);
        for (LoopLinear layer : layers) {
            layer.descend(lr);
        }
        return loss;
    }

    private static void relu(float[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.max(y[i], 0);
        }
    }

    /** Clears the gradient where ReLU gave 0. */
    private static void reluGradient(float[] y, float[] gradient) {
        for (int i = 0; i < y.length; i++) {
            gradient[i] = y[i] > 0 ? gradient[i] : 0;
        }
    }

    /**
     * The mean of {@code log Σ exp(z) - z[label]} over the batch; its gradient {@code (softmax(z) - onehot) / batch}
     * takes the place of the logits.
     */
    private static float crossEntropy(float[] logits, int[] labels, int batch) {
        int classes = logits.length / batch;
        float total = 0;
        for (int s = 0; s < batch; s++) {
            int row = s * classes;
            float max = logits[row];
            for (int j = 1; j < classes; j++) {
                max = Math.max(max, logits[row + j]);
            }
            float shiftedTarget = logits[row + labels[s]] - max;
            float sum = 0;
            for (int j = 0; j < classes; j++) {
                logits[row + j] = (float) Math.exp(logits[row + j] - max);
                sum += logits[row + j];
            }
            total += (float) Math.log(sum) - shiftedTarget;
            for (int j = 0; j < classes; j++) {
                float target = j == labels[s] ? 1 : 0;
                logits[row + j] = (logits[row + j] / sum - target) / batch;
            }
        }
        return total / batch;
    }

    @Override
    public MlpWeights weights() {
        return new MlpWeights(layers.stream().map(LoopLinear::weights).toList());
    }
}
