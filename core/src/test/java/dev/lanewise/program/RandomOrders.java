package dev.lanewise.program;

import static dev.lanewise.program.RandomRow.axis;
import static dev.lanewise.program.RandomRow.full;
import static dev.lanewise.program.RandomRow.with;

import dev.lanewise.ops.BagOptions;
import dev.lanewise.ops.Embeddings;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Scans;
import dev.lanewise.tensor.Sorting;
import dev.lanewise.tensor.Statistics;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Orders, scans, reductions and indices; the indices come from values of the program. */
final class RandomOrders {
    private static final double[] ORDERS = {0, 0.5, 1, 2, 3, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};

    static final List<RandomRow> ROWS = List.of(
            axis("Sorting.sort", (ops, a) -> kept(ops, Sorting.sort(a, ops.axis(a)))),
            axis("Sorting.sort descending", (ops, a) -> kept(ops, Sorting.sort(a, ops.axis(a), true))),
            axis("Sorting.argsort", (ops, a) -> ops.keep(Sorting.argsort(a, ops.axis(a), ops.choose(2) == 0))),
            axis("Sorting.topk", (ops, a) -> {
                int axis = ops.axis(a);
                return kept(ops, Sorting.topk(a, ops.choose(a.dim(axis) + 1), axis, ops.choose(2) == 0));
            }),
            full("Sorting.median", 1, (ops, a) -> kept(ops, Sorting.median(a, ops.axis(a)))),
            full("Sorting.quantile", 1, (ops, a) -> Sorting.quantile(a, ops.choose(5) * 0.25, ops.axis(a))),
            axis("Sorting.searchsorted", (ops, a) -> ops.keep(
                    Sorting.searchsorted(Sorting.sort(a, -1).values(), a.mul(0.5f), ops.choose(2) == 0))),
            axis("Scans.cumsum", (ops, a) -> Scans.cumsum(a, ops.axis(a)).mul(0.1f)),
            axis("Scans.cumprod", (ops, a) -> Scans.cumprod(a.clamp(-1.1f, 1.1f), ops.axis(a))),
            axis("Scans.cummax", (ops, a) -> kept(ops, Scans.cummax(a, ops.axis(a)))),
            axis("Scans.cummin", (ops, a) -> kept(ops, Scans.cummin(a, ops.axis(a)))),
            axis("Scans.logcumsumexp", (ops, a) -> Scans.logcumsumexp(a, ops.axis(a))),
            axis("Scans.recurrence", (ops, a) -> Scans.recurrence(a.tanh(), a, ops.axis(a))),
            full("Scans.diff", 1, (ops, a) -> Scans.diff(a, ops.axis(a))),
            full("Scans.diff of order 2", 1, (ops, a) -> Scans.diff(a, ops.axis(a), 2)),
            with("Statistics.prod", (ops, a) -> Statistics.prod(
                    a.clamp(-1.1f, 1.1f), ops.choose(2) == 0, ops.axes(a))),
            full("Statistics.variance", 0, (ops, a) -> Statistics.variance(a, 0, ops.choose(2) == 0, ops.axes(a))),
            full("Statistics.std", 0, (ops, a) -> Statistics.std(a, 0, ops.choose(2) == 0, ops.axes(a))),
            full("Statistics.norm", 0, (ops, a) -> Statistics.norm(
                    a, ORDERS[ops.choose(ORDERS.length)], ops.choose(2) == 0, ops.axes(a))),
            with("Statistics.nanSum", (ops, a) -> Statistics.nanSum(a.sqrt(), ops.axes(a)).mul(0.1f)),
            with("Statistics.nanSum with keepDim", (ops, a) -> Statistics.nanSum(
                    a.sqrt(), true, ops.axes(a)).mul(0.1f)),
            with("Statistics.nanMean", (ops, a) -> Statistics.nanMean(a.sqrt(), ops.axes(a))),
            with("Statistics.nanMean with keepDim", (ops, a) -> Statistics.nanMean(a.sqrt(), true, ops.axes(a))),
            full("Statistics.argmax", 0, (ops, a) -> ops.keep(Statistics.argmax(a))),
            full("Statistics.argmin", 0, (ops, a) -> ops.keep(Statistics.argmin(a))),
            with("Statistics.count", (ops, a) -> ops.keep(Statistics.count(a.gt(0.3f), ops.axes(a)))),
            with("Statistics.any", (ops, a) -> ops.keep(Statistics.any(a.gt(0.9f), ops.axes(a)))),
            with("Statistics.all", (ops, a) -> ops.keep(Statistics.all(a.lt(0.9f), ops.axes(a)))),
            with("Statistics.count with keepDim", (ops, a) -> ops.keep(
                    Statistics.count(a.gt(0.3f), true, ops.axes(a)))),
            with("Statistics.any with keepDim", (ops, a) -> ops.keep(
                    Statistics.any(a.gt(0.9f), true, ops.axes(a)))),
            with("Statistics.all with keepDim", (ops, a) -> ops.keep(
                    Statistics.all(a.lt(0.9f), true, ops.axes(a)))),
            with("Indexing.where", (ops, a) -> Indexing.where(a.gt(0.1f), a, ops.partner(a))),
            with("Indexing.where of ints", (ops, a) -> ops.keep(
                    Indexing.where(a.gt(0f), RandomInts.of(a), RandomInts.of(a.mul(2f)).neg()))),
            with("Indexing.maskedFill", (ops, a) -> Indexing.maskedFill(a, a.gt(ops.partner(a)), 0.25)),
            full("Embeddings.embedding", 0, (ops, a) -> Embeddings.embedding(table(a), few(ops, table(a), 0), 0)),
            full("Embeddings.embeddingBag", 0, (ops, a) -> {
                IntTensor indices = few(ops, table(a), 0);
                return Embeddings.embeddingBag(table(a), indices.reshape(1, indices.size()), bags(ops));
            }),
            full("Embeddings.embeddingBag with offsets", 0, (ops, a) -> {
                IntTensor indices = few(ops, table(a), 0);
                return Embeddings.embeddingBag(table(a), indices.reshape(indices.size()), IntTensor.arange(2), null,
                        bags(ops).paddingIndex(0));
            }),
            full("Embeddings.embeddingBag with weights", 0, (ops, a) -> {
                IntTensor indices = few(ops, table(a), 0);
                Tensor weights = a.reshape(a.size()).slice(0, 0, indices.size());
                return Embeddings.embeddingBag(table(a), indices.reshape(1, indices.size()), null,
                        weights.reshape(1, indices.size()), BagOptions.defaults().sum());
            }),
            full("Indexing.take", 1, (ops, a) -> Indexing.take(a, few(ops, a, 0))),
            full("Indexing.take along an axis", 1, (ops, a) -> {
                int axis = ops.axis(a);
                return Indexing.take(a, axis, few(ops, a, axis));
            }),
            full("Indexing.gather", 1, (ops, a) -> {
                int axis = ops.axis(a);
                return Indexing.gather(a, axis, RandomInts.below(a, a.dim(axis)));
            }),
            full("Indexing.gather of a part", 1, (ops, a) -> {
                int axis = ops.axis(a);
                return Indexing.gather(a, axis, RandomInts.below(part(a), a.dim(axis)));
            }),
            full("Indexing.scatter", 1, (ops, a) -> {
                int axis = ops.axis(a);
                return Indexing.scatter(a, axis, RandomInts.below(part(a), a.dim(axis)), a.tanh());
            }),
            full("Indexing.scatterAdd", 1, (ops, a) -> {
                int axis = ops.axis(a);
                return Indexing.scatterAdd(a, axis, RandomInts.below(part(a), a.dim(axis)), a.sigmoid());
            }),
            full("Indexing.oneHot", 1, (_, a) -> Indexing.oneHot(RandomInts.below(a.mean(0), 7), 7)));

    private RandomOrders() {}

    private static Tensor kept(RandomOps ops, Sorting.Placed placed) {
        ops.keep(placed.indices());
        return placed.values();
    }

    /** The first half of each axis, rounded up. */
    private static Tensor part(Tensor a) {
        Tensor y = a;
        for (int axis = 0; axis < a.rank(); axis++) {
            y = y.slice(axis, 0, Math.ceilDiv(a.dim(axis), 2));
        }
        return y;
    }

    /** A few indices along an axis, in a vector or a matrix. */
    private static IntTensor few(RandomOps ops, Tensor a, int axis) {
        Tensor flat = a.reshape(a.size());
        IntTensor indices = RandomInts.below(flat.slice(0, 0, Math.min(6, flat.size())), a.dim(axis));
        return ops.choose(2) == 0 ? indices : indices.unsqueeze(0);
    }

    private static Tensor table(Tensor a) {
        int width = a.rank() == 0 ? 1 : a.dim(-1);
        return a.reshape(a.size() / width, width);
    }

    private static BagOptions bags(RandomOps ops) {
        return switch (ops.choose(3)) {
            case 0 -> BagOptions.defaults().sum();
            case 1 -> BagOptions.defaults().max();
            default -> BagOptions.defaults();
        };
    }
}
