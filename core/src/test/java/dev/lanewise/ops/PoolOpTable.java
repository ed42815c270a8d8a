package dev.lanewise.ops;

import dev.lanewise.ops.PoolReference.Cells;
import dev.lanewise.optable.Domain;
import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.tensor.primitives.ReduceOp;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows for pools. */
final class PoolOpTable extends OpTable {
    private static final Window TWO = Window.of(2);
    private static final Window PADDED = Window.of(3).stride(2).padding(1);

    /** Larger than the planes of a row without their padding. */
    private static final Window WIDE = Window.of(4).stride(3).padding(2).ceilMode(true);

    private static final String NO_SLOPE = "an index has no slope";

    PoolOpTable() {
        maxima();
        unpooled();
        averages();
        norms();
        adaptive();
        gradients();
    }

    private void maxima() {
        max("maxPool1d", 1, TWO, x -> Pooling.maxPool1d(x, 2))
                .on(dims(2, 3, 7)).on(dims(3, 2)).on(dims(0, 2, 5)).on(dims(2, 0, 5)).large(dims(3, 5, 3001));
        max("maxPool1d with overlaps", 1, PADDED, x -> Pooling.maxPool1d(x, PADDED))
                .on(dims(2, 2, 75)).on(dims(1, 1, 1)).large(dims(3, 5, 3001));
        max("maxPool2d", 2, TWO, x -> Pooling.maxPool2d(x, 2))
                .on(dims(2, 2, 4, 6)).on(dims(1, 2, 5, 7)).on(dims(2, 3, 2)).on(dims(0, 2, 4, 4))
                .on(dims(1, 2, 6, 68)).large(dims(8, 5, 25, 38));
        max("maxPool2d with overlaps", 2, PADDED, x -> Pooling.maxPool2d(x, PADDED))
                .on(dims(2, 2, 4, 6)).on(dims(1, 1, 5, 7)).on(dims(1, 1, 1)).on(dims(1, 2, 6, 69))
                .large(dims(8, 5, 25, 38));
        max("maxPool2d with stride 1", 2, Window.of(3).stride(1), x -> Pooling.maxPool2d(x, 3, 1))
                .on(dims(2, 2, 4, 6)).on(dims(1, 1, 4, 37)).large(dims(8, 5, 25, 38));
        max("maxPool2d wider than the input", 2, WIDE, x -> Pooling.maxPool2d(x, WIDE))
                .on(dims(2, 2, 2, 1)).on(dims(1, 2, 3, 8)).on(dims(0, 1, 1, 1));
        Window dilated = Window.of(3, 2).stride(1, 2).padding(1, 0).dilation(1, 3);
        max("maxPool2d dilated", 2, dilated, x -> Pooling.maxPool2d(x, dilated))
                .on(dims(2, 2, 4, 6)).on(dims(1, 1, 3, 40));
        row("maxPool2dWithIndices", PoolOp.MaxPool.class, x -> Pooling.maxPool2dWithIndices(x[0], PADDED).indices(),
                x -> PoolReference.windows(x[0], 2, PADDED, Cells::place)).from(Domain.whole())
                .on(dims(2, 2, 4, 6)).on(dims(1, 2, 6, 69)).on(dims(0, 1, 2, 2)).large(dims(8, 5, 25, 38)).exact()
                .withoutGradient(NO_SLOPE);
        row("maxPool1dWithIndices", PoolOp.MaxPool.class, x -> Pooling.maxPool1dWithIndices(x[0], TWO).indices(),
                x -> PoolReference.windows(x[0], 1, TWO, Cells::place)).from(Domain.whole())
                .on(dims(2, 2, 7)).on(dims(1, 80)).exact()
                .withoutGradient(NO_SLOPE);
        row("maxPool3dWithIndices", PoolOp.MaxPool.class, x -> Pooling.maxPool3dWithIndices(x[0], TWO).indices(),
                x -> PoolReference.windows(x[0], 3, TWO, Cells::place)).from(Domain.whole())
                .on(dims(2, 2, 3, 2, 5)).on(dims(1, 4, 2, 38)).exact()
                .withoutGradient(NO_SLOPE);
        max("maxPool3d", 3, TWO, x -> Pooling.maxPool3d(x, 2))
                .on(dims(2, 1, 2, 4, 3)).on(dims(1, 2, 2, 2)).on(dims(1, 1, 4, 2, 36)).large(dims(3, 2, 6, 21, 38));
        max("maxPool3d with overlaps", 3, PADDED, x -> Pooling.maxPool3d(x, PADDED))
                .on(dims(1, 1, 3, 2, 4)).on(dims(1, 1, 1, 1, 1));
    }

    private void unpooled() {
        row("maxUnpool", UnpoolOp.MaxUnpool.class, x -> {
            Pooling.MaxPool pool = Pooling.maxPool2dWithIndices(x[0], TWO);
            return Pooling.maxUnpool(pool.values().mul(x[1]), pool.indices(), x[0].dim(-2), x[0].dim(-1));
        }, x -> PoolReference.unpooled(x[0], x[1])).from(Domain.distinct(0.03), Domain.between(-2, 2))
                .on(dims(1, 2, 4, 6), dims(1, 2, 2, 3)).on(dims(2, 1, 3, 5), dims(2, 1, 1, 2))
                .on(dims(2, 3, 2), dims(2, 1, 1)).on(dims(0, 2, 4, 4), dims(0, 2, 2, 2));
    }

    private void averages() {
        average("avgPool1d", 1, TWO, true, x -> Pooling.avgPool1d(x, 2))
                .on(dims(2, 3, 7)).on(dims(3, 2)).on(dims(0, 2, 5)).on(dims(2, 0, 5)).large(dims(3, 5, 3001));
        average("avgPool1d with overlaps", 1, PADDED, true, x -> Pooling.avgPool1d(x, PADDED))
                .on(dims(2, 2, 75)).on(dims(1, 1, 1)).large(dims(3, 5, 3001));
        average("avgPool2d", 2, TWO, true, x -> Pooling.avgPool2d(x, 2))
                .on(dims(2, 2, 4, 6)).on(dims(1, 2, 5, 7)).on(dims(2, 3, 2)).on(dims(0, 2, 4, 4))
                .on(dims(1, 2, 6, 68)).large(dims(8, 5, 25, 38));
        average("avgPool2d with overlaps", 2, PADDED, true, x -> Pooling.avgPool2d(x, PADDED))
                .on(dims(2, 2, 4, 6)).on(dims(1, 1, 5, 7)).on(dims(1, 1, 1)).on(dims(1, 2, 6, 69))
                .large(dims(8, 5, 25, 38));
        average("avgPool2d without the padding", 2, PADDED, false, x -> Pooling.avgPool2d(x, PADDED, false))
                .on(dims(2, 2, 4, 6)).on(dims(1, 2, 6, 69));
        average("avgPool2d with stride 1", 2, Window.of(3).stride(1), true, x -> Pooling.avgPool2d(x, 3, 1))
                .on(dims(2, 2, 4, 6)).on(dims(1, 1, 4, 37)).large(dims(8, 5, 25, 38));
        average("avgPool2d wider than the input", 2, WIDE, true, x -> Pooling.avgPool2d(x, WIDE))
                .on(dims(2, 2, 2, 1)).on(dims(1, 2, 3, 8)).on(dims(0, 1, 1, 1));
        row("avgPool2d with a divisor", PoolOp.AvgPool.class, x -> Pooling.avgPool2d(x[0], PADDED, 3),
                x -> PoolReference.windows(x[0], 2, PADDED, cells -> cells.sum() / 3))
                .on(dims(2, 2, 4, 6)).on(dims(1, 2, 6, 69));
        average("avgPool3d", 3, TWO, true, x -> Pooling.avgPool3d(x, 2))
                .on(dims(2, 1, 2, 4, 3)).on(dims(1, 2, 2, 2)).on(dims(1, 1, 4, 2, 36)).large(dims(3, 2, 6, 21, 38));
        average("avgPool3d with overlaps", 3, PADDED, true, x -> Pooling.avgPool3d(x, PADDED))
                .on(dims(1, 1, 3, 2, 4)).on(dims(1, 1, 1, 1, 1));
    }

    private void norms() {
        Domain positive = Domain.between(0.3, 2);
        norm("lpPool1d", 1, 3, TWO).from(positive).on(dims(2, 3, 7)).on(dims(0, 2, 5)).large(dims(3, 5, 3001));
        norm("lpPool2d", 2, 2, PADDED).on(dims(2, 2, 4, 6)).on(dims(2, 3, 2)).on(dims(0, 2, 4, 4))
                .large(dims(8, 5, 25, 38));
        norm("lpPool2d of order 1", 2, 1, TWO).on(dims(1, 2, 5, 7));
        norm("lpPool2d of order 1.5 in ceil mode", 2, 1.5, Window.of(3).stride(2).ceilMode(true)).from(positive)
                .on(dims(2, 1, 4, 6));
        norm("lpPool3d", 3, 2, TWO).on(dims(2, 1, 2, 4, 3)).on(dims(1, 2, 2, 2));
    }

    private void adaptive() {
        row("adaptiveAvgPool1d", PoolOp.AdaptiveAvgPool.class, x -> Pooling.adaptiveAvgPool1d(x[0], 3),
                x -> PoolReference.adaptive(x[0], Cells::mean, 3))
                .on(dims(2, 3, 7)).on(dims(2, 2)).on(dims(0, 1, 4)).large(dims(3, 5, 3001));
        row("adaptiveAvgPool2d", PoolOp.AdaptiveAvgPool.class, x -> Pooling.adaptiveAvgPool2d(x[0], 3, 2),
                x -> PoolReference.adaptive(x[0], Cells::mean, 3, 2))
                .on(dims(2, 2, 4, 5)).on(dims(2, 2, 1)).on(dims(0, 1, 4, 4)).large(dims(8, 5, 25, 38));
        row("adaptiveAvgPool2d to one", ReduceOp.Sum.class, x -> Pooling.adaptiveAvgPool2d(x[0], 1, 1),
                x -> PoolReference.adaptive(x[0], Cells::mean, 1, 1)).on(dims(2, 3, 4, 5)).on(dims(2, 1, 1))
                .on(dims(0, 1, 4, 4));
        row("adaptiveAvgPool3d", PoolOp.AdaptiveAvgPool.class, x -> Pooling.adaptiveAvgPool3d(x[0], 1, 3, 2),
                x -> PoolReference.adaptive(x[0], Cells::mean, 1, 3, 2)).on(dims(1, 2, 3, 2, 5)).on(dims(2, 2, 2, 1));
        row("adaptiveMaxPool1d", PoolOp.AdaptiveMaxPool.class, x -> Pooling.adaptiveMaxPool1d(x[0], 3),
                x -> PoolReference.adaptive(x[0], Cells::largest, 3)).from(Domain.distinct(0.03))
                .on(dims(2, 3, 7)).on(dims(2, 2)).on(dims(0, 1, 4)).large(dims(3, 5, 3001)).exact();
        row("adaptiveMaxPool2d", PoolOp.AdaptiveMaxPool.class, x -> Pooling.adaptiveMaxPool2d(x[0], 3, null),
                x -> PoolReference.adaptive(x[0], Cells::largest, 3, x[0].dims[x[0].rank() - 1]))
                .from(Domain.distinct(0.03))
                .on(dims(2, 2, 4, 5)).on(dims(2, 2, 1)).on(dims(0, 1, 4, 4)).large(dims(8, 5, 25, 38)).exact();
        row("adaptiveMaxPool3d", PoolOp.AdaptiveMaxPool.class, x -> Pooling.adaptiveMaxPool3d(x[0], 1, 3, 2),
                x -> PoolReference.adaptive(x[0], Cells::largest, 1, 3, 2)).from(Domain.distinct(0.03))
                .on(dims(1, 2, 3, 2, 5)).on(dims(2, 2, 2, 1)).exact();
        row("adaptiveMaxPool1dWithIndices", PoolOp.AdaptiveMaxPool.class,
                x -> Pooling.adaptiveMaxPool1dWithIndices(x[0], 3).indices(),
                x -> PoolReference.adaptive(x[0], Cells::place, 3))
                .from(Domain.whole()).on(dims(2, 3, 7)).exact()
                .withoutGradient(NO_SLOPE);
        row("adaptiveMaxPool2dWithIndices", PoolOp.AdaptiveMaxPool.class,
                x -> Pooling.adaptiveMaxPool2dWithIndices(x[0], 3, 2).indices(),
                x -> PoolReference.adaptive(x[0], Cells::place, 3, 2)).from(Domain.whole()).on(dims(2, 2, 4, 5)).exact()
                .withoutGradient(NO_SLOPE);
        row("adaptiveMaxPool3dWithIndices", PoolOp.AdaptiveMaxPool.class,
                x -> Pooling.adaptiveMaxPool3dWithIndices(x[0], 1, 3, 2).indices(),
                x -> PoolReference.adaptive(x[0], Cells::place, 1, 3, 2)).from(Domain.whole()).on(dims(1, 2, 3, 2, 5))
                .exact()
                .withoutGradient(NO_SLOPE);
    }

    /** The ops that gradients are made of, as ops of their own. */
    private void gradients() {
        PoolOp.AvgPool padded = new PoolOp.AvgPool(PADDED.over("avgPool2d", 2), true, 0);
        row("avgPool2dGrad", PoolOp.AvgPoolGrad.class,
                x -> new PoolOp.AvgPoolGrad(padded, List.of(5, 70)).tensor(x[0]),
                x -> PoolReference.spread(x[0], PADDED, 5, 70))
                .on(dims(1, 2, 3, 35)).on(dims(0, 2, 3, 35));
        PoolOp.AvgPool two = new PoolOp.AvgPool(TWO.over("avgPool2d", 2), true, 0);
        row("avgPool2dGrad of windows side by side", PoolOp.AvgPoolGrad.class,
                x -> new PoolOp.AvgPoolGrad(two, List.of(6, 71)).tensor(x[0]),
                x -> PoolReference.spread(x[0], TWO, 6, 71)).on(dims(1, 2, 3, 35));
        row("planeScatter", PoolOp.PlaneScatter.class,
                x -> new PoolOp.PlaneScatter(List.of(4, 6)).tensor(x[0], places(x[0], 24)),
                x -> PoolReference.scattered(x[0], 4, 6)).on(dims(2, 3, 5)).on(dims(1, 5, 40)).on(dims(0, 3, 3));
        row("planeScatter with sums", PoolOp.PlaneScatter.class,
                x -> scatteredWithSums(x[0], 4, 6), x -> withSums(PoolReference.scattered(x[0], 4, 6)))
                .on(dims(2, 3, 5)).on(dims(0, 3, 3)).large(dims(9, 30, 50));
        row("planeScatter with sums of large planes", PoolOp.PlaneScatter.class,
                x -> scatteredWithSums(x[0], 90, 91), x -> withSums(PoolReference.scattered(x[0], 90, 91)))
                .on(dims(2, 3, 5));
        row("planeGather", PoolOp.PlaneGather.class,
                x -> new PoolOp.PlaneGather(2).tensor(x[0], places(Tensor.zeros(x[0].dim(0), 3, 5), 24)),
                x -> PoolReference.gathered(x[0], 3, 5)).on(dims(2, 4, 6)).on(dims(5, 3, 8)).on(dims(0, 4, 6));
    }

    // ---- rows of a kind

    private OpRow max(String name, int axes, Window window, UnaryOperator<Tensor> pool) {
        return row(name, PoolOp.MaxPool.class, x -> pool.apply(x[0]),
                x -> PoolReference.windows(x[0], axes, window, Cells::largest)).from(Domain.distinct(0.03)).exact();
    }

    private OpRow average(
            String name, int axes, Window window, boolean countIncludePad, UnaryOperator<Tensor> pool) {
        return row(name, PoolOp.AvgPool.class, x -> pool.apply(x[0]), x -> PoolReference.windows(
                x[0], axes, window, cells -> countIncludePad ? cells.sum() / cells.counted() : cells.mean()));
    }

    /** The planes plus their sums. */
    private static Tensor scatteredWithSums(Tensor x, int... sizes) {
        Value[] both = new PoolOp.PlaneScatter(Arrays.stream(sizes).boxed().toList(), true)
                .apply(x, places(x, sizes[0] * sizes[1]));
        return ((Tensor) both[0]).add((Tensor) both[1]);
    }

    private static Reference withSums(Reference planes) {
        return planes.zip(planes.reduce(true, cells -> Arrays.stream(cells).sum(), -2, -1), Double::sum);
    }

    private OpRow norm(String name, int axes, double p, Window window) {
        int elements = (int) StrictMath.pow(window.over(name, axes).kernel().getFirst(), axes);
        return row(name, PoolOp.AvgPool.class, x -> switch (axes) {
            case 1 -> Pooling.lpPool1d(x[0], p, window);
            case 2 -> Pooling.lpPool2d(x[0], p, window);
            default -> Pooling.lpPool3d(x[0], p, window);
        }, x -> PoolReference.windows(x[0], axes, window, cells -> {
            double sum = Arrays.stream(cells.values()).map(value -> StrictMath.pow(value, p)).sum();
            return StrictMath.pow(window.ceilMode() ? sum * elements / cells.counted() : sum, 1 / p);
        }));
    }

    /** Some place in a plane for each element. */
    private static IntTensor places(Tensor x, int size) {
        int[] places = new int[x.size()];
        Arrays.setAll(places, i -> PoolReference.place(i, size));
        return IntTensor.wrap(places, x.shape());
    }
}
