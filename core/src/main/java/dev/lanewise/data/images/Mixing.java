package dev.lanewise.data.images;

import dev.lanewise.data.Batch;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/** The labels of a batch whose samples are mixed with the ones before them, and the share that is drawn. */
final class Mixing {
    private final int[] labels;
    private final int classes;

    /**
     * Checks a batch.
     *
     * @param owner for messages
     */
    Mixing(String owner, Batch<Tensor, IntTensor> batch, int classes) {
        Shape inputs = Required.nonNull(owner + ": the batch", batch).inputs().shape();
        Shape targets = batch.targets().shape();
        if (targets.rank() != 1 || inputs.rank() == 0 || inputs.dim(0) != targets.dim(0)) {
            throw new IllegalArgumentException(
                    owner + ": inputs " + inputs + " and labels " + targets + ": expected [N, ...] and [N]");
        }
        this.labels = batch.targets().toArray();
        this.classes = classes;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException(
                        owner + ": label " + labels[i] + " of sample " + i + " is not one of " + classes + " classes");
            }
        }
    }

    static void require(String owner, double alpha, int classes) {
        Finite.aboveZero(owner + ": alpha", alpha);
        if (classes < 1) {
            throw new IllegalArgumentException(owner + ": " + classes + " classes");
        }
    }

    int samples() {
        return labels.length;
    }

    /** The distributions over the classes, if a sample keeps this share of itself. */
    Tensor targets(float share) {
        Shape shape = Shape.of(labels.length, classes);
        float[] targets = new float[shape.size()];
        for (int i = 0; i < labels.length; i++) {
            targets[i * classes + labels[i]] += share;
            targets[i * classes + labels[i == 0 ? labels.length - 1 : i - 1]] += 1 - share;
        }
        return Tensor.wrap(targets, shape);
    }

    /** A number from Beta(alpha, alpha): X / (X + Y) with X and Y from Gamma(alpha). */
    static double beta(double alpha, RandomSource random) {
        double first = logGamma(alpha, random);
        double second = logGamma(alpha, random);
        return 1 / (1 + StrictMath.exp(second - first));
    }

    /**
     * The logarithm of a number from Gamma(alpha), which itself may be too small for a double (Marsaglia and Tsang
     * 2000; from alpha + 1 and a power of a uniform number).
     */
    private static double logGamma(double alpha, RandomSource random) {
        double d = alpha + 1 - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.normal(1).item();
            double v = 1 + c * x;
            double cube = v * v * v;
            float[] drawn = random.uniform(2).toArray();
            if (v > 0 && log(drawn[0]) < x * x / 2 + d - d * cube + d * StrictMath.log(cube)) {
                return StrictMath.log(d * cube) + log(drawn[1]) / alpha;
            }
        }
    }

    /** The logarithm of a uniform number on [0, 1), which is moved by half a step away from 0. */
    private static double log(float uniform) {
        return StrictMath.log(uniform + 0x1p-25);
    }
}
