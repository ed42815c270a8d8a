package dev.lanewise.tensor;

import static dev.lanewise.tensor.Domain.between;
import static dev.lanewise.tensor.Domain.nonZero;
import static dev.lanewise.tensor.OpTable.dims;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Rows of the op table for what layers are made of: affine maps with activations, and fused gradients. */
final class OpTableLayers {
    private OpTableLayers() {}

    // ---- affine maps

    static void linear(List<OpRow> rows) {
        for (String function : List.of("NONE", "RELU", "TANH", "SIGMOID")) {
            UnaryOp activation = activation(function);
            for (int flags = 0; flags < 4; flags++) {
                boolean ta = (flags & 1) != 0;
                boolean tb = (flags & 2) != 0;
                String name = "linear " + function + (ta ? " a^T" : "") + (tb ? " b^T" : "");
                OpRow row = new OpRow(name, LinearOp.class, x -> new LinearOp(ta, tb, activation).tensor(x),
                        x -> Reference.matmul(x[0], x[1], ta, tb).zip(x[2], Double::sum).map(inDoubles(function)))
                        .from(between(-1, 1), between(-1, 1), nonZero());
                for (int[] mkn : new int[][] {{2, 3, 4}, {1, 1, 1}, {0, 3, 2}, {2, 0, 3}, {2, 3, 0}, {3, 2, 37}}) {
                    row.on(shapes(ta, tb, mkn));
                }
                row.large(shapes(ta, tb, new int[] {131, 70, 197}));
                rows.add(row);
            }
            rows.add(new OpRow("linear " + function + " without bias", LinearOp.class,
                    x -> withoutBias(x[0], x[1], activation),
                    x -> Reference.matmul(x[0], x[1], false, true).map(inDoubles(function)))
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

    private static Tensor withoutBias(Tensor x, Tensor weight, @Nullable UnaryOp activation) {
        Tensor rows = x.reshape(-1, weight.dim(1));
        Tensor y = new LinearOp(false, true, activation).tensor(rows, weight);
        return y.reshape(x.shape().with(x.rank() - 1, weight.dim(0)));
    }

    private static @Nullable UnaryOp activation(String function) {
        return switch (function) {
            case "RELU" -> new UnaryOp.Relu();
            case "TANH" -> new UnaryOp.Tanh();
            case "SIGMOID" -> new UnaryOp.Sigmoid();
            default -> null;
        };
    }

    private static DoubleUnaryOperator inDoubles(String function) {
        return switch (function) {
            case "RELU" -> x -> Math.max(x, 0);
            case "TANH" -> Math::tanh;
            case "SIGMOID" -> Reference::sigmoid;
            default -> x -> x;
        };
    }

    // ---- fused gradients

    static void gradients(List<OpRow> rows) {
        slope(rows, new ActivationGradOp.ReluGrad(), (g, y) -> y > 0 ? g : 0, nonZero());
        slope(rows, new ActivationGradOp.TanhGrad(), (g, y) -> g * (1 - y * y), between(-1, 1));
        slope(rows, new ActivationGradOp.SigmoidGrad(), (g, y) -> g * y * (1 - y), between(0, 1));
        slope(rows, new ActivationGradOp.GeluGrad(), (g, x) -> g
                * (Reference.normalCdf(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI)), between(-4, 4));
        slope(rows, new ActivationGradOp.GeluTanhGrad(), (g, x) -> {
            double s = Reference.sigmoid(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x));
            return g * (s + x * s * (1 - s) * 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x));
        }, between(-4, 4));
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

    // ---- normalisation

    static void norms(List<OpRow> rows) {
        float eps = 1e-2f;
        NormOp.LayerNorm op = new NormOp.LayerNorm(eps);
        rows.add(new OpRow("layerNorm without weight", NormOp.LayerNorm.class, op::tensor, x -> normalised(x[0], eps))
                .on(dims(3, 5)).on(dims(2, 1)).on(dims(0, 4)).on(dims(2, 37)).large(dims(80, 301)));
        rows.add(new OpRow("layerNorm with a weight", NormOp.LayerNorm.class, op::tensor,
                x -> normalised(x[0], eps).zip(x[1], (h, w) -> h * w))
                .on(dims(3, 5), dims(5)).on(dims(2, 1), dims(1)).on(dims(0, 4), dims(4)));
        rows.add(new OpRow("layerNorm", NormOp.LayerNorm.class, op::tensor,
                x -> normalised(x[0], eps).zip(x[1], (h, w) -> h * w).zip(x[2], Double::sum))
                .on(dims(3, 5), dims(5), dims(5)).on(dims(2, 37), dims(37), dims(37)).on(dims(0, 4), dims(4), dims(4))
                .large(dims(80, 301), dims(301), dims(301)));
        rows.add(new OpRow("layerNorm, mean and deviation", NormOp.LayerNorm.class, x -> {
            Value[] y = op.apply(x);
            return ((Tensor) y[0]).mul((Tensor) y[1]).add((Tensor) y[2]);
        }, x -> normalised(x[0], eps).zip(mean(x[0]), (h, m) -> h * m).zip(deviation(x[0], eps), Double::sum))
                .on(dims(3, 5)).on(dims(2, 1)));
        rows.add(new OpRow("layerNorm over two axes", NormOp.LayerNorm.class,
                x -> Normalization.layerNorm(x[0], x[1].shape(), x[1], x[2], eps),
                x -> normalised(x[0].reshape(x[0].data.length / 6, 6), eps)
                        .zip(x[1].reshape(6), (h, w) -> h * w).zip(x[2].reshape(6), Double::sum).reshape(x[0].dims))
                .on(dims(4, 2, 3), dims(2, 3), dims(2, 3)).on(dims(2, 1, 2, 3), dims(2, 3), dims(2, 3))
                .on(dims(2, 3), dims(2, 3), dims(2, 3)));
        rows.add(new OpRow("layerNormGrad", NormOp.LayerNormGrad.class, x -> {
            Value[] y = op.apply(x[1], x[2]);
            Value[] both = new NormOp.LayerNormGrad().apply(x[0], x[1], y[1], y[2], x[2]);
            return Tensor.stack(0, (Tensor) both[0], (Tensor) both[1]);
        }, x -> {
            Reference h = normalised(x[1], eps);
            Reference u = x[0].zip(x[2], (g, w) -> g * w);
            Reference s2 = mean(u.zip(h, (a, b) -> a * b));
            Reference gx = u.zip(mean(u), (a, b) -> a - b).zip(h.zip(s2, (a, b) -> a * b), (a, b) -> a - b)
                    .zip(deviation(x[1], eps), (a, r) -> a * r);
            Reference gh = x[0].zip(h, (a, b) -> a * b);
            return Reference.concat(0, gx, gh).reshape(2, x[0].dims[0], x[0].dims[1]);
        }).on(dims(3, 5), dims(3, 5), dims(5)).on(dims(2, 37), dims(2, 37), dims(37))
                .large(dims(80, 301), dims(80, 301), dims(301))
                .withoutGradient("gradients of gradients take the rule written in ops"));
    }

    private static Reference mean(Reference x) {
        return x.sum(true, 1).map(sum -> sum / x.dims[1]);
    }

    private static Reference deviation(Reference x, double eps) {
        Reference centred = x.zip(mean(x), (a, m) -> a - m);
        return mean(centred.map(d -> d * d)).map(variance -> 1 / Math.sqrt(variance + eps));
    }

    private static Reference normalised(Reference x, double eps) {
        return x.zip(mean(x), (a, m) -> a - m).zip(deviation(x, eps), (d, r) -> d * r);
    }
}
