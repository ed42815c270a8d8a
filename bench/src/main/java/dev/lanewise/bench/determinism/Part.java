package dev.lanewise.bench.determinism;

import dev.lanewise.loss.Losses;
import dev.lanewise.ops.Normalization;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Objects;

/**
 * What the program computes, in parts that are hashed one by one, so that a difference is known by its part. Sizes are
 * awkward on purpose: ends of vectors, tiles and blocks, and enough work to be split among threads; and small, because
 * an interpreter has to get through as well.
 */
enum Part {
    PRODUCTS {
        @Override
        void run(Fingerprint seen) {
            RandomSource random = RandomSource.seed(1);
            int[][] sizes = {{1, 1, 1}, {3, 5, 7}, {12, 32, 17}, {31, 33, 65}, {2, 300, 9}, {97, 1, 51}, {1, 130, 77},
                {70, 261, 43}, {133, 97, 83}, {9, 1_025, 17}, {3, 4_999, 5}, {1, 5_003, 10}};
            for (int[] size : sizes) {
                Tensor a = random.normal(size[0], size[1]);
                Tensor b = random.normal(size[1], size[2]);
                Tensor at = a.transpose();
                Tensor bt = b.transpose();
                seen.add(a.matmul(b), at.matmul(b, true, false), a.matmul(bt, false, true), at.matmul(bt, true, true));
                seen.add(Linalg.linear(a, bt, random.normal(size[2])).tanh());
            }
            seen.add(random.normal(5, 9, 33).matmul(random.normal(33, 18)),
                    random.normal(77).matmul(random.normal(77, 21)));
        }
    },
    ELEMENTWISE {
        @Override
        void run(Fingerprint seen) {
            Tensor x = samples();
            Tensor y = RandomSource.seed(2).normal(x.size());
            seen.add(x.neg(), x.abs(), x.sign(), x.square(), x.sqrt(), x.rsqrt(), x.reciprocal(), x.exp(),
                    Pointwise.expm1(x),
                    x.log());
            seen.add(Pointwise.log1p(x), x.tanh(), Pointwise.erf(x), x.sigmoid(), x.relu(), x.clamp(-1, 2),
                    Activations.gelu(x));
            seen.add(Activations.geluTanh(x), Activations.silu(x), Activations.softplus(x), Activations.elu(x, 0.7f));
            seen.add(x.add(y), x.sub(y), x.mul(y), x.div(y), x.pow(y), x.pow(3f), x.maximum(y), x.minimum(y));
            seen.add(x.gt(y), x.le(y), x.eq(y), x.isNaN(), x.isFinite(), Indexing.where(x.lt(y).or(x.isNaN()), x, y));
            Tensor many = RandomSource.seed(7).normal(40_001);
            seen.add(many.exp(), many.tanh().mul(many), many.gt(0.5f));
            Tensor w = y.reshape(1, x.size()).slice(1, 0, 37 * 19).reshape(37, 19).requiresGrad(true);
            w.mul(w.slice(0, 3, 4)).add(w.slice(1, 5, 6)).exp().sum().backward();
            seen.add(gradient(w));
        }
    },
    REDUCTIONS {
        @Override
        void run(Fingerprint seen) {
            RandomSource random = RandomSource.seed(3);
            for (Tensor x : new Tensor[] {random.normal(70_001), random.normal(129, 67), random.normal(3, 1, 5),
                random.normal(7, 300, 2)}) {
                seen.add(x.sum(), x.mean(), x.max(), x.min(), x.variance(), x.std(), x.logSumExp());
                for (int axis = 0; axis < x.rank(); axis++) {
                    seen.add(x.sum(axis), x.mean(axis), x.max(axis), x.min(axis), x.variance(axis), x.logSumExp(axis));
                    seen.add(x.argmax(axis), x.argmin(axis));
                }
            }
        }
    },
    ROWS {
        @Override
        void run(Fingerprint seen) {
            RandomSource random = RandomSource.seed(4);
            for (int columns : new int[] {1, 10, 67, 1_701}) {
                Tensor x = random.normal(21, columns).mul(3f).requiresGrad(true);
                Tensor weight = random.normal(columns).requiresGrad(true);
                Tensor y = Normalization.layerNorm(x, Shape.of(columns), weight, random.normal(columns), 1e-5f);
                IntTensor labels = random.normal(21, columns).argmax(1);
                Losses.crossEntropy(y.add(x.softmax(0)).sub(x.logSoftmax(1)), labels).backward();
                seen.add(y.detach(), x.softmax(1).detach(), gradient(x), gradient(weight),
                        Indexing.take(x.detach(), IntTensor.of(3, 0, 3)));
            }
        }
    },
    RANDOM {
        @Override
        void run(Fingerprint seen) {
            RandomSource random = RandomSource.seed(5);
            RandomSource child = random.split();
            seen.add(random.uniform(40_001), random.normal(40_001), child.uniform(-2f, 3f, 17, 5),
                    child.bernoulli(0.3f, 1_001));
            seen.add(IntTensor.of(random.permutation(301)));
        }
    },
    TRAINING {
        @Override
        void run(Fingerprint seen) {
            for (Training.Rule rule : Training.Rule.values()) {
                String eager = Training.run(rule, false);
                String captured = Training.run(rule, true);
                if (!eager.equals(captured)) {
                    throw new IllegalStateException("training with " + rule + " has other bits when it is captured");
                }
                seen.add(Training.bytes(eager)).add(Training.updated(rule));
            }
        }
    };

    /** Computes the part and shows what comes out. */
    abstract void run(Fingerprint seen);

    /** Numbers of all sizes, both signs, and the special ones. */
    private static Tensor samples() {
        float[] values = new float[4_099];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 2 == 0 ? 1 : -1) * Math.scalb(1 + i % 97 / 97f, i % 61 - 30);
        }
        float[] special = {0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
            Float.MIN_VALUE, Float.MAX_VALUE, Float.MIN_NORMAL, -Float.MIN_VALUE, 88.8f, -103.9f, 1e-8f};
        System.arraycopy(special, 0, values, 1_000, special.length);
        return Tensor.of(values);
    }

    private static Tensor gradient(Tensor x) {
        return Objects.requireNonNull(x.grad());
    }
}
