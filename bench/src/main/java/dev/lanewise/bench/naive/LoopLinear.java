package dev.lanewise.bench.naive;

/** A linear layer on float arrays, {@code Y = X·Wᵀ + b}, with its gradients written out by hand. */
final class LoopLinear {
    private final LoopMatmul matmul;
    private final int inputs;
    private final int outputs;
    private final float[] weight;
    private final float[] bias;
    private final float[] weightGrad;
    private final float[] biasGrad;
    private float[] y = {};
    private float[] dx = {};

    LoopLinear(LayerWeights initial, LoopMatmul matmul) {
        this.matmul = matmul;
        inputs = initial.inputs();
        outputs = initial.outputs();
        weight = initial.weight();
        bias = initial.bias();
        weightGrad = new float[weight.length];
        biasGrad = new float[bias.length];
    }

    /** Y of shape [batch, outputs], in an array that the next call may use again. */
    float[] forward(float[] x, int batch) {
        if (y.length != batch * outputs) {
            y = new float[batch * outputs];
        }
        matmul.nt(batch, outputs, inputs, x, weight, y);
        for (int s = 0; s < batch; s++) {
            for (int o = 0; o < outputs; o++) {
                y[s * outputs + o] += bias[o];
            }
        }
        return y;
    }

    /** {@code dW = dYᵀ·X} and {@code db = Σ dY} over the batch. */
    void backwardParameters(float[] x, float[] dy, int batch) {
        matmul.tn(outputs, inputs, batch, dy, x, weightGrad);
        for (int o = 0; o < outputs; o++) {
            float sum = 0;
            for (int s = 0; s < batch; s++) {
                sum += dy[s * outputs + o];
            }
            biasGrad[o] = sum;
        }
    }

    /** {@code dX = dY·W} of shape [batch, inputs], in an array that the next call may use again. */
    float[] backwardInput(float[] dy, int batch) {
        if (dx.length != batch * inputs) {
            dx = new float[batch * inputs];
        }
        matmul.nn(batch, inputs, outputs, dy, weight, dx);
        return dx;
    }

    void descend(float learningRate) {
        for (int i = 0; i < weight.length; i++) {
            weight[i] -= learningRate * weightGrad[i];
        }
        for (int o = 0; o < outputs; o++) {
            bias[o] -= learningRate * biasGrad[o];
        }
    }

    LayerWeights weights() {
        return new LayerWeights(inputs, outputs, weight, bias);
    }
}
