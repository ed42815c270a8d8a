package dev.lanewise.ops;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;

/** Rows for layer normalisation. */
final class NormOpTable extends OpTable {
    NormOpTable() {
        float eps = 1e-2f;
        NormOp.LayerNorm op = new NormOp.LayerNorm(eps);
        row("layerNorm without weight", NormOp.LayerNorm.class, op::tensor, x -> normalised(x[0], eps))
                .on(dims(3, 5)).on(dims(2, 1)).on(dims(0, 4)).on(dims(2, 37)).large(dims(80, 301));
        row("layerNorm with a weight", NormOp.LayerNorm.class, op::tensor,
                x -> normalised(x[0], eps).zip(x[1], (h, w) -> h * w))
                .on(dims(3, 5), dims(5)).on(dims(2, 1), dims(1)).on(dims(0, 4), dims(4));
        row("layerNorm", NormOp.LayerNorm.class, op::tensor,
                x -> normalised(x[0], eps).zip(x[1], (h, w) -> h * w).zip(x[2], Double::sum))
                .on(dims(3, 5), dims(5), dims(5)).on(dims(2, 37), dims(37), dims(37)).on(dims(0, 4), dims(4), dims(4))
                .large(dims(80, 301), dims(301), dims(301));
        row("layerNorm, mean and deviation", NormOp.LayerNorm.class, x -> {
            Value[] y = op.apply(x);
            return ((Tensor) y[0]).mul((Tensor) y[1]).add((Tensor) y[2]);
        }, x -> normalised(x[0], eps).zip(mean(x[0]), (h, m) -> h * m).zip(deviation(x[0], eps), Double::sum))
                .on(dims(3, 5)).on(dims(2, 1));
        row("layerNorm over two axes", NormOp.LayerNorm.class,
                x -> Normalization.layerNorm(x[0], x[1].shape(), x[1], x[2], eps),
                x -> normalised(x[0].reshape(x[0].data.length / 6, 6), eps)
                        .zip(x[1].reshape(6), (h, w) -> h * w).zip(x[2].reshape(6), Double::sum).reshape(x[0].dims))
                .on(dims(4, 2, 3), dims(2, 3), dims(2, 3)).on(dims(2, 1, 2, 3), dims(2, 3), dims(2, 3))
                .on(dims(2, 3), dims(2, 3), dims(2, 3));
        row("layerNormGrad", NormOp.LayerNormGrad.class, x -> {
            Value[] y = op.apply(x[1], x[2]);
            Value[] all = new NormOp.LayerNormGrad().apply(x[0], x[1], y[1], y[2], x[2]);
            return Shapes.concat(0, (Tensor) all[0], ((Tensor) all[1]).reshape(1, -1),
                    ((Tensor) all[2]).reshape(1, -1));
        }, x -> {
            Reference h = normalised(x[1], eps);
            Reference u = x[0].zip(x[2], (g, w) -> g * w);
            Reference s2 = mean(u.zip(h, (a, b) -> a * b));
            Reference gx = u.zip(mean(u), (a, b) -> a - b).zip(h.zip(s2, (a, b) -> a * b), (a, b) -> a - b)
                    .zip(deviation(x[1], eps), (a, r) -> a * r);
            return Reference.concat(
                    0, gx, x[0].zip(h, (a, b) -> a * b).sum(true, 0), x[0].sum(true, 0));
        }).on(dims(3, 5), dims(3, 5), dims(5)).on(dims(2, 37), dims(2, 37), dims(37))
                .large(dims(270, 301), dims(270, 301), dims(301))
                .withoutGradient("gradients of gradients take the rule written in ops");
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
