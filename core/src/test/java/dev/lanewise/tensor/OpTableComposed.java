package dev.lanewise.tensor;

import static dev.lanewise.tensor.Domain.between;
import static dev.lanewise.tensor.Domain.distinct;
import static dev.lanewise.tensor.Domain.nonZero;
import static dev.lanewise.tensor.OpTable.dims;
import static dev.lanewise.tensor.OpTable.elementwise;

import dev.lanewise.loss.Losses;
import dev.lanewise.loss.Reduction;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Rows of the op table for functions written in ops; the op named is one that they must be made of. */
final class OpTableComposed {
    private OpTableComposed() {}

    static void activations(List<OpRow> rows) {
        rows.add(elementwise("leakyRelu", IndexOp.Where.class, x -> Activations.leakyRelu(x, 0.1f),
                x -> x > 0 ? x : 0.1 * x, nonZero()));
        rows.add(elementwise("elu", IndexOp.Where.class, x -> Activations.elu(x, 1.5f),
                x -> x > 0 ? x : 1.5 * Math.expm1(x), nonZero()));
        rows.add(elementwise("pow with a number", BinaryOp.Pow.class, x -> x.pow(3f), x -> x * x * x, between(-2, 2)));
        rows.add(elementwise("pow with a fraction", BinaryOp.Pow.class, x -> x.pow(-1.5f), x -> Math.pow(x, -1.5),
                between(0.3, 2)));
        rows.add(elementwise("arithmetic with numbers", BinaryOp.Div.class,
                x -> x.add(1f).mul(2f).sub(0.5f).div(4f).maximum(-9f).minimum(9f), x -> ((x + 1) * 2 - 0.5) / 4,
                between(-2, 2)));
    }

    // ---- losses

    /** Some class for each row. */
    static IntTensor labels(Shape logits) {
        int[] labels = new int[logits.dim(0)];
        Arrays.setAll(labels, i -> (i * 2 + 1) % logits.dim(1));
        return IntTensor.of(labels);
    }

    /** Cross entropy of each row against {@link #labels}. */
    static Reference crossEntropy(Reference logits) {
        Reference logs = logits.logSoftmax(1);
        return Reference.generate(dims(logits.dims[0]), i -> -logs.at(i[0], (i[0] * 2 + 1) % logits.dims[1]));
    }

    private static Reference reduced(Reference losses, Reduction reduction) {
        return switch (reduction) {
            case NONE -> losses;
            case SUM -> losses.sum(false);
            case MEAN -> losses.sum(false).map(x -> x / losses.data.length);
        };
    }

    static void losses(List<OpRow> rows) {
        for (Reduction reduction : Reduction.values()) {
            String name = " with reduction " + reduction;
            rows.add(new OpRow("crossEntropy" + name, LossOp.CrossEntropy.class,
                    x -> Losses.crossEntropy(x[0], labels(x[0].shape()), reduction),
                    x -> reduced(crossEntropy(x[0]), reduction))
                    .on(dims(4, 3)).on(dims(1, 1)).large(dims(300, 130)));
            rows.add(new OpRow("mse" + name, UnaryOp.Square.class, x -> Losses.mse(x[0], x[1], reduction),
                    x -> reduced(x[0].zip(x[1], (p, t) -> (p - t) * (p - t)), reduction))
                    .on(dims(4, 3), dims(4, 3)).on(dims(), dims()).on(dims(5), dims(5))
                    .large(dims(40_001), dims(40_001)));
            rows.add(new OpRow("bceWithLogits" + name, UnaryOp.Softplus.class,
                    x -> Losses.bceWithLogits(x[0], x[1], reduction),
                    x -> reduced(x[0].zip(x[1], (z, t) -> t * Reference.softplus(-z) + (1 - t) * Reference.softplus(z)),
                            reduction))
                    .from(between(-6, 6), between(0, 1)).on(dims(4, 3), dims(4, 3)).on(dims(), dims())
                    .on(dims(5), dims(5))
                    .large(dims(40_001), dims(40_001)));
        }
        rows.add(new OpRow("bceWithLogits of extreme logits", UnaryOp.Softplus.class,
                x -> Losses.bceWithLogits(Tensor.of(-200f, -200f, -10f, -10f, 10f, 10f, 90f, 90f).mul(x[0]),
                        Tensor.of(0f, 1f, 0f, 1f, 0f, 1f, 0f, 1f), Reduction.NONE),
                x -> Reference.generate(dims(8), i -> {
                    double z = new double[] {-200, -200, -10, -10, 10, 10, 90, 90}[i[0]] * x[0].data[0];
                    return i[0] % 2 == 0 ? Reference.softplus(z) : Reference.softplus(-z);
                })).from(between(1, 1.25)).on(dims()).ulps(6));
    }

    // ---- methods of Tensor

    private static double variance(double[] group) {
        double mean = Arrays.stream(group).average().orElse(Double.NaN);
        return Arrays.stream(group).map(x -> (x - mean) * (x - mean)).sum() / (group.length - 1);
    }

    static void methods(List<OpRow> rows) {
        for (int[] axes : new int[][] {{}, {0}, {-1}, {0, 2}, {1, 2}}) {
            for (boolean keep : new boolean[] {false, true}) {
                String over = " over " + Arrays.toString(axes) + (keep ? " kept" : "");
                ToDoubleFunction<double[]> mean = group -> Arrays.stream(group).average().orElse(Double.NaN);
                rows.add(new OpRow("mean" + over, ReduceOp.Sum.class, x -> x[0].mean(keep, axes),
                        x -> x[0].reduce(keep, mean, axes)).on(dims(2, 3, 4)).on(dims(1, 2, 1))
                        .large(dims(9, 70, 133)));
                rows.add(new OpRow("variance" + over, ReduceOp.Sum.class, x -> x[0].variance(keep, axes),
                        x -> x[0].reduce(keep, OpTableComposed::variance, axes)).on(dims(2, 3, 4))
                        .large(dims(9, 70, 133)));
                rows.add(new OpRow("std" + over, StdOp.class, x -> x[0].std(keep, axes),
                        x -> x[0].reduce(keep, group -> Math.sqrt(variance(group)), axes))
                        .from(distinct(0)).on(dims(2, 3, 4)).large(dims(9, 70, 133)));
                rows.add(new OpRow("logSumExp" + over, UnaryOp.Exp.class, x -> x[0].logSumExp(keep, axes),
                        x -> x[0].logSumExp(keep, axes)).on(dims(2, 3, 4)).on(dims(1, 2, 1)).large(dims(9, 70, 133)));
            }
        }
        rows.add(new OpRow("logSumExp of large numbers", UnaryOp.Exp.class, x -> x[0].logSumExp(1),
                x -> x[0].logSumExp(false, 1))
                .from(between(900, 1000)).on(dims(3, 4)));
        rows.add(new OpRow("select", ViewOp.LeadingSlice.class, x -> x[0].select(0, -1),
                x -> x[0].slice(0, x[0].dims[0] - 1, x[0].dims[0]).reduce(false, g -> g[0], 0))
                .on(dims(4)).on(dims(3, 2)).on(dims(2, 0)).exact());
        rows.add(new OpRow("select of a column", MoveOp.Slice.class, x -> x[0].select(1, 1),
                x -> x[0].slice(1, 1, 2).reduce(false, g -> g[0], 1)).on(dims(4, 2)).on(dims(2, 3, 2)).exact());
        rows.add(new OpRow("stack", MoveOp.Concat.class, x -> Tensor.stack(1, x),
                x -> Reference.generate(dims(x[0].dims[0], x.length), i -> x[i[1]].at(i[0])))
                .on(dims(3), dims(3), dims(3)).on(dims(0), dims(0)).exact());
        rows.add(new OpRow("stack of scalars", MoveOp.Concat.class, x -> Tensor.stack(0, x),
                x -> Reference.generate(dims(x.length), i -> x[i[0]].data[0])).on(dims(), dims()).exact());
        rows.add(new OpRow("shape changes", ViewOp.Reshape.class,
                x -> x[0].unsqueeze(1).flatten(0).unsqueeze(-1).squeeze(1),
                x -> x[0].reshape(x[0].data.length)).on(dims(3, 2)).on(dims(1)).on(dims(2, 0)).exact());
        rows.add(new OpRow("slices of one tensor added", MoveOp.Slice.class,
                x -> x[0].slice(1, 0, 2).mul(x[0].slice(1, 1, 3)).add(x[0].slice(0, 0, 1).slice(1, 1, 3)),
                x -> x[0].slice(1, 0, 2).zip(x[0].slice(1, 1, 3), (a, b) -> a * b)
                        .zip(x[0].slice(0, 0, 1).slice(1, 1, 3), Double::sum))
                .on(dims(2, 3)));
    }
}
