package dev.lanewise.ops;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;

/** Rows for normalisation by the root mean square. */
final class RmsNormOpTable extends OpTable {
    private static final double EPS = 1e-2;

    RmsNormOpTable() {
        row("rmsNorm without weight", NormOp.RMSNorm.class,
                x -> Normalization.rmsNorm(x[0], Shape.of(x[0].dim(1)), null, EPS), x -> normalised(x[0]))
                .on(dims(3, 5)).on(dims(2, 1)).on(dims(0, 4)).on(dims(2, 37)).large(dims(80, 301));
        row("rmsNorm", NormOp.RMSNorm.class, x -> Normalization.rmsNorm(x[0], x[1].shape(), x[1], EPS),
                x -> normalised(x[0]).zip(x[1], (h, w) -> h * w))
                .on(dims(3, 5), dims(5)).on(dims(2, 1), dims(1)).on(dims(0, 4), dims(4)).on(dims(2, 0), dims(0))
                .large(dims(80, 301), dims(301));
        row("rmsNorm, reciprocal root", NormOp.RMSNorm.class, x -> {
            Value[] y = new NormOp.RMSNorm((float) EPS).apply(x);
            return ((Tensor) y[0]).add((Tensor) y[1]);
        }, x -> normalised(x[0]).zip(root(x[0]), Double::sum)).on(dims(3, 5)).on(dims(2, 1));
        row("rmsNorm over two axes", NormOp.RMSNorm.class,
                x -> Normalization.rmsNorm(x[0], x[1].shape(), x[1], EPS),
                x -> normalised(x[0].reshape(x[0].data.length / 6, 6)).zip(x[1].reshape(6), (h, w) -> h * w)
                        .reshape(x[0].dims))
                .on(dims(4, 2, 3), dims(2, 3)).on(dims(2, 3), dims(2, 3));
        row("rmsNormGrad", NormOp.RMSNormGrad.class, x -> {
            Value[] y = new NormOp.RMSNorm((float) EPS).apply(x[1]);
            Value[] both = new NormOp.RMSNormGrad().apply(x[0], x[1], y[1], x[2]);
            return Shapes.concat(0, (Tensor) both[0], ((Tensor) both[1]).reshape(1, -1));
        }, x -> {
            Reference h = normalised(x[1]);
            Reference u = x[0].zip(x[2], (g, w) -> g * w);
            Reference s2 = mean(u.zip(h, (a, b) -> a * b));
            Reference gx = u.zip(h.zip(s2, (a, b) -> a * b), (a, b) -> a - b).zip(root(x[1]), (a, r) -> a * r);
            return Reference.concat(0, gx, x[0].zip(h, (a, b) -> a * b).sum(true, 0));
        }).on(dims(3, 5), dims(3, 5), dims(5)).on(dims(2, 37), dims(2, 37), dims(37))
                .large(dims(270, 301), dims(270, 301), dims(301))
                .withoutGradient("gradients of gradients take the rule written in ops");
    }

    private static Reference mean(Reference x) {
        return x.sum(true, 1).map(sum -> sum / x.dims[1]);
    }

    private static Reference root(Reference x) {
        return mean(x.map(a -> a * a)).map(square -> 1 / Math.sqrt(square + EPS));
    }

    private static Reference normalised(Reference x) {
        return x.zip(root(x), (a, r) -> a * r);
    }
}
