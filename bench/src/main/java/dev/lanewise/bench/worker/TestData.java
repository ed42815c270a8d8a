package dev.lanewise.bench.worker;

import dev.lanewise.bench.naive.LayerWeights;
import dev.lanewise.bench.naive.MlpWeights;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of all workers: element {@code i} of stream {@code s} is a hash of both, exactly representable in float, so
 * that {@code bench/peers/protocol.py} computes the same bits.
 */
public final class TestData {
    private static final int WEIGHT_STREAM = 10;
    private static final int BIAS_STREAM = 20;
    private static final int INPUT_STREAM = 1;
    private static final int LABEL_STREAM = 2;

    private TestData() {}

    /** A well-mixed 32-bit number (Wellons 2018, "lowbias32"). */
    private static int hash(int stream, int i) {
        int x = i + stream * 0x9E3779B9;
        x = (x ^ x >>> 16) * 0x7feb352d;
        x = (x ^ x >>> 15) * 0x846ca68b;
        return x ^ x >>> 16;
    }

    /** Multiples of 2^-23 in [-1, 1). */
    public static float[] uniform(int stream, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (hash(stream, i) >>> 8) * 0x1p-23f - 1;
        }
        return values;
    }

    /** A batch of inputs, row-major [batch, inputs]. */
    public static float[] inputs(int batch, int inputs) {
        return uniform(INPUT_STREAM, batch * inputs);
    }

    /** A batch of classes. */
    public static int[] labels(int batch, int classes) {
        int[] labels = new int[batch];
        for (int i = 0; i < batch; i++) {
            labels[i] = (hash(LABEL_STREAM, i) >>> 8) % classes;
        }
        return labels;
    }

    /** Weights and biases in U(±1/√inputs) of each layer. */
    public static MlpWeights weights(int... widths) {
        List<LayerWeights> layers = new ArrayList<>();
        for (int l = 0; l + 1 < widths.length; l++) {
            int inputs = widths[l];
            int outputs = widths[l + 1];
            float bound = (float) (1 / Math.sqrt(inputs));
            float[] weight = scaled(uniform(WEIGHT_STREAM + l, inputs * outputs), bound);
            float[] bias = scaled(uniform(BIAS_STREAM + l, outputs), bound);
            layers.add(new LayerWeights(inputs, outputs, weight, bias));
        }
        return new MlpWeights(layers);
    }

    private static float[] scaled(float[] values, float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return values;
    }

    /** Σ v², by which results are compared. */
    public static double sumOfSquares(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }

    /** The geometric mean of the {@link #weighted} squares of several results: each counts, however small it is. */
    static double combined(List<float[]> results) {
        return Math.exp(results.stream().mapToDouble(values -> Math.log(weighted(values))).average().orElseThrow());
    }

    /** Σ v² (1 + i mod 7): as {@link #sumOfSquares}, and elements in a wrong order show as well. */
    public static double weighted(float[] values) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (double) values[i] * values[i] * (1 + i % 7);
        }
        return sum;
    }
}
