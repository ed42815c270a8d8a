package dev.lanewise.loss;

import static dev.lanewise.optable.Domain.between;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.tensor.primitives.UnaryOp;
import java.util.Arrays;

/** Rows for losses. */
final class LossOpTable extends OpTable {
    LossOpTable() {
        ops();
        gradients();
        losses();
    }

    private void ops() {
        row("crossEntropy", LossOp.CrossEntropy.class,
                x -> new LossOp.CrossEntropy().apply(x[0], labels(x[0].shape()))[0], x -> crossEntropy(x[0]))
                .on(dims(4, 3)).on(dims(1, 1)).on(dims(0, 3)).large(dims(300, 130));
        row("crossEntropy, losses and probabilities", LossOp.CrossEntropy.class, x -> {
            Value[] y = new LossOp.CrossEntropy().apply(x[0], labels(x[0].shape()));
            return ((Tensor) y[0]).unsqueeze(1).mul((Tensor) y[1]);
        }, x -> crossEntropy(x[0]).reshape(x[0].dims[0], 1)
                .zip(x[0].logSoftmax(1), (loss, log) -> loss * Math.exp(log)))
                .on(dims(4, 3)).on(dims(1, 1)).on(dims(0, 3));
        row("crossEntropy probabilities", LossOp.CrossEntropy.class,
                x -> new LossOp.CrossEntropy().apply(x[0], labels(x[0].shape()))[1],
                x -> x[0].logSoftmax(1).map(Math::exp))
                .on(dims(4, 3)).on(dims(1, 1)).on(dims(0, 3)).large(dims(300, 130));
    }

    private void gradients() {
        gradient("", dims(4), dims(1), dims(0), dims(300));
        gradient(" of one number", dims(), dims(1, 1), dims(), dims(1));
    }

    private void gradient(String name, int[]... grads) {
        row("crossEntropyGrad" + name, LossOp.CrossEntropyGrad.class,
                x -> new LossOp.CrossEntropyGrad().tensor(x[0], labels(x[0].shape()), x[1]),
                x -> Reference.generate(x[0].dims, i -> {
                    double hot = i[1] == (i[0] * 2 + 1) % x[0].dims[1] ? 1 : 0;
                    return (x[0].at(i) - hot) * x[1].data[x[1].data.length == 1 ? 0 : i[0]];
                })).from(between(0, 1), between(-2, 2)).on(dims(4, 3), grads[0]).on(dims(1, 1), grads[1])
                .on(dims(0, 3), grads[2]).large(dims(300, 130), grads[3]);
    }

    private void losses() {
        for (Reduction reduction : Reduction.values()) {
            String name = " with reduction " + reduction;
            row("crossEntropy" + name, LossOp.CrossEntropy.class,
                    x -> Losses.crossEntropy(x[0], labels(x[0].shape()), reduction),
                    x -> reduced(crossEntropy(x[0]), reduction))
                    .on(dims(4, 3)).on(dims(1, 1)).large(dims(300, 130));
            row("mse" + name, UnaryOp.Square.class, x -> Losses.mse(x[0], x[1], reduction),
                    x -> reduced(x[0].zip(x[1], (p, t) -> (p - t) * (p - t)), reduction))
                    .on(dims(4, 3), dims(4, 3)).on(dims(), dims()).on(dims(5), dims(5))
                    .large(dims(40_001), dims(40_001));
            row("bceWithLogits" + name, UnaryOp.Softplus.class,
                    x -> Losses.bceWithLogits(x[0], x[1], reduction),
                    x -> reduced(x[0].zip(x[1], (z, t) -> t * Reference.softplus(-z) + (1 - t) * Reference.softplus(z)),
                            reduction))
                    .from(between(-6, 6), between(0, 1)).on(dims(4, 3), dims(4, 3)).on(dims(), dims())
                    .on(dims(5), dims(5))
                    .large(dims(40_001), dims(40_001));
        }
        row("bceWithLogits of extreme logits", UnaryOp.Softplus.class,
                x -> Losses.bceWithLogits(Tensor.of(-200f, -200f, -10f, -10f, 10f, 10f, 90f, 90f).mul(x[0]),
                        Tensor.of(0f, 1f, 0f, 1f, 0f, 1f, 0f, 1f), Reduction.NONE),
                x -> Reference.generate(dims(8), i -> {
                    double z = new double[] {-200, -200, -10, -10, 10, 10, 90, 90}[i[0]] * x[0].data[0];
                    return i[0] % 2 == 0 ? Reference.softplus(z) : Reference.softplus(-z);
                })).from(between(1, 1.25)).on(dims()).ulps(6);
    }

    static Reference reduced(Reference losses, Reduction reduction) {
        return switch (reduction) {
            case NONE -> losses;
            case SUM -> losses.sum(false);
            case MEAN -> losses.sum(false).map(x -> x / losses.data.length);
        };
    }

    /** Some class for each row. */
    private static IntTensor labels(Shape logits) {
        int[] labels = new int[logits.dim(0)];
        Arrays.setAll(labels, i -> (i * 2 + 1) % logits.dim(1));
        return IntTensor.of(labels);
    }

    /** Cross entropy of each row against {@link #labels}. */
    private static Reference crossEntropy(Reference logits) {
        Reference logs = logits.logSoftmax(1);
        return Reference.generate(dims(logits.dims[0]), i -> -logs.at(i[0], (i[0] * 2 + 1) % logits.dims[1]));
    }
}
