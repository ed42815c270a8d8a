package dev.lanewise.ops;

import dev.lanewise.optable.Domain;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;

/** Rows for batch, instance and group normalisation. */
final class ChannelNormOpTable extends OpTable {
    private static final double EPS = 1e-2;

    ChannelNormOpTable() {
        batchNorm();
        batchNormByGiven();
        groupNorm();
        localResponseNorm();
        gradients();
    }

    private void batchNorm() {
        row("batchNorm without weight", BatchNormOp.BatchNorm.class,
                x -> Normalization.batchNorm(x[0], null, null, EPS), x -> byChannel(x[0]))
                .on(dims(3, 2, 20)).on(dims(5, 3)).on(dims(2, 3, 4)).on(dims(1, 2, 17)).on(dims(2, 2, 5, 7))
                .on(dims(2, 1, 1)).on(dims(0, 3, 4)).large(dims(3, 2, 40_000)).large(dims(9000, 5));
        row("batchNorm with a weight", BatchNormOp.BatchNorm.class,
                x -> Normalization.batchNorm(x[0], x[1], null, EPS), x -> times(byChannel(x[0]), x[1]))
                .on(dims(3, 2, 20), dims(2)).on(dims(4, 3), dims(3));
        row("batchNorm", BatchNormOp.BatchNorm.class, x -> Normalization.batchNorm(x[0], x[1], x[2], EPS),
                x -> plus(times(byChannel(x[0]), x[1]), x[2]))
                .on(dims(3, 2, 20), dims(2), dims(2)).on(dims(5, 3), dims(3), dims(3))
                .on(dims(2, 3, 2, 2), dims(3), dims(3)).on(dims(1, 2, 70), dims(2), dims(2))
                .on(dims(0, 3, 20), dims(3), dims(3)).large(dims(700, 3, 33), dims(3), dims(3));
        row("batchNorm, mean and variance", BatchNormOp.BatchNorm.class, x -> {
            Value[] y = new BatchNormOp.BatchNorm((float) EPS).apply(x);
            Shape each = Shape.of(x[0].dim(1), 1);
            Tensor product = ((Tensor) y[1]).reshape(each).mul(((Tensor) y[2]).reshape(each));
            return ((Tensor) y[0]).add(product);
        }, x -> byChannel(x[0]).zip(
                mean(x[0], 0, 2).zip(mean(squares(x[0], 0, 2), 0, 2), (m, v) -> m * v), Double::sum))
                .on(dims(3, 2, 20)).on(dims(2, 1, 2));
    }

    private void batchNormByGiven() {
        Domain any = Domain.between(-2, 2);
        Domain positive = Domain.between(0.5, 2);
        row("batchNorm by given statistics", BatchNormOp.BatchNormByGiven.class,
                x -> Normalization.batchNorm(x[0], x[1], x[2], x[3], x[4], EPS),
                x -> plus(times(byGiven(x[0], x[1], x[2]), x[3]), x[4])).from(any, any, positive, any)
                .on(dims(3, 2, 20), dims(2), dims(2), dims(2), dims(2))
                .on(dims(3, 2), dims(2), dims(2), dims(2), dims(2))
                .on(dims(2, 3, 2, 5), dims(3), dims(3), dims(3), dims(3))
                .on(dims(0, 3, 2), dims(3), dims(3), dims(3), dims(3))
                .on(dims(2, 3, 0), dims(3), dims(3), dims(3), dims(3))
                .large(dims(70, 30, 40), dims(30), dims(30), dims(30), dims(30))
                .large(dims(700, 30, 3), dims(30), dims(30), dims(30), dims(30));
        row("batchNorm by given statistics with a weight", BatchNormOp.BatchNormByGiven.class,
                x -> Normalization.batchNorm(x[0], x[1], x[2], x[3], null, EPS),
                x -> times(byGiven(x[0], x[1], x[2]), x[3])).from(any, any, positive, any)
                .on(dims(3, 2, 20), dims(2), dims(2), dims(2));
        row("batchNorm by given statistics without weight", BatchNormOp.BatchNormByGiven.class,
                x -> Normalization.batchNorm(x[0], x[1], x[2], null, null, EPS),
                x -> byGiven(x[0], x[1], x[2])).from(any, any, positive)
                .on(dims(3, 2, 20), dims(2), dims(2)).on(dims(3, 2), dims(2), dims(2));
    }

    private void groupNorm() {
        row("groupNorm without weight", GroupNormOp.GroupNorm.class,
                x -> Normalization.groupNorm(x[0], 2, null, null, EPS), x -> byGroup(x[0], 2))
                .on(dims(3, 4, 5)).on(dims(2, 6)).on(dims(2, 2, 4, 5)).on(dims(0, 4, 5)).on(dims(2, 2))
                .large(dims(2, 4, 10_000));
        row("groupNorm with a weight", GroupNormOp.GroupNorm.class,
                x -> Normalization.groupNorm(x[0], 1, x[1], null, EPS), x -> times(byGroup(x[0], 1), x[1]))
                .on(dims(3, 4, 5), dims(4));
        row("groupNorm", GroupNormOp.GroupNorm.class, x -> Normalization.groupNorm(x[0], 2, x[1], x[2], EPS),
                x -> plus(times(byGroup(x[0], 2), x[1]), x[2]))
                .on(dims(3, 4, 5), dims(4), dims(4)).on(dims(5, 6), dims(6), dims(6))
                .on(dims(1, 2, 4, 17), dims(2), dims(2)).on(dims(0, 2, 3), dims(2), dims(2))
                .large(dims(7, 20, 400), dims(20), dims(20));
        row("groupNorm, mean and variance", GroupNormOp.GroupNorm.class, x -> {
            Value[] y = new GroupNormOp.GroupNorm(1, (float) EPS).apply(x);
            return ((Tensor) y[0]).add(((Tensor) y[1]).mul((Tensor) y[2]));
        }, x -> byGroup(x[0], 1).zip(mean(x[0], 1, 2).zip(mean(squares(x[0], 1, 2), 1, 2), (m, v) -> m * v),
                Double::sum)).on(dims(3, 2, 5)).on(dims(2, 1, 2));
        row("instanceNorm", GroupNormOp.GroupNorm.class, x -> Normalization.instanceNorm(x[0], x[1], x[2], EPS),
                x -> plus(times(byGroup(x[0], x[0].dims[1]), x[1]), x[2]))
                .on(dims(3, 2, 5), dims(2), dims(2)).on(dims(1, 2, 4, 17), dims(2), dims(2))
                .on(dims(0, 2, 3), dims(2), dims(2)).large(dims(2, 2, 20_000), dims(2), dims(2));
        row("instanceNorm without weight", GroupNormOp.GroupNorm.class,
                x -> Normalization.instanceNorm(x[0], null, null, EPS), x -> byGroup(x[0], x[0].dims[1]))
                .on(dims(3, 2, 5)).on(dims(2, 3, 2));
    }

    private void localResponseNorm() {
        row("localResponseNorm", PoolOp.AvgPool.class, x -> Normalization.localResponseNorm(x[0], 3, 0.5, 0.75, 2),
                x -> local(x[0], 3)).on(dims(2, 5, 4)).on(dims(1, 2, 3, 3)).on(dims(2, 3)).on(dims(0, 4, 3))
                .large(dims(3, 40, 700));
        row("localResponseNorm of an even size", PoolOp.AvgPool.class,
                x -> Normalization.localResponseNorm(x[0], 4, 0.5, 0.75, 2), x -> local(x[0], 4))
                .on(dims(2, 6, 3)).on(dims(1, 1, 5));
    }

    private static Reference local(Reference x, int size) {
        int channels = x.dims[1];
        int positions = x.data.length == 0 ? 1 : x.data.length / x.dims[0] / channels;
        int[] at = {0};
        return x.map(value -> {
            int i = at[0]++;
            int channel = i / positions % channels;
            double squares = 0;
            for (int other = channel - size / 2; other <= channel + (size - 1) / 2; other++) {
                if (other >= 0 && other < channels) {
                    double there = x.data[i + (other - channel) * positions];
                    squares += there * there;
                }
            }
            return value / StrictMath.pow(2 + 0.5 * squares / size, 0.75);
        });
    }

    /** The gradients of x, w and b, one behind the other, each as long as x. */
    private void gradients() {
        row("batchNormGrad", BatchNormOp.BatchNormGrad.class, x -> {
            Value[] y = new BatchNormOp.BatchNorm((float) EPS).apply(x[1]);
            Value[] all = new BatchNormOp.BatchNormGrad((float) EPS).apply(x[0], x[1], y[1], y[2], x[2]);
            return joined(x[0], all);
        }, x -> {
            Reference h = byChannel(x[1]);
            Reference u = times(x[0], x[2]);
            Reference gh = x[0].zip(h, (g, b) -> g * b);
            return joined(slope(u, h, deviation(x[1], 0, 2), 0, 2), gh.sum(false, 0, 2), x[0].sum(false, 0, 2));
        }).on(dims(3, 2, 20), dims(3, 2, 20), dims(2)).on(dims(1, 3, 37), dims(1, 3, 37), dims(3))
                .large(dims(3, 2, 17_000), dims(3, 2, 17_000), dims(2))
                .withoutGradient("gradients of gradients take the rule written in ops");
        row("groupNormGrad", GroupNormOp.GroupNormGrad.class, x -> {
            Value[] y = new GroupNormOp.GroupNorm(2, (float) EPS).apply(x[1]);
            Value[] all = new GroupNormOp.GroupNormGrad(2, (float) EPS)
                    .apply(x[0], x[1], y[1], y[2], x[2].reshape(x[2].size(), 1));
            return joined(x[0], all);
        }, x -> {
            Reference h = byGroup(x[1], 2);
            Reference u = times(x[0], x[2]);
            Reference r = deviation(grouped(x[1], 2), 2);
            Reference gx = slope(grouped(u, 2), grouped(h, 2), r, 2).reshape(x[0].dims);
            Reference gh = x[0].zip(h, (g, b) -> g * b);
            return joined(gx, gh.sum(false, 0, 2), x[0].sum(false, 0, 2));
        }).on(dims(3, 4, 5), dims(3, 4, 5), dims(4)).on(dims(2, 2, 37), dims(2, 2, 37), dims(2))
                .large(dims(5, 8, 1000), dims(5, 8, 1000), dims(8))
                .withoutGradient("gradients of gradients take the rule written in ops");
    }

    private static Tensor joined(Tensor x, Value... all) {
        return Shapes.concat(0, ((Tensor) all[0]).reshape(x.size()), ((Tensor) all[1]).flatten(0),
                ((Tensor) all[2]).flatten(0));
    }

    private static Reference joined(Reference x, Reference w, Reference b) {
        return Reference.concat(0, x.reshape(x.data.length), w, b);
    }

    private static Reference mean(Reference x, int... axes) {
        Reference sum = x.sum(true, axes);
        double count = (double) x.data.length / sum.data.length;
        return sum.map(total -> total / count);
    }

    /** The squared distances from the mean. */
    private static Reference squares(Reference x, int... axes) {
        return x.zip(mean(x, axes), (a, m) -> (a - m) * (a - m));
    }

    private static Reference deviation(Reference x, int... axes) {
        return mean(squares(x, axes), axes).map(variance -> 1 / Math.sqrt(variance + EPS));
    }

    private static Reference normalised(Reference x, int... axes) {
        return x.zip(mean(x, axes), (a, m) -> a - m).zip(deviation(x, axes), (d, r) -> d * r);
    }

    private static Reference slope(Reference u, Reference h, Reference r, int... axes) {
        Reference projection = h.zip(mean(u.zip(h, (a, b) -> a * b), axes), (a, s) -> a * s);
        return u.zip(mean(u, axes), (a, m) -> a - m).zip(projection, (a, b) -> a - b).zip(r, (a, b) -> a * b);
    }

    /** As {@code [N, C, P]}. */
    private static Reference block(Reference x) {
        int rows = x.dims[0] * x.dims[1];
        return x.reshape(x.dims[0], x.dims[1], rows == 0 ? 0 : x.data.length / rows);
    }

    private static Reference grouped(Reference x, int groups) {
        int rows = x.dims[0] * groups;
        return x.reshape(x.dims[0], groups, rows == 0 ? 0 : x.data.length / rows);
    }

    private static Reference byChannel(Reference x) {
        return normalised(block(x), 0, 2).reshape(x.dims);
    }

    private static Reference byGroup(Reference x, int groups) {
        return normalised(grouped(x, groups), 2).reshape(x.dims);
    }

    private static Reference byGiven(Reference x, Reference mean, Reference variance) {
        int c = x.dims[1];
        return block(x).zip(mean.reshape(c, 1), (a, m) -> a - m)
                .zip(variance.reshape(c, 1), (d, v) -> d / Math.sqrt(v + EPS)).reshape(x.dims);
    }

    private static Reference times(Reference x, Reference w) {
        return block(x).zip(w.reshape(w.data.length, 1), (h, b) -> h * b).reshape(x.dims);
    }

    private static Reference plus(Reference x, Reference b) {
        return block(x).zip(b.reshape(b.data.length, 1), Double::sum).reshape(x.dims);
    }
}
