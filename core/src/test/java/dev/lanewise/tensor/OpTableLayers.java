package dev.lanewise.tensor;

import static dev.lanewise.tensor.Domain.between;
import static dev.lanewise.tensor.Domain.nonZero;
import static dev.lanewise.tensor.OpTable.dims;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Rows of the op table for what layers are made of: affine maps with activations, and fused gradients. */
final class OpTableLayers {
    private OpTableLayers() {}

    // ---- affine maps

    static void linear(List<OpRow> rows) {
        for (LinearOp.Activation activation : LinearOp.Activation.values()) {
            for (int flags = 0; flags < 4; flags++) {
                boolean ta = (flags & 1) != 0;
                boolean tb = (flags & 2) != 0;
                String name = "linear " + activation + (ta ? " a^T" : "") + (tb ? " b^T" : "");
                OpRow row = new OpRow(name, LinearOp.class, x -> new LinearOp(ta, tb, activation).tensor(x),
                        x -> Reference.matmul(x[0], x[1], ta, tb).zip(x[2], Double::sum).map(function(activation)))
                        .from(between(-1, 1), between(-1, 1), nonZero());
                for (int[] mkn : new int[][] {{2, 3, 4}, {1, 1, 1}, {0, 3, 2}, {2, 0, 3}, {2, 3, 0}, {3, 2, 37}}) {
                    row.on(shapes(ta, tb, mkn));
                }
                row.large(shapes(ta, tb, new int[] {131, 70, 197}));
                rows.add(row);
            }
            rows.add(new OpRow("linear " + activation + " without bias", LinearOp.class,
                    x -> Linalg.linear(x[0], x[1], null, activation),
                    x -> Reference.matmul(x[0], x[1], false, true).map(function(activation)))
                    .from(between(0.2, 1), between(0.2, 1)).on(dims(2, 3), dims(4, 3)).on(dims(2, 2, 3), dims(4, 3)));
        }
        rows.add(new OpRow("linear on leading axes", LinearOp.class, x -> Linalg.linear(x[0], x[1], x[2]),
                x -> Reference.matmul(x[0], x[1], false, true).zip(x[2], Double::sum))
                .on(dims(2, 3, 4), dims(5, 4), dims(5)).on(dims(2, 1, 2, 4), dims(1, 4), dims(1))
                .on(dims(2, 0, 4), dims(5, 4), dims(5)));
        rows.add(new OpRow("linear on a vector", LinearOp.class, x -> Linalg.linear(x[0], x[1], x[2]),
                x -> Reference.matmul(x[0].reshape(1, x[0].dims[0]), x[1], false, true).zip(x[2], Double::sum)
                        .reshape(x[2].dims))
                .on(dims(4), dims(5, 4), dims(5)));
    }

    private static int[][] shapes(boolean ta, boolean tb, int... mkn) {
        return new int[][] {
            ta ? dims(mkn[1], mkn[0]) : dims(mkn[0], mkn[1]), tb ? dims(mkn[2], mkn[1]) : dims(mkn[1], mkn[2]),
            dims(mkn[2])
        };
    }

    private static DoubleUnaryOperator function(LinearOp.Activation activation) {
        return switch (activation) {
            case NONE -> x -> x;
            case RELU -> x -> Math.max(x, 0);
            case TANH -> Math::tanh;
            case SIGMOID -> Reference::sigmoid;
        };
    }

    // ---- fused gradients

    static void gradients(List<OpRow> rows) {
        slope(rows, new ActivationGradOp.ReluGrad(), (g, y) -> y > 0 ? g : 0, nonZero());
        slope(rows, new ActivationGradOp.TanhGrad(), (g, y) -> g * (1 - y * y), between(-1, 1));
        slope(rows, new ActivationGradOp.SigmoidGrad(), (g, y) -> g * y * (1 - y), between(0, 1));
        slope(rows, new ActivationGradOp.GeluGrad(), (g, x) -> g
                * (Reference.normalCdf(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI)), between(-4, 4));
        slope(rows, new ActivationGradOp.SiluGrad(), (g, x) -> {
            double s = Reference.sigmoid(x);
            return g * s * (1 + x * (1 - s));
        }, between(-6, 6));
        crossEntropy(rows, "", dims(4), dims(1), dims(0), dims(300));
        crossEntropy(rows, " of one number", dims(), dims(1, 1), dims(), dims(1));
    }

    private static void slope(List<OpRow> rows, ActivationGradOp op, DoubleBinaryOperator exactly, Domain point) {
        rows.add(new OpRow(op.name(), op.getClass(), op::tensor, x -> x[0].zip(x[1], exactly))
                .from(between(-2, 2), point).on(dims(), dims()).on(dims(2, 3), dims(2, 3)).on(dims(37), dims(37))
                .on(dims(3, 0), dims(3, 0)).large(dims(70_001), dims(70_001)));
    }

    private static void crossEntropy(List<OpRow> rows, String name, int[]... grads) {
        rows.add(new OpRow("crossEntropyGrad" + name, LossOp.CrossEntropyGrad.class,
                x -> new LossOp.CrossEntropyGrad().tensor(x[0], OpTableComposed.labels(x[0].shape()), x[1]),
                x -> Reference.generate(x[0].dims, i -> {
                    double hot = i[1] == (i[0] * 2 + 1) % x[0].dims[1] ? 1 : 0;
                    return (x[0].at(i) - hot) * x[1].data[x[1].data.length == 1 ? 0 : i[0]];
                })).from(between(0, 1), between(-2, 2)).on(dims(4, 3), grads[0]).on(dims(1, 1), grads[1])
                .on(dims(0, 3), grads[2]).large(dims(300, 130), grads[3]));
    }
}
