package dev.lanewise.random;

import dev.lanewise.optable.Domain;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.BinaryOp;
import java.util.Arrays;

/** Rows for random numbers. */
final class RandomOpTable extends OpTable {
    RandomOpTable() {
        weighted();
        String reason = "random numbers depend on no input";
        row("uniform", RandomOp.Uniform.class,
                x -> new RandomOp.Uniform(Shape.of(3, 7001), 0x123456789L, 5, (1L << 34) + 3).tensor(),
                x -> Reference.generate(dims(3, 7001),
                        i -> tick(0x123456789L, 5, (1L << 34) + 3 + i[0] * 7001L + i[1]) * 0x1p-24))
                .on().large().exact().withoutGradient(reason);
        row("normal", RandomOp.Normal.class,
                x -> new RandomOp.Normal(Shape.of(201), -7, 1L << 40, 2).tensor(),
                x -> Reference.generate(dims(201), i -> quantile((tick(-7, 1L << 40, 2 + i[0]) + 0.5) * 0x1p-24)))
                .on().withoutGradient(reason);
        row("many normals", RandomOp.Normal.class,
                x -> new RandomOp.Normal(Shape.of(50_001), 1, 2, 3).tensor().mean().abs().lt(0.02f),
                x -> new Reference(dims(), 1))
                .on().large().exact().withoutGradient(reason);
        row("randint", RandomOp.Randint.class,
                x -> new RandomOp.Randint(Shape.of(3, 67), -5, 1L << 31, -7, 4, (1L << 34) + 2).apply()[0],
                x -> Reference.generate(dims(3, 67), i -> {
                    long at = (1L << 34) + 2 + 3 * (i[0] * 67L + i[1]);
                    long bits = tick(-7, 4, at) << 7 | tick(-7, 4, at + 1) >>> 17; // the upper 31 bits
                    return bits - 5;
                })).on().exact().withoutGradient(reason);
        row("empty draw", RandomOp.Uniform.class,
                x -> new RandomOp.Uniform(Shape.of(0, 2), 1, 2, 3).tensor(),
                x -> Reference.zeros(0, 2)).on().withoutGradient(reason);
        for (float p : new float[] {0.3f, 1f}) {
            row("dropout of " + p, RandomOp.Dropout.class,
                    x -> new RandomOp.Dropout(p, -3, 5, (1L << 34) + 3).tensor(x),
                    x -> Reference.generate(x[0].dims,
                            i -> isDropped(p, x[0], i) ? 0 : x[0].at(i) * (double) (1f / (1f - p))))
                    .on(dims(3, 37)).on(dims()).on(dims(0, 2)).large(dims(3, 7001)).exact();
        }
        row("dropout without its mask", RandomOp.MasklessDropout.class,
                x -> new RandomOp.Dropout(0.3f, -3, 5, (1L << 34) + 3).withoutMask().tensor(x),
                x -> Reference.generate(x[0].dims,
                        i -> isDropped(0.3f, x[0], i) ? 0 : x[0].at(i) * (double) (1f / (1f - 0.3f))))
                .on(dims(3, 37)).on(dims()).on(dims(0, 2)).large(dims(3, 7001)).exact()
                .withoutGradient("only captured programs have it, where gradients are ops already");
        row("what dropout has dropped", RandomOp.Dropout.class,
                x -> new RandomOp.Dropout(0.3f, -3, 5, (1L << 34) + 3).apply(x)[1],
                x -> Reference.generate(x[0].dims, i -> isDropped(0.3f, x[0], i) ? 1 : 0))
                .on(dims(3, 37)).on(dims()).on(dims(0, 2)).large(dims(3, 7001)).exact()
                .withoutGradient("a mask has none");
        row("draw of a placed source", RandomOp.Place.class,
                x -> RandomSource.at(9, -4, 7).uniform(33),
                x -> Reference.generate(dims(33), i -> tick(9, -4, 7 + i[0]) * 0x1p-24))
                .on().exact().withoutGradient(reason);
        row("draws of a source that was split off and of its parent", RandomOp.Split.class, x -> {
            RandomSource parent = RandomSource.at(9, 3, 5);
            RandomSource child = parent.split();
            return Shapes.stack(0, child.uniform(17), parent.uniform(17));
        }, x -> Reference.generate(
                dims(2, 17), i -> tick(9, i[0] == 0 ? splitStream(3, 5) : 3, (i[0] == 0 ? 0 : 6) + i[1]) * 0x1p-24))
                .on().exact().withoutGradient(reason);
    }

    private void weighted() {
        for (boolean replacement : new boolean[] {true, false}) {
            row("multinomial with" + (replacement ? "" : "out") + " replacement", RandomOp.Multinomial.class,
                    x -> new RandomOp.Multinomial(3, replacement, 9, -4, 7).apply(thinned(x[0]))[0],
                    x -> drawn(x[0].map(RandomOpTable::thinned), 3, replacement))
                    .from(Domain.between(0.5, 4)).on(dims(7)).on(dims(2, 3, 16)).on(dims(5, 33)).on(dims(0, 7))
                    .large(dims(3, 7001)).exact().withoutGradient("gives ints");
        }
        row("multinomial of one weight", RandomOp.Multinomial.class,
                x -> new RandomOp.Multinomial(1, false, 9, -4, 7).apply(x)[0], x -> Reference.zeros(4, 1))
                .from(Domain.between(0.5, 4)).on(dims(4, 1)).exact().withoutGradient("gives ints");
        for (double rate : new double[] {0.01, 3, 30, 300}) {
            row("poisson of rates around " + rate, RandomOp.Poisson.class,
                    x -> new RandomOp.Poisson(9, -4, 7).tensor(x[0].mul(rate)),
                    x -> counts(x[0].map(r -> (float) r * (float) rate)))
                    .from(Domain.between(0.5, 2)).on(dims(3, 37)).on(dims()).on(dims(0, 2)).exact()
                    .withoutGradient("gives counts");
        }
        row("normal of means and deviations", BinaryOp.Mul.class,
                x -> RandomSource.at(9, -4, 7).normal(x[0], x[1]),
                x -> x[0].zip(x[1].zip(quantiles(Reference.broadcast(x[0].dims, x[1].dims)), (s, z) -> s * z),
                        Double::sum))
                .on(dims(3, 5), dims(5)).on(dims(), dims(4)).on(dims(2, 1), dims(1, 3)).on(dims(0), dims(1));
    }

    /** Weights below 1 become 0. */
    private static Tensor thinned(Tensor weights) {
        return Pointwise.trunc(weights).mul(weights);
    }

    private static double thinned(double weight) {
        return Math.floor(weight) * weight;
    }

    /** Of 48 random bits. */
    private static double fine(long i) {
        return tick(9, -4, 7 + 2 * i) * 0x1p-24 + tick(9, -4, 8 + 2 * i) * 0x1p-48;
    }

    private static Reference drawn(Reference weights, int samples, boolean replacement) {
        int n = weights.dims[weights.rank() - 1];
        int[] dims = weights.dims.clone();
        dims[dims.length - 1] = samples;
        Reference out = Reference.zeros(dims);
        for (int i = 0; i < out.data.length; i++) {
            int row = i / samples;
            double rest = fine(i);
            double sum = 0;
            for (int k = 0; k < n; k++) {
                sum += weights.data[row * n + k];
            }
            int at = 0;
            for (rest *= sum; rest >= weights.data[row * n + at]; at++) {
                rest -= weights.data[row * n + at];
            }
            out.data[i] = at;
            if (!replacement) {
                weights.data[row * n + at] = 0;
            }
        }
        return out;
    }

    /** From a table of all probabilities that matter, in the order of their distance from the mode. */
    private static Reference counts(Reference rates) {
        Reference out = Reference.zeros(rates.dims);
        for (int i = 0; i < out.data.length; i++) {
            double rate = rates.data[i];
            int mode = (int) rate;
            int count = mode;
            double rest = fine(i) - probability(rate, mode);
            for (int away = 1; rest >= 0; away = away > 0 ? -away : 1 - away) {
                count = mode + away;
                rest -= count < 0 ? 0 : probability(rate, count);
            }
            out.data[i] = count;
        }
        return out;
    }

    private static double probability(double rate, int count) {
        double log = -rate;
        for (int i = 1; i <= count; i++) {
            log += Math.log(rate / i);
        }
        return Math.exp(log);
    }

    private static Reference quantiles(int... dims) {
        Reference z = Reference.zeros(dims);
        Arrays.setAll(z.data, i -> quantile((tick(9, -4, 7 + i) + 0.5) * 0x1p-24));
        return z;
    }

    /** Whether the rows of dropout drop an element. */
    private static boolean isDropped(float p, Reference x, int... index) {
        long at = 0;
        for (int axis = 0; axis < index.length; axis++) {
            at = at * x.dims[axis] + index[axis];
        }
        return tick(-3, 5, (1L << 34) + 3 + at) * 0x1p-24 < p;
    }

    /** The stream that splits off where a source stands. */
    private static long splitStream(long stream, long index) {
        return finalized(finalized(stream + 0x9E3779B97F4A7C15L) + index);
    }

    /** Stafford's variant 13 of the murmur finalizer. */
    private static long finalized(long z) {
        long a = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ a >>> 27) * 0x94D049BB133111EBL;
        return b ^ b >>> 31;
    }

    /** The upper 24 bits of a word of Philox4x32-10, written after the paper with 64-bit arithmetic. */
    static long tick(long seed, long stream, long index) {
        long mask = 0xFFFFFFFFL;
        long[] c = {index >>> 2 & mask, index >>> 34, stream & mask, stream >>> 32};
        long k0 = seed & mask;
        long k1 = seed >>> 32;
        for (int round = 0; round < 10; round++) {
            long p0 = 0xD2511F53L * c[0];
            long p1 = 0xCD9E8D57L * c[2];
            c = new long[] {p1 >>> 32 ^ c[1] ^ k0, p1 & mask, p0 >>> 32 ^ c[3] ^ k1, p0 & mask};
            k0 = k0 + 0x9E3779B9L & mask;
            k1 = k1 + 0xBB67AE85L & mask;
        }
        return c[(int) (index & 3)] >>> 8;
    }

    /** The quantile of the standard normal distribution, by bisection. */
    private static double quantile(double p) {
        double low = -8;
        double high = 8;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (Reference.normalCdf(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
