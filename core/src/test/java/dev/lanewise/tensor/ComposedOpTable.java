package dev.lanewise.tensor;

import static dev.lanewise.optable.Domain.between;
import static dev.lanewise.optable.Domain.distinct;
import static dev.lanewise.optable.Domain.nonZero;
import static dev.lanewise.optable.Domain.whole;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.primitives.BinaryOp;
import dev.lanewise.tensor.primitives.CompareOp;
import dev.lanewise.tensor.primitives.IndexOp;
import dev.lanewise.tensor.primitives.MoveOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import dev.lanewise.tensor.primitives.StdOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import dev.lanewise.tensor.primitives.ViewOp;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/** Rows for functions written in ops; the op named is one that they must be made of. */
final class ComposedOpTable extends OpTable {
    ComposedOpTable() {
        activations();
        statistics();
        shapes();
    }

    private void activations() {
        elementwise("leakyRelu", IndexOp.Where.class, x -> Activations.leakyRelu(x, 0.1f),
                x -> x > 0 ? x : 0.1 * x, nonZero());
        elementwise("elu", IndexOp.Where.class, x -> Activations.elu(x, 1.5f),
                x -> x > 0 ? x : 1.5 * Math.expm1(x), nonZero());
        elementwise("pow with a number", BinaryOp.Pow.class, x -> x.pow(3f), x -> x * x * x, between(-2, 2));
        elementwise("pow with a fraction", BinaryOp.Pow.class, x -> x.pow(-1.5f), x -> Math.pow(x, -1.5),
                between(0.3, 2));
        elementwise("arithmetic with numbers", BinaryOp.Div.class,
                x -> x.add(1f).mul(2f).sub(0.5f).div(4f).maximum(-9f).minimum(9f), x -> ((x + 1) * 2 - 0.5) / 4,
                between(-2, 2));
    }

    private void statistics() {
        for (int[] axes : new int[][] {{}, {0}, {-1}, {0, 2}, {1, 2}}) {
            for (boolean keep : new boolean[] {false, true}) {
                String over = " over " + Arrays.toString(axes) + (keep ? " kept" : "");
                ToDoubleFunction<double[]> mean = group -> Arrays.stream(group).average().orElse(Double.NaN);
                row("mean" + over, ReduceOp.Sum.class, x -> x[0].mean(keep, axes),
                        x -> x[0].reduce(keep, mean, axes)).on(dims(2, 3, 4)).on(dims(1, 2, 1))
                        .large(dims(9, 70, 133));
                row("variance" + over, ReduceOp.Sum.class, x -> x[0].variance(keep, axes),
                        x -> x[0].reduce(keep, ComposedOpTable::variance, axes)).on(dims(2, 3, 4))
                        .large(dims(9, 70, 133));
                row("std" + over, StdOp.class, x -> x[0].std(keep, axes),
                        x -> x[0].reduce(keep, group -> Math.sqrt(variance(group)), axes))
                        .from(distinct(0)).on(dims(2, 3, 4)).large(dims(9, 70, 133));
                row("logSumExp" + over, UnaryOp.Exp.class, x -> x[0].logSumExp(keep, axes),
                        x -> x[0].logSumExp(keep, axes)).on(dims(2, 3, 4)).on(dims(1, 2, 1)).large(dims(9, 70, 133));
            }
        }
        row("logSumExp of large numbers", UnaryOp.Exp.class, x -> x[0].logSumExp(1),
                x -> x[0].logSumExp(false, 1))
                .from(between(900, 1000)).on(dims(3, 4));
    }

    private void shapes() {
        row("select", ViewOp.LeadingSlice.class, x -> x[0].select(0, -1),
                x -> x[0].slice(0, x[0].dims[0] - 1, x[0].dims[0]).reduce(false, g -> g[0], 0))
                .on(dims(4)).on(dims(3, 2)).on(dims(2, 0)).exact();
        row("select of a column", MoveOp.Slice.class, x -> x[0].select(1, 1),
                x -> x[0].slice(1, 1, 2).reduce(false, g -> g[0], 1)).on(dims(4, 2)).on(dims(2, 3, 2)).exact();
        row("stack", MoveOp.Concat.class, x -> Shapes.stack(1, x),
                x -> Reference.generate(dims(x[0].dims[0], x.length), i -> x[i[1]].at(i[0])))
                .on(dims(3), dims(3), dims(3)).on(dims(0), dims(0)).exact();
        row("stack of scalars", MoveOp.Concat.class, x -> Shapes.stack(0, x),
                x -> Reference.generate(dims(x.length), i -> x[i[0]].data[0])).on(dims(), dims()).exact();
        row("shape changes", ViewOp.Reshape.class,
                x -> x[0].unsqueeze(1).flatten(0).unsqueeze(-1).squeeze(1),
                x -> x[0].reshape(x[0].data.length)).on(dims(3, 2)).on(dims(1)).on(dims(2, 0)).exact();
        row("flatten", ViewOp.Reshape.class, x -> x[0].flatten(1),
                x -> x[0].reshape(x[0].dims[0], x[0].dims[1] * x[0].dims[2]))
                .on(dims(2, 3, 2)).on(dims(3, 1, 1)).exact();
        row("squeeze", ViewOp.Reshape.class, x -> x[0].squeeze(-2),
                x -> x[0].reshape(x[0].dims[0], x[0].dims[2]))
                .on(dims(2, 1, 3)).on(dims(1, 1, 1)).exact();
        row("unsqueeze", ViewOp.Reshape.class, x -> x[0].unsqueeze(1),
                x -> x[0].reshape(x[0].dims[0], 1, x[0].dims[1]))
                .on(dims(2, 3)).on(dims(1, 1)).exact();
        row("isNaN", CompareOp.Ne.class, x -> x[0].div(x[1]).isNaN(),
                x -> x[0].zip(x[1], (a, b) -> Double.isNaN(a / b) ? 1 : 0))
                .from(whole()).on(dims(40), dims(40)).on(dims(), dims()).exact().withoutGradient("a test is a step");
        row("isFinite", CompareOp.Lt.class, x -> x[0].div(x[1]).isFinite(),
                x -> x[0].zip(x[1], (a, b) -> Double.isFinite(a / b) ? 1 : 0))
                .from(whole()).on(dims(40), dims(40)).on(dims(), dims()).exact().withoutGradient("a test is a step");
        row("slices of one tensor added", MoveOp.Slice.class,
                x -> x[0].slice(1, 0, 2).mul(x[0].slice(1, 1, 3)).add(x[0].slice(0, 0, 1).slice(1, 1, 3)),
                x -> x[0].slice(1, 0, 2).zip(x[0].slice(1, 1, 3), (a, b) -> a * b)
                        .zip(x[0].slice(0, 0, 1).slice(1, 1, 3), Double::sum))
                .on(dims(2, 3));
    }

    private static double variance(double[] group) {
        double mean = Arrays.stream(group).average().orElse(Double.NaN);
        return Arrays.stream(group).map(x -> (x - mean) * (x - mean)).sum() / (group.length - 1);
    }
}
