package chapter07;

import java.util.Random;
import java.util.function.ToDoubleFunction;

/** The operations in doubles, written for clarity, and slopes measured by small steps. */
final class Reference {
    private Reference() {}

    static double[] matmul(double[] left, double[] right, int rows, int inner, int columns) {
        double[] product = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                for (int k = 0; k < inner; k++) {
                    product[i * columns + j] += left[i * inner + k] * right[k * columns + j];
                }
            }
        }
        return product;
    }

    static double[] addRow(double[] x, double[] row) {
        double[] sum = x.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += row[i % row.length];
        }
        return sum;
    }

    static double[] relu(double[] x) {
        double[] positive = x.clone();
        for (int i = 0; i < positive.length; i++) {
            positive[i] = Math.max(positive[i], 0);
        }
        return positive;
    }

    static double crossEntropy(double[] scores, int... labels) {
        int classes = scores.length / labels.length;
        double loss = 0;
        for (int i = 0; i < labels.length; i++) {
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += Math.exp(scores[i * classes + k] - scores[i * classes + labels[i]]);
            }
            loss += Math.log(sum) / labels.length;
        }
        return loss;
    }

    /** The sum of all products: what a gradient {@code weights} of {@code x} stands for. */
    static double dot(double[] x, float[] weights) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * weights[i];
        }
        return sum;
    }

    /** How fast f grows with each number of x, measured by a small step up and a small step down. */
    static float[] measured(ToDoubleFunction<double[]> f, double[] x) {
        float[] slopes = new float[x.length];
        double[] moved = x.clone();
        double step = 1e-5;
        for (int i = 0; i < x.length; i++) {
            moved[i] = x[i] + step;
            double up = f.applyAsDouble(moved);
            moved[i] = x[i] - step;
            double down = f.applyAsDouble(moved);
            moved[i] = x[i];
            slopes[i] = (float) ((up - down) / (2 * step));
        }
        return slopes;
    }

    /** Random numbers of both signs, none of them near 0, where relu bends. */
    static float[] random(long seed, int count) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            float size = 0.2f + random.nextFloat();
            numbers[i] = random.nextBoolean() ? size : -size;
        }
        return numbers;
    }

    static double[] doubles(float... x) {
        double[] doubles = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            doubles[i] = x[i];
        }
        return doubles;
    }

    static float[] floats(double... x) {
        float[] floats = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            floats[i] = (float) x[i];
        }
        return floats;
    }
}
