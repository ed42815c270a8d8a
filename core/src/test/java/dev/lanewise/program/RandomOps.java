package dev.lanewise.program;

import dev.lanewise.loss.Losses;
import dev.lanewise.ops.Normalization;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Values, and ops put upon them at random: what is chosen depends on the source of choices and on shapes alone, so the
 * same choices on other elements are the same program.
 */
final class RandomOps {
    private static final int LARGEST = 6000;
    private static final List<UnaryOperator<Tensor>> ACTIVATIONS = List.of(
            UnaryOperator.identity(), Tensor::relu, Tensor::tanh, Tensor::sigmoid);

    /** All functions of the families. */
    static final List<RandomRow> ROWS = Stream.of(
            RandomPointwise.ROWS, RandomArrangements.ROWS, RandomOrders.ROWS, RandomInts.ROWS, RandomMatrices.ROWS,
            RandomLosses.ROWS, RandomConvolutions.ROWS, RandomPools.ROWS, RandomSequences.ROWS)
            .flatMap(List::stream).toList();

    private final SplittableRandom choice;
    private final RandomTensors outside;
    private final StringBuilder listing;
    private final List<Tensor> floats = new ArrayList<>();
    private final List<BoolTensor> bools = new ArrayList<>();
    private final List<Index> indices = new ArrayList<>();

    /** Ints from 0 to {@code bound - 1}. */
    private record Index(IntTensor values, int bound) {}

    RandomOps(SplittableRandom choice, RandomTensors outside, StringBuilder listing) {
        this.choice = choice;
        this.outside = outside;
        this.listing = listing;
    }

    void add(Tensor x) {
        floats.add(x);
    }

    void add(BoolTensor x) {
        bools.add(x);
    }

    void add(IntTensor x, int bound) {
        indices.add(new Index(x, bound));
    }

    /** Keeps ints, also as an index, and gives them as floats. */
    Tensor keep(IntTensor x) {
        add(x.remainder(9), 9);
        return x.toTensor().clamp(-50, 50);
    }

    /** Keeps booleans, and gives them as floats. */
    Tensor keep(BoolTensor x) {
        add(x);
        return x.toTensor();
    }

    int choose(int of) {
        return choice.nextInt(of);
    }

    /** One of the axes. */
    int axis(Tensor x) {
        return choice.nextInt(x.rank());
    }

    /** Some of the axes. */
    int[] axes(Tensor x) {
        return IntStream.range(0, x.rank()).filter(axis -> choice.nextBoolean()).toArray();
    }

    List<Tensor> floats() {
        return floats;
    }

    /** One of the values, those of late more often. */
    Tensor any() {
        int back = Math.min(choice.nextInt(floats.size()), choice.nextInt(floats.size()));
        return floats.get(floats.size() - 1 - back);
    }

    /** Any value, also one of ints or booleans. */
    Value anyOfAll() {
        return switch (choice.nextInt(8)) {
            case 0 -> bools.isEmpty() ? any() : bools.get(choice.nextInt(bools.size()));
            case 1 -> indices.isEmpty() ? any() : indices.get(choice.nextInt(indices.size())).values;
            default -> any();
        };
    }

    /** Applies an op or a few to values chosen from those there are, and keeps what comes out. */
    void step() {
        Tensor a = any();
        Tensor y = switch (choice.nextInt(28)) {
            case 0, 1, 2, 3 -> unary(a);
            case 4, 5, 6, 7 -> binary(a);
            case 8, 9 -> reduced(a);
            case 10 -> rows(a);
            case 11, 12 -> moved(a);
            case 13 -> view(a);
            case 14, 15 -> product(a);
            case 16 -> masked(a);
            case 17 -> indexed(a);
            case 18, 19 -> outside.step(this, a);
            default -> row(a);
        };
        keep(y);
    }

    private void keep(Tensor y) {
        if (y.size() > LARGEST) {
            y = y.mean(0);
        }
        listing.append(' ').append(y.shape()).append('\n');
        floats.add(y);
    }

    /** Notes what is applied. */
    int pick(String family, int of) {
        int picked = choice.nextInt(of);
        listing.append("  ").append(family).append(' ').append(picked);
        return picked;
    }

    /** A row of a family, all of which are picked alike. */
    private Tensor row(Tensor a) {
        RandomRow row = ROWS.get(choice.nextInt(ROWS.size()));
        listing.append("  ").append(row.name());
        return row.apply(this, a);
    }

    private Tensor unary(Tensor a) {
        return switch (pick("unary", 16)) {
            case 0 -> a.neg();
            case 1 -> a.abs();
            case 2 -> a.sign();
            case 3 -> a.square().minimum(50f);
            case 4 -> a.abs().sqrt();
            case 5 -> a.square().add(0.5f).rsqrt();
            case 6 -> a.square().add(1f).reciprocal();
            case 7 -> a.clamp(-5, 3).exp();
            case 8 -> a.abs().add(0.1f).log();
            case 9 -> a.tanh();
            case 10 -> a.sigmoid();
            case 11 -> a.relu();
            case 12 -> a.clamp(-1, 0.5f);
            case 13 -> a.mul(0.5f).sub(1f).maximum(-3f);
            case 14 -> Activations.gelu(a);
            default -> choice.nextInt(3) == 0 ? a.sqrt() : a.div(3f); // at times NaN goes through everything
        };
    }

    private Tensor binary(Tensor a) {
        Tensor b = partner(a);
        return switch (pick("binary", 9)) {
            case 0 -> a.add(b);
            case 1 -> a.sub(b);
            case 2 -> a.mul(b).clamp(-1e3f, 1e3f);
            case 3 -> a.div(b.square().add(1f));
            case 4 -> a.abs().add(0.5f).minimum(4f).pow(b.clamp(-2, 2));
            case 5 -> a.maximum(b);
            case 6 -> b.minimum(a);
            case 7 -> b.sub(a).square().add(b).minimum(1e3f);
            default -> a.add(a).sub(b.mul(a).tanh());
        };
    }

    /** A value that broadcasts with this one, or is made so. */
    Tensor partner(Tensor a) {
        for (int attempt = 0; attempt < 5; attempt++) {
            Tensor b = any();
            if (broadcasts(a.shape(), b.shape())) {
                return b;
            }
        }
        return switch (choice.nextInt(4)) {
            case 0 -> a.mean();
            case 1 -> a.rank() == 0 ? a.exp() : a.sum(true, choice.nextInt(a.rank()));
            case 2 -> a.rank() > 0 && a.dim(0) > 0 ? a.select(0, choice.nextInt(a.dim(0))) : a;
            default -> a.rank() > 0 && a.dim(-1) > 0 ? a.slice(-1, 0, 1) : a;
        };
    }

    private static boolean broadcasts(Shape a, Shape b) {
        long size = 1;
        for (int back = 1; back <= Math.max(a.rank(), b.rank()); back++) {
            int p = back <= a.rank() ? a.dim(-back) : 1;
            int q = back <= b.rank() ? b.dim(-back) : 1;
            if (p != q && p != 1 && q != 1) {
                return false;
            }
            size *= p == 1 ? q : p;
        }
        return size <= LARGEST;
    }

    private Tensor reduced(Tensor a) {
        int[] axes = axes(a);
        boolean keep = choice.nextBoolean();
        int count = axes.length == 0 ? a.size() : Arrays.stream(axes).map(a::dim).reduce(1, (m, n) -> m * n);
        return switch (count == 0 ? pick("sum", 2) : pick("reduced", 8)) {
            case 0 -> a.sum(keep, axes).mul(0.1f);
            case 1 -> a.mean(keep, axes);
            case 2 -> a.max(keep, axes);
            case 3 -> a.min(keep, axes);
            case 4 -> count < 2 ? a.sum(keep, axes) : a.variance(keep, axes).minimum(50f);
            case 5 -> count < 2 ? a.mean(keep, axes) : a.std(keep, axes);
            case 6 -> a.logSumExp(keep, axes);
            default -> a.sub(a.mean(true, axes)).abs();
        };
    }

    private Tensor rows(Tensor a) {
        if (a.rank() == 0 || a.size() == 0) {
            return a.mul(2f).tanh();
        }
        int axis = choice.nextInt(a.rank());
        int columns = a.dim(-1);
        return switch (pick("rows", 5)) {
            case 0 -> a.softmax(axis);
            case 1 -> a.logSoftmax(axis);
            case 3 -> normalised(a);
            case 2 -> Normalization.layerNorm(a, Shape.of(columns), null, null, 1e-2f);
            default -> outside.vector(columns) == null
                    ? a.softmax(-1).mul(a)
                    : Normalization.layerNorm(a, Shape.of(columns), outside.vector(columns), outside.vector(columns),
                            1e-2f);
        };
    }

    private Tensor normalised(Tensor a) {
        if (a.rank() < 2 || a.size() == a.dim(1)) {
            return Normalization.rmsNorm(a, Shape.of(a.dim(-1)), outside.vector(a.dim(-1)), 1e-2);
        }
        Tensor w = outside.vector(a.dim(1));
        return choice.nextBoolean()
                ? Normalization.batchNorm(a, w, w, 1e-2)
                : Normalization.groupNorm(a, 1, w, w, 1e-2);
    }

    private Tensor moved(Tensor a) {
        int rank = a.rank();
        int axis = rank == 0 ? 0 : choice.nextInt(rank);
        return switch (rank == 0 ? pick("stack", 2) : pick("moved", 7)) {
            case 0 -> Shapes.stack(0, a, a.neg());
            case 1 -> a.broadcastTo(outer(2, 3, a.shape()));
            case 2 -> rank < 2 ? a.unsqueeze(0).transpose() : a.transpose();
            case 3 -> a.permute(IntStream.range(0, rank).map(i -> (i + axis) % rank).toArray());
            case 4 -> a.slice(axis, a.dim(axis) / 3, a.dim(axis) - a.dim(axis) / 4);
            case 5 -> Shapes.concat(axis, a, a.slice(axis, 0, a.dim(axis) / 2).mul(2f), a);
            default ->
                Shapes.concat(axis, a.slice(axis, a.dim(axis) / 2, a.dim(axis)), a.slice(axis, 0, a.dim(axis) / 2));
        };
    }

    private static Shape outer(int first, int second, Shape inner) {
        return Shape.of(IntStream.concat(IntStream.of(first, second), Arrays.stream(inner.dims())).toArray());
    }

    private Tensor view(Tensor a) {
        int axis = a.rank() == 0 ? 0 : choice.nextInt(a.rank());
        return switch (a.rank() == 0 ? pick("unsqueeze", 2) : pick("view", 7)) {
            case 0 -> a.unsqueeze(0);
            case 1 -> a.detach();
            case 2 -> a.reshape(a.size());
            case 3 -> a.flatten(axis);
            case 4 -> a.dim(0) == 0 ? a : a.slice(0, a.dim(0) / 2, a.dim(0));
            case 5 -> a.dim(axis) == 0 ? a : a.select(axis, choice.nextInt(a.dim(axis)));
            default -> a.size() % 2 == 0 && a.size() > 0 ? a.reshape(2, a.size() / 2) : a.unsqueeze(-1);
        };
    }

    private Tensor product(Tensor a) {
        if (a.rank() == 0) {
            return a.mul(a).tanh();
        }
        float scale = 1f / Math.max(1, a.dim(-1));
        Tensor w = outside.matrix(a.dim(-1));
        return switch (w == null ? pick("own product", 2) : pick("product", 7)) {
            case 0 -> a.rank() < 2 ? a.matmul(a).mul(scale) : a.matmul(a, false, true).mul(scale);
            case 1 -> a.rank() < 2 ? a.matmul(a.tanh()) : a.matmul(a.sigmoid(), true, false).mul(0.1f);
            case 2 -> a.matmul(w);
            case 3 -> a.rank() < 2 ? a.matmul(w).relu() : a.matmul(w).matmul(w, false, true).mul(scale);
            case 4 -> ACTIVATIONS.get(choice.nextInt(4)).apply(
                    Linalg.linear(a, w.transpose(), outside.vector(w.dim(1))));
            case 5 -> Linalg.linear(a, w.transpose(), null);
            default -> a.matmul(w).add(outside.vector(w.dim(1))).tanh();
        };
    }

    private Tensor masked(Tensor a) {
        Tensor b = partner(a);
        BoolTensor mask = switch (pick("masked", 9)) {
            case 0 -> a.gt(b);
            case 1 -> a.le(b).not();
            case 2 -> a.eq(b).or(a.lt(0.5f));
            case 3 -> a.ne(b).and(b.ge(-0.5f));
            case 4 -> a.isNaN();
            case 5 -> a.isFinite().and(b.gt(0f));
            case 6 -> outside.bernoulli(a.shape());
            default -> bools.isEmpty() ? b.lt(a) : bools.get(choice.nextInt(bools.size()));
        };
        bools.add(mask);
        boolean fits = broadcasts(mask.shape(), a.shape()) && broadcasts(mask.shape(), b.shape());
        return !fits ? mask.toTensor() : Indexing.where(mask, a, choice.nextBoolean() ? b : Tensor.scalar(0.25f));
    }

    private Tensor indexed(Tensor a) {
        if (a.rank() == 0 || a.size() == 0) {
            return a.add(1f);
        }
        int axis = choice.nextInt(a.rank());
        int picked = pick("indexed", 6);
        if (picked < 2) {
            indices.add(new Index(picked == 0 ? a.argmax(axis) : a.argmin(axis), a.dim(axis)));
        }
        Index index = indices.get(choice.nextInt(indices.size()));
        return switch (picked) {
            case 0, 2 -> a.dim(0) >= index.bound && index.values.size() * (a.size() / a.dim(0)) <= LARGEST
                    ? Indexing.take(a, index.values)
                    : index.values.toTensor().mul(0.1f);
            case 1, 3 -> Indexing.oneHot(index.values, index.bound);
            case 4 -> {
                bools.add(index.values
                        .eq(index.values.reshape(index.values.size()).reshape(index.values.shape().dims())));
                yield index.values.reshape(index.values.size()).toTensor().mul(0.05f);
            }
            default -> a.rank() == 2 && a.dim(1) >= index.bound && index.values.shape().equals(Shape.of(a.dim(0)))
                    ? Losses.crossEntropy(a, index.values)
                    : a.sub(a.max(true, axis)).exp();
        };
    }
}
