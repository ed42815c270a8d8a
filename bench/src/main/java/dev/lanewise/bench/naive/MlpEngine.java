package dev.lanewise.bench.naive;

/** A way to train a multi-layer perceptron: linear layers with ReLU between them and cross entropy from the logits. */
public interface MlpEngine {
    /**
     * One step of stochastic gradient descent on the cross entropy averaged over the batch.
     *
     * @param x row-major [batch, inputs]
     * @param labels the class of each sample, [batch]
     * @param batch number of samples, at least 1
     * @param lr learning rate
     * @return the loss before the update
     * @throws IllegalArgumentException if the arrays do not fit the batch or a label is not a class
     */
    float step(float[] x, int[] labels, int batch, float lr);

    /** A copy of the parameters as they are now. */
    MlpWeights weights();
}
