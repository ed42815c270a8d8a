package dev.lanewise.tensor;

import static dev.lanewise.optable.Domain.between;
import static dev.lanewise.optable.Domain.distinct;
import static dev.lanewise.optable.Domain.nonZero;
import static dev.lanewise.optable.Domain.whole;

import dev.lanewise.Tolerance;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.primitives.BinaryOp;
import dev.lanewise.tensor.primitives.IndexOp;
import dev.lanewise.tensor.primitives.ProdOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import dev.lanewise.tensor.primitives.StdOp;
import java.util.Arrays;

/** Rows for reductions beyond sums. */
final class StatisticsOpTable extends OpTable {
    StatisticsOpTable() {
        for (int[] axes : new int[][] {{}, {0}, {-1}, {0, 2}}) {
            String over = " over " + Arrays.toString(axes);
            row("prod" + over, ProdOp.All.class, x -> Statistics.prod(x[0], axes),
                    x -> x[0].reduce(false, StatisticsOpTable::product, axes))
                    .from(between(0.5, 1.5)).on(dims(2, 3, 4)).on(dims(1, 2, 1)).on(dims(3, 1, 7))
                    .large(dims(9, 70, 133)).within(Tolerance.relative(1e-4));
            row("variance with correction" + over, ReduceOp.Sum.class,
                    x -> Statistics.variance(x[0], 0, true, axes),
                    x -> x[0].reduce(true, StatisticsOpTable::variance, axes)).on(dims(2, 3, 4)).on(dims(1, 1, 1));
            row("std with correction" + over, StdOp.class, x -> Statistics.std(x[0], 0, false, axes),
                    x -> x[0].reduce(false, g -> Math.sqrt(variance(g)), axes)).from(distinct(0)).on(dims(2, 3, 4));
            row("norm" + over, IndexOp.Where.class, x -> Statistics.norm(x[0], 2, axes),
                    x -> x[0].reduce(false, g -> norm(g, 2), axes))
                    .from(nonZero()).on(dims(2, 3, 4)).large(dims(9, 70, 133));
            for (double p : new double[] {1, 3, 0.5, -1, -2}) {
                row("norm of order " + p + over, p == 1 ? ReduceOp.Sum.class : BinaryOp.Pow.class,
                        x -> Statistics.norm(x[0], p, true, axes), x -> x[0].reduce(true, g -> norm(g, p), axes))
                        .from(nonZero()).on(dims(2, 3, 4));
            }
            row("norm of order inf" + over, ReduceOp.Max.class,
                    x -> Statistics.norm(x[0], Double.POSITIVE_INFINITY, axes),
                    x -> x[0].reduce(false, g -> Arrays.stream(g).map(Math::abs).max().orElseThrow(), axes))
                    .from(distinct(0.03)).on(dims(2, 3, 4)).exact();
            row("norm of order -inf" + over, ReduceOp.Min.class,
                    x -> Statistics.norm(x[0], Double.NEGATIVE_INFINITY, axes),
                    x -> x[0].reduce(false, g -> Arrays.stream(g).map(Math::abs).min().orElseThrow(), axes))
                    .from(distinct(0.03)).on(dims(2, 3, 4)).exact();
            row("norm of order 0" + over, ReduceOp.Sum.class, x -> Statistics.norm(x[0], 0, axes),
                    x -> x[0].reduce(false, g -> Arrays.stream(g).filter(v -> v != 0).count(), axes))
                    .from(whole()).on(dims(2, 3, 4)).exact().withoutGradient("a count is a step");
        }
        row("prod's gradient", ProdOp.Others.class, x -> new ProdOp.Others(1, 2).tensor(x[0]),
                x -> Reference.generate(x[0].dims, i -> others(x[0], i)))
                .from(between(0.5, 1.5)).on(dims(2, 3, 4)).on(dims(2, 1, 3)).on(dims(3, 7, 1)).on(dims(2, 0, 3))
                .large(dims(9, 70, 33));
        row("prod with a zero", ProdOp.All.class, x -> Statistics.prod(x[0].mul(Tensor.of(1, 0, 2)), 1),
                x -> x[0].zip(Reference.of(Tensor.of(1, 0, 2)), (a, b) -> a * b)
                        .reduce(false, StatisticsOpTable::product, 1))
                .from(between(0.5, 1.5)).on(dims(2, 3)).on(dims(2, 3, 3));
        row("prod of nothing", BinaryOp.Mul.class, x -> Statistics.prod(x[0], 1).mul(x[1]),
                x -> x[0].reduce(false, StatisticsOpTable::product, 1).zip(x[1], (a, b) -> a * b))
                .on(dims(2, 0), dims(2)).exact();
        row("nanSum", IndexOp.Where.class, x -> Statistics.nanSum(gaps(x[0]), 1),
                x -> x[0].reduce(false, g -> Arrays.stream(g).filter(v -> v <= 0.5).sum(), 1))
                .from(distinct(0.51)).on(dims(4, 9)).on(dims(2, 3, 2));
        row("nanMean", IndexOp.Where.class, x -> Statistics.nanMean(gaps(x[0]), 1),
                x -> x[0].reduce(false, g -> Arrays.stream(g).filter(v -> v <= 0.5).average().orElse(Double.NaN), 1))
                .from(distinct(0.51)).on(dims(4, 9)).on(dims(2, 3, 2));
        row("nanSum with keepDim", IndexOp.Where.class, x -> Statistics.nanSum(gaps(x[0]), true, 0, -1),
                x -> x[0].reduce(true, g -> Arrays.stream(g).filter(v -> v <= 0.5).sum(), 0, x[0].rank() - 1))
                .from(distinct(0.51)).on(dims(4, 9)).on(dims(2, 3, 2));
        row("nanMean with keepDim", IndexOp.Where.class, x -> Statistics.nanMean(gaps(x[0]), true, 0),
                x -> x[0].reduce(true, g -> Arrays.stream(g).filter(v -> v <= 0.5).average().orElse(Double.NaN), 0))
                .from(distinct(0.51)).on(dims(9, 4)).on(dims(6, 2, 2));
        row("argmax of all", ReduceOp.ArgMax.class, x -> Statistics.argmax(x[0]),
                x -> new Reference(dims(), x[0].reshape(1, x[0].data.length).argmax(0)))
                .from(whole()).on(dims()).on(dims(37)).on(dims(2, 3, 4)).large(dims(300, 301)).exact()
                .withoutGradient("gives ints");
        row("argmin of all", ReduceOp.ArgMin.class, x -> Statistics.argmin(x[0]),
                x -> new Reference(dims(), x[0].reshape(1, x[0].data.length).argmin(0)))
                .from(distinct(0)).on(dims()).on(dims(37)).on(dims(2, 3, 4)).large(dims(300, 301)).exact()
                .withoutGradient("gives ints");
    }

    private static Tensor gaps(Tensor x) {
        return Indexing.where(x.gt(0.5f), Tensor.scalar(Double.NaN), x);
    }

    private static double product(double[] group) {
        return Arrays.stream(group).reduce(1, (a, b) -> a * b);
    }

    /** The product of the other elements along axis 1. */
    private static double others(Reference x, int[] i) {
        double product = 1;
        for (int k = 0; k < x.dims[1]; k++) {
            product *= k == i[1] ? 1 : x.at(i[0], k, i[2]);
        }
        return product;
    }

    private static double variance(double[] group) {
        double mean = Arrays.stream(group).average().orElse(Double.NaN);
        return Arrays.stream(group).map(x -> (x - mean) * (x - mean)).sum() / group.length;
    }

    private static double norm(double[] group, double p) {
        return Math.pow(Arrays.stream(group).map(x -> Math.pow(Math.abs(x), p)).sum(), 1 / p);
    }
}
