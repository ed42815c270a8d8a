package chapter03;

import dev.lanewise.workshop.Hole;

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
        // 1. Number i of the sample is x[sample * in + i]. Where does row `unit` of the weight begin?
        throw Hole.fill("multiply the sample by one row of the weight, number by number; add it all up, and the bias");
    }

    /** All outputs of all samples: {@code n * in} numbers to {@code n * out}. */
    public float[] forward(float[] x) {
        // 2. samples(x), at the end of this file, says how many samples there are.
        throw Hole.fill("make a new array of all scores, sample after sample");
    }

    /** The class with the highest score of a sample; of equal ones the first. */
    public static int best(float[] scores, int sample, int classes) {
        // 3. Scores can all be negative.
        throw Hole.fill("find the class with the highest score");
    }

    /** The share of samples whose best class is their label: 0 to 1. */
    public static double accuracy(float[] scores, int[] labels) {
        // 4. There is a label for each sample, so scores.length / labels.length is the number of classes.
        throw Hole.fill("count the samples whose best class is their label; divide by how many there are");
    }

    /** The layer whose highest score is that of the nearest of these means, one for each class. */
    public static Linear ofMeans(float[][] means) {
        // 5. The text derives it: row k of the weight is mean k, and bias k is minus half the sum of its squares.
        throw Hole.fill("make a layer of zeros for so many classes, and fill in its weight and its bias");
    }

    private int samples(float[] x) {
        if (x.length % in != 0) {
            throw new IllegalArgumentException(
                    "Linear: " + x.length + " numbers are no whole samples of " + in + " numbers");
        }
        return x.length / in;
    }
}
