package dev.lanewise.program;

import dev.lanewise.optim.Adam;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.RMSprop;
import dev.lanewise.optim.SGD;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a random program finds outside: parameters and their optimizer, state that it assigns to, a source of random
 * numbers. A pure program changes nothing of it.
 */
final class RandomTensors {
    private final boolean pure;
    private final int[] sizes;
    private final Tensor[] vectors;
    private final Tensor[] matrices;
    private final List<Tensor> parameters = new ArrayList<>();
    private final List<Tensor> states = new ArrayList<>();
    private final RandomSource random;
    private final Optimizer optimizer;

    /** The same for the same seed. */
    RandomTensors(long seed, boolean pure, int... sizes) {
        this.pure = pure;
        this.sizes = sizes;
        SplittableRandom choice = new SplittableRandom(seed + 1);
        RandomSource values = RandomSource.at(seed, 1, 0);
        random = RandomSource.at(seed, 2, 0);
        vectors = new Tensor[sizes.length];
        matrices = new Tensor[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            vectors[i] = values.normal(sizes[i]).requiresGrad(choice.nextBoolean());
            int columns = sizes[choice.nextInt(sizes.length)];
            matrices[i] = values.normal(sizes[i], columns).mul(1f / Math.max(1, sizes[i]))
                    .requiresGrad(choice.nextInt(4) > 0);
            states.add(Tensor.zeros(sizes[i], sizes[choice.nextInt(sizes.length)]));
            parameters.add(vectors[i]);
            parameters.add(matrices[i]);
        }
        states.add(Tensor.scalar(0f));
        states.add(Tensor.zeros(sizes[0]));
        optimizer = switch (choice.nextInt(5)) {
            case 0 -> new SGD(parameters, 0.1);
            case 1 -> new SGD(parameters, 0.1).momentum(0.9).nesterov(true).weightDecay(0.01);
            case 2 -> new Adam(parameters, 0.01);
            case 3 -> new AdamW(parameters, 0.01);
            default -> new RMSprop(parameters, 0.01).centered(choice.nextBoolean()).momentum(0.5);
        };
    }

    boolean isPure() {
        return pure;
    }

    List<Tensor> parameters() {
        return parameters;
    }

    Optimizer optimizer() {
        return optimizer;
    }

    /** All that a run may have changed. */
    List<Tensor> all() {
        List<Tensor> all = new ArrayList<>(parameters);
        all.addAll(states);
        all.add(Tensor.scalar((float) random.index()));
        return all;
    }

    /** Tensors of one size, to be inputs or targets at the same time. */
    List<Tensor> states() {
        return states;
    }

    /** A parameter of this size; null if there is none. */
    @Nullable
    Tensor vector(int size) {
        int at = indexOf(size);
        return at < 0 ? null : vectors[at];
    }

    /** A parameter that a row of this size can be multiplied with; null if there is none. */
    @Nullable
    Tensor matrix(int rows) {
        int at = indexOf(rows);
        return at < 0 ? null : matrices[at];
    }

    private int indexOf(int size) {
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == size) {
                return i;
            }
        }
        return -1;
    }

    /** Drawn, where the program may draw. */
    BoolTensor bernoulli(Shape shape) {
        return pure ? Tensor.ones(shape.dims()).gt(0.5f) : random.bernoulli(0.3f, shape.dims());
    }

    /** A value to which something from outside, or an effect upon it, belongs. */
    Tensor step(RandomOps ops, Tensor a) {
        int picked = ops.pick("outside", 14);
        if (pure) {
            return a.add(states.get(picked % states.size()).sum());
        }
        Tensor state = states.get(picked % states.size());
        Tensor x = fitted(a.detach(), state.shape());
        return switch (picked) {
            case 0, 1 -> a.add(random.normal(a.shape().dims()).mul(0.1f));
            case 2 -> a.mul(random.uniform(-1f, 2f, a.shape().dims()));
            case 3 -> Indexing.where(random.bernoulli(0.4f, a.shape().dims()), Tensor.scalar(0f), a);
            case 4 -> {
                Tensor before = state.mul(1f);
                state.assign(state.mul(0.9f).add(x.mul(0.1f)));
                yield before.sum().add(a);
            }
            case 5 -> {
                state.assign(x.sigmoid().add(state));
                Tensor after = state.minimum(3f).exp(); // the new state in the same group
                state.assign(state.sub(x).mul(0.5f));
                yield after.sub(state.detach().abs());
            }
            case 6 -> {
                Tensor part = state.rank() == 0 || state.dim(0) < 2
                        ? state.reshape(state.size())
                        : state.slice(0, 1, state.dim(0));
                Tensor before = part.neg(); // of a view, which the assignment changes
                state.assign(state.minimum(x).clamp(-3, 3));
                yield before.add(part);
            }
            case 7 -> {
                state.assign(x);
                yield state.mul(0.5f).add(x);
            }
            case 8 -> a.add(random.exponential(2, a.shape().dims()).mul(0.1f));
            case 9 -> a.add(random.gumbel(a.shape().dims()).mul(0.1f));
            case 10 -> a.mul(ops.keep(random.randint(-3, 4, a.shape().dims())).mul(0.3f));
            case 11 -> random.dropout(a, 0.4);
            default -> state.tanh().add(x);
        };
    }

    /** The value, or its mean, in this shape. */
    private static Tensor fitted(Tensor a, Shape shape) {
        return a.shape().equals(shape)
                ? a
                : a.size() == 0 ? Tensor.full(0.5f, shape.dims()) : a.mean().broadcastTo(shape);
    }
}
