package dev.lanewise.ops;

import dev.lanewise.ops.AttentionForm.Layout;
import dev.lanewise.ops.AttentionReference.Bias;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;

/** Rows for attention. */
final class AttentionOpTable extends OpTable {
    private static final AttentionOptions PLAIN = AttentionOptions.defaults();
    private static final Class<?> FORWARD = AttentionOp.Forward.class;

    AttentionOpTable() {
        shapes();
        masks();
        sideBySide();
        gradients();
        checks();
    }

    private void shapes() {
        row("scaledDotProduct", FORWARD, x -> Attention.scaledDotProduct(x[0], x[1], x[2]),
                x -> AttentionReference.of(x[0].dims[3]).averages(x))
                .on(dims(2, 2, 5, 4), dims(2, 2, 7, 4), dims(2, 2, 7, 3))
                .on(dims(1, 1, 1, 2), dims(1, 1, 1, 2), dims(1, 1, 1, 2))
                .on(dims(1, 2, 3, 2), dims(1, 2, 0, 2), dims(1, 2, 0, 2))
                .on(dims(0, 2, 3, 2), dims(0, 2, 4, 2), dims(0, 2, 4, 2))
                .on(dims(1, 1, 2, 3), dims(1, 1, 37, 3), dims(1, 1, 37, 2))
                .large(dims(2, 3, 150, 33), dims(2, 3, 140, 33), dims(2, 3, 140, 65))
                .large(dims(1, 1, 70, 64), dims(1, 1, 1100, 64), dims(1, 1, 1100, 64));
        row("scaledDotProduct of grouped heads", FORWARD, x -> Attention.scaledDotProduct(x[0], x[1], x[2]),
                x -> AttentionReference.of(x[0].dims[3]).averages(x))
                .on(dims(2, 4, 3, 2), dims(2, 2, 5, 2), dims(2, 2, 5, 3))
                .on(dims(1, 3, 1, 2), dims(1, 1, 4, 2), dims(1, 1, 4, 2))
                .large(dims(2, 6, 70, 16), dims(2, 2, 80, 16), dims(2, 2, 80, 16));
        row("scaledDotProduct of matrices", FORWARD, x -> Attention.scaledDotProduct(x[0], x[1], x[2]),
                x -> AttentionReference.of(x[0].dims[1]).averages(
                        Arrays.stream(x).map(a -> a.reshape(1, 1, a.dims[0], a.dims[1])).toArray(Reference[]::new))
                        .reshape(x[0].dims[0], x[2].dims[1]))
                .on(dims(5, 4), dims(7, 4), dims(7, 3)).on(dims(1, 4), dims(2, 4), dims(2, 1));
        row("scaledDotProduct of five axes", FORWARD,
                x -> Attention.scaledDotProduct(x[0], x[1], x[2], PLAIN.keyLengths(IntTensor.of(2, 1))),
                x -> AttentionReference.of(4, (b, _, _, j) -> AttentionReference.orNone(j < (b < 3 ? 2 : 1))).averages(
                        Arrays.stream(x).map(a -> a.reshape(6, 2, a.dims[3], a.dims[4])).toArray(Reference[]::new))
                        .reshape(2, 3, 2, 2, 3))
                .on(dims(2, 3, 2, 2, 4), dims(2, 3, 2, 3, 4), dims(2, 3, 2, 3, 3));
    }

    private void masks() {
        masked("with scale", PLAIN.scale(-0.7), (_, _, _, _) -> 0, -0.7f);
        masked("causal", PLAIN.causal(), (_, _, i, j) -> AttentionReference.orNone(j <= i));
        masked("causal from a position", PLAIN.causalFrom(IntTensor.of(2)),
                (_, _, i, j) -> AttentionReference.orNone(j <= 2 + i));
        masked("with lengths", PLAIN.keyLengths(IntTensor.of(5, 0)),
                (b, _, _, j) -> AttentionReference.orNone(b == 0 && j < 5));
        masked("with a mask of booleans", PLAIN.mask(allowed()),
                (_, _, i, j) -> AttentionReference.orNone((i + j) % 3 != 0));
        masked("with a mask that leaves nothing", PLAIN.mask(BoolTensor.of(Shape.of(3, 1), true, false, true)),
                (_, _, i, _) -> AttentionReference.orNone(i != 1));
        masked("with a mask of floats", PLAIN.mask(Tensor.of(Shape.of(2, 1, 1, 6), 1, 2, 0, -1, 0.5f,
                Float.NEGATIVE_INFINITY, 0, -2, 1, 1, 1, Float.NEGATIVE_INFINITY)),
                (b, _, _, j) -> new double[] {
                    1, 2, 0, -1, 0.5, Double.NEGATIVE_INFINITY, 0, -2, 1, 1, 1, Double.NEGATIVE_INFINITY
                }[b * 6 + j]);
        masked("with masks of all kinds", PLAIN.causalFrom(IntTensor.of(3)).keyLengths(IntTensor.of(6, 4))
                .mask(allowed()).mask(Tensor.of(Shape.of(2, 1, 1), 0.5f, -1)),
                (b, h, i, j) -> AttentionReference.orNone(j <= 3 + i && j < (b == 0 ? 6 : 4) && (i + j) % 3 != 0)
                        + (h == 0 ? 0.5 : -1));
    }

    private static BoolTensor allowed() {
        boolean[] allowed = new boolean[18];
        for (int at = 0; at < 18; at++) {
            allowed[at] = (at / 6 + at % 6) % 3 != 0;
        }
        return BoolTensor.of(Shape.of(3, 6), allowed);
    }

    private void masked(String how, AttentionOptions options, Bias bias) {
        masked(how, options, bias, 0.5f);
    }

    private void masked(String how, AttentionOptions options, Bias bias, float scale) {
        row("scaledDotProduct " + how, FORWARD, x -> Attention.scaledDotProduct(x[0], x[1], x[2], options),
                x -> new AttentionReference(scale, bias).averages(x))
                .on(dims(2, 2, 3, 4), dims(2, 1, 6, 4), dims(2, 1, 6, 2));
    }

    private void sideBySide() {
        Bias causal = (_, _, i, j) -> AttentionReference.orNone(j <= i);
        row("multiHead", FORWARD, x -> Attention.multiHead(x[0], x[1], x[2], 4, 2, PLAIN.causal()),
                x -> AttentionReference.joined(AttentionReference.of(x[0].dims[2] / 4, causal).averages(
                        AttentionReference.split(x[0], 4), AttentionReference.split(x[1], 2),
                        AttentionReference.split(x[2], 2))))
                .on(dims(2, 3, 8), dims(2, 5, 4), dims(2, 5, 6)).on(dims(1, 1, 4), dims(1, 1, 2), dims(1, 1, 2))
                .on(dims(0, 2, 4), dims(0, 3, 2), dims(0, 3, 2)).on(dims(1, 2, 4), dims(1, 0, 2), dims(1, 0, 2))
                .large(dims(2, 70, 64), dims(2, 80, 32), dims(2, 80, 34));
        row("multiHeadPacked", FORWARD, x -> Attention.multiHeadPacked(x[0], 2, 2, PLAIN), x -> {
            int width = x[0].dims[2] / 3;
            return AttentionReference.joined(AttentionReference.of(width / 2).averages(
                    AttentionReference.split(x[0].slice(2, 0, width), 2),
                    AttentionReference.split(x[0].slice(2, width, 2 * width), 2),
                    AttentionReference.split(x[0].slice(2, 2 * width, 3 * width), 2)));
        }).on(dims(2, 3, 12)).on(dims(1, 1, 6)).on(dims(0, 2, 6)).on(dims(2, 0, 6)).large(dims(2, 70, 96));
    }

    private void gradients() {
        AttentionForm heads = new AttentionForm(Layout.HEADS, 4, 2, 0.5f, true, false, false, false, false);
        row("scaledDotProductGrad", AttentionOp.Gradient.class,
                x -> flat(new AttentionOp.Gradient(heads).apply(x[0], x[1], x[2], x[3])),
                x -> flat(new AttentionReference(0.5, (_, _, i, j) -> AttentionReference.orNone(j <= i))
                        .gradients(x[0], x[1], x[2], x[3])))
                .on(dims(2, 4, 3, 2), dims(2, 4, 3, 4), dims(2, 2, 5, 4), dims(2, 2, 5, 2))
                .on(dims(1, 4, 1, 1), dims(1, 4, 1, 1), dims(1, 2, 1, 1), dims(1, 2, 1, 1))
                .on(dims(1, 4, 0, 1), dims(1, 4, 0, 1), dims(1, 2, 2, 1), dims(1, 2, 2, 1))
                .large(dims(1, 4, 130, 17), dims(1, 4, 130, 33), dims(1, 2, 140, 33), dims(1, 2, 140, 17))
                .withoutGradient("gradients of gradients take the composed form");
        AttentionForm packed = new AttentionForm(Layout.PACKED, 2, 2, 0.5f, false, false, false, false, false);
        row("multiHeadPackedGrad", AttentionOp.Gradient.class,
                x -> new AttentionOp.Gradient(packed).tensor(x[0], x[1]), x -> {
                    int width = x[0].dims[2];
                    Reference[] all = new AttentionReference(0.5, (_, _, _, _) -> 0).gradients(
                            AttentionReference.split(x[0], 2),
                            AttentionReference.split(x[1].slice(2, 0, width), 2),
                            AttentionReference.split(x[1].slice(2, width, 2 * width), 2),
                            AttentionReference.split(x[1].slice(2, 2 * width, 3 * width), 2));
                    return Reference.concat(2, Arrays.stream(all).map(AttentionReference::joined)
                            .toArray(Reference[]::new));
                })
                .on(dims(2, 3, 4), dims(2, 3, 12)).large(dims(2, 70, 32), dims(2, 70, 96))
                .withoutGradient("gradients of gradients take the composed form");
    }

    private void checks() {
        row("scaledDotProduct, lengths that fit", AttentionOp.Lengths.class,
                x -> new AttentionOp.Lengths("test", 5).apply(IntTensor.of(0, 5, 3))[0],
                x -> new Reference(dims(3), 0, 5, 3)).on(dims(1)).exact().withoutGradient("numbers of keys");
        row("scaledDotProduct, a position that fits", AttentionOp.Start.class,
                x -> new AttentionOp.Start("test", 2, 5).apply(IntTensor.of(3))[0],
                x -> new Reference(dims(1), 3)).on(dims(1)).exact().withoutGradient("a position");
    }

    private static Tensor flat(Value... all) {
        return Shapes.concat(
                0, Arrays.stream(all).map(x -> ((Tensor) x).reshape(-1)).toArray(Tensor[]::new));
    }

    private static Reference flat(Reference... all) {
        return Reference.concat(
                0, Arrays.stream(all).map(x -> x.reshape(x.data.length)).toArray(Reference[]::new));
    }
}
