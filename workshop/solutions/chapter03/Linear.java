package chapter03;

/**
 * A linear layer, {@code y = x W^T + b}: every output is a weighted sum of all inputs, plus a bias. Samples lie one
 * after the other in one array: {@code n * in} numbers go in, {@code n * out} come out. The weight has a row for each
 * output.
 */
public final class Linear {
    /** Numbers of a sample that goes in. */
    public final int in;
    /** Numbers of a sample that comes out. */
    public final int out;
    /** {@code out} rows of {@code in} numbers. */
    public final float[] weight;
    /** A number for each output. */
    public final float[] bias;

    /** A layer of zeros. */
    public Linear(int in, int out) {
        this(in, out, new float[out * in], new float[out]);
    }

    /** A layer with these numbers, which are not copied. */
    public Linear(int in, int out, float[] weight, float[] bias) {
        if (weight.length != out * in || bias.length != out) {
            throw new IllegalArgumentException("Linear: " + in + " to " + out + " takes " + out * in + " weights and "
                    + out + " biases, got " + weight.length + " and " + bias.length);
        }
        this.in = in;
        this.out = out;
        this.weight = weight;
        this.bias = bias;
    }

    /** One number of the result: output {@code unit} of sample {@code sample}. */
    public float score(float[] x, int sample, int unit) {
        float sum = bias[unit];
        for (int i = 0; i < in; i++) {
            sum += x[sample * in + i] * weight[unit * in + i];
        }
        return sum;
    }

    /** All outputs of all samples: {@code n * in} numbers to {@code n * out}. */
    public float[] forward(float[] x) {
        int n = samples(x);
        float[] y = new float[n * out];
        for (int sample = 0; sample < n; sample++) {
            for (int unit = 0; unit < out; unit++) {
                y[sample * out + unit] = score(x, sample, unit);
            }
        }
        return y;
    }

    /** The class with the highest score of a sample; of equal ones the first. */
    public static int best(float[] scores, int sample, int classes) {
        int best = 0;
        for (int k = 1; k < classes; k++) {
            if (scores[sample * classes + k] > scores[sample * classes + best]) {
                best = k;
            }
        }
        return best;
    }

    /** The share of samples whose best class is their label: 0 to 1. */
    public static double accuracy(float[] scores, int[] labels) {
        int classes = scores.length / labels.length;
        int right = 0;
        for (int sample = 0; sample < labels.length; sample++) {
            if (best(scores, sample, classes) == labels[sample]) {
                right++;
            }
        }
        return (double) right / labels.length;
    }

    /** The layer whose highest score is that of the nearest of these means, one for each class. */
    public static Linear ofMeans(float[][] means) {
        Linear layer = new Linear(means[0].length, means.length);
        for (int k = 0; k < layer.out; k++) {
            float squares = 0;
            for (int i = 0; i < layer.in; i++) {
                float mean = means[k][i];
                layer.weight[k * layer.in + i] = mean;
                squares += mean * mean;
            }
            layer.bias[k] = -squares / 2;
        }
        return layer;
    }

    private int samples(float[] x) {
        if (x.length % in != 0) {
            throw new IllegalArgumentException(
                    "Linear: " + x.length + " numbers are no whole samples of " + in + " numbers");
        }
        return x.length / in;
    }
}
