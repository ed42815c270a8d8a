package dev.lanewise.reference;

import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Window;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Pools. */
final class PoolFixtures extends Fixtures {
    private static final Window PADDED = Window.of(3).stride(2).padding(1);
    private static final Window EVEN = Window.of(2).padding(1).ceilMode(true);

    /** The functions over a number of axes. */
    private record Axes(
            int count, BiFunction<Tensor, Window, Tensor> max, BiFunction<Tensor, Window, Pooling.MaxPool> placed,
            Average average, Adaptive<Tensor> adaptiveAverage, Adaptive<Tensor> adaptiveMax,
            Adaptive<Pooling.MaxPool> adaptivePlaced) {}

    /** An average that says whether padding counts. */
    private interface Average {
        Tensor of(Tensor x, Window window, boolean countIncludePad);
    }

    /** A pool to sizes, of which one over fewer axes takes the first. */
    private interface Adaptive<R> {
        R of(Tensor x, @Nullable Integer a, @Nullable Integer b, @Nullable Integer c);
    }

    PoolFixtures() {
        unpooled();
        norms();
        table(new Axes(
                1, Pooling::maxPool1d, Pooling::maxPool1dWithIndices, Pooling::avgPool1d,
                (x, a, _, _) -> Pooling.adaptiveAvgPool1d(x, a), (x, a, _, _) -> Pooling.adaptiveMaxPool1d(x, a),
                (x, a, _, _) -> Pooling.adaptiveMaxPool1dWithIndices(x, a)));
        table(new Axes(
                2, Pooling::maxPool2d, Pooling::maxPool2dWithIndices, Pooling::avgPool2d,
                (x, a, b, _) -> Pooling.adaptiveAvgPool2d(x, a, b), (x, a, b, _) -> Pooling.adaptiveMaxPool2d(x, a, b),
                (x, a, b, _) -> Pooling.adaptiveMaxPool2dWithIndices(x, a, b)));
        table(new Axes(
                3, Pooling::maxPool3d, Pooling::maxPool3dWithIndices, Pooling::avgPool3d,
                Pooling::adaptiveAvgPool3d, Pooling::adaptiveMaxPool3d, Pooling::adaptiveMaxPool3dWithIndices));
        on("maxPool1d", in -> Pooling.maxPool1d(in.tensor(0), 2));
        on("maxPool2d", in -> Pooling.maxPool2d(in.tensor(0), 2));
        on("maxPool3d", in -> Pooling.maxPool3d(in.tensor(0), 2));
        on("maxPool1d with a stride", in -> Pooling.maxPool1d(in.tensor(0), 3, 2));
        on("maxPool2d with a stride", in -> Pooling.maxPool2d(in.tensor(0), 3, 2));
        on("maxPool3d with a stride", in -> Pooling.maxPool3d(in.tensor(0), 3, 2));
        on("avgPool1d", in -> Pooling.avgPool1d(in.tensor(0), 2));
        on("avgPool2d", in -> Pooling.avgPool2d(in.tensor(0), 2));
        on("avgPool3d", in -> Pooling.avgPool3d(in.tensor(0), 2));
        on("avgPool1d with a stride", in -> Pooling.avgPool1d(in.tensor(0), 3, 2));
        on("avgPool2d with a stride", in -> Pooling.avgPool2d(in.tensor(0), 3, 2));
        on("avgPool3d with a stride", in -> Pooling.avgPool3d(in.tensor(0), 3, 2));
        on("avgPool1d with a divisor", in -> Pooling.avgPool1d(in.tensor(0), PADDED, 2));
        on("avgPool2d with a divisor", in -> Pooling.avgPool2d(in.tensor(0), PADDED, 2));
        on("avgPool3d with a divisor", in -> Pooling.avgPool3d(in.tensor(0), PADDED, 2));
        on("maxPool2d of unequal windows", in -> Pooling.maxPool2d(
                in.tensor(0), Window.of(2, 3).stride(1, 2).padding(1, 0).dilation(2, 1)));
        on("avgPool2d of unequal windows",
                in -> Pooling.avgPool2d(in.tensor(0), Window.of(4, 3).stride(1, 2).padding(2, 1)));
    }

    private void norms() {
        on("lpPool1d", in -> Pooling.lpPool1d(in.tensor(0), 2, Window.of(2)));
        on("lpPool1d of zeros", in -> Pooling.lpPool1d(in.tensor(0), 2, Window.of(2)));
        on("lpPool1d of order 3", in -> Pooling.lpPool1d(in.tensor(0), 3, Window.of(3).stride(2)));
        on("lpPool2d", in -> Pooling.lpPool2d(in.tensor(0), 2, Window.of(2, 3)));
        on("lpPool2d of order 1", in -> Pooling.lpPool2d(in.tensor(0), 1, Window.of(2)));
        on("lpPool2d of order 1.5 in ceil mode",
                in -> Pooling.lpPool2d(in.tensor(0), 1.5, Window.of(3).stride(2).ceilMode(true)));
        on("lpPool3d", in -> Pooling.lpPool3d(in.tensor(0), 2, Window.of(2)));
    }

    private void unpooled() {
        on("maxUnpool", in -> Pooling.maxUnpool(
                in.tensor(0), IntTensor.of(Shape.of(1, 2, 2, 2), 1, 2, 9, 15, 4, 3, 8, 10), 4, 4));
        on("maxUnpool of rows", in -> Pooling.maxUnpool(in.tensor(0), IntTensor.of(Shape.of(1, 3), 1, 3, 6), 7));
        on("maxUnpool of three axes",
                in -> Pooling.maxUnpool(in.tensor(0), IntTensor.of(Shape.of(1, 1, 1, 1, 2), 5, 2), 2, 2, 4));
    }

    private void table(Axes axes) {
        String max = "maxPool" + axes.count + "d";
        max(axes, max + " with padding", PADDED);
        max(axes, max + " that is dilated", Window.of(2).stride(1).padding(1).dilation(2));
        max(axes, max + " of an even window in ceil mode", EVEN);
        max(axes, max + " with a last window cut off", Window.of(3).stride(2).ceilMode(true));
        max(axes, max + " of steps longer than the window", Window.of(1).stride(2).ceilMode(true));
        max(axes, max + " of one without a batch", Window.of(2).stride(1));
        max(axes, max + " of ones a size wide", Window.of(2).stride(1).padding(1));
        max(axes, max + " of equal elements", Window.of(2).stride(1));
        onAll(max + "WithIndices", in -> both(axes.placed.apply(in.tensor(0), PADDED)));
        onAll(max + "WithIndices in ceil mode",
                in -> both(axes.placed.apply(in.tensor(0), Window.of(2).ceilMode(true))));

        String average = "avgPool" + axes.count + "d";
        average(axes, average + " with padding", PADDED, true);
        average(axes, average + " without the padding", PADDED, false);
        average(axes, average + " in ceil mode", EVEN, true);
        average(axes, average + " in ceil mode without the padding", EVEN, false);
        average(axes, average + " with a last window cut off", Window.of(3).stride(2).ceilMode(true), true);
        average(axes, average + " of ones a size wide", Window.of(2).stride(1).padding(1), true);
        average(axes, average + " of one without a batch", Window.of(2).stride(1), true);

        adaptive("adaptiveAvgPool" + axes.count + "d", axes.count, axes.adaptiveAverage);
        adaptive("adaptiveMaxPool" + axes.count + "d", axes.count, axes.adaptiveMax);
        onAll("adaptiveMaxPool" + axes.count + "dWithIndices",
                in -> both(axes.adaptivePlaced.of(in.tensor(0), 3, 2, 3)));
    }

    private void max(Axes axes, String name, Window window) {
        on(name, in -> axes.max.apply(in.tensor(0), window));
    }

    private void average(Axes axes, String name, Window window, boolean countIncludePad) {
        on(name, in -> axes.average.of(in.tensor(0), window, countIncludePad));
    }

    private void adaptive(String name, int axes, Adaptive<Tensor> pool) {
        on(name, in -> pool.of(in.tensor(0), 3, 2, 3));
        on(name + " to more elements", in -> pool.of(in.tensor(0), 9, 7, 6));
        on(name + " to one", in -> pool.of(in.tensor(0), 1, 1, 1));
        on(name + " of one without a batch", in -> pool.of(in.tensor(0), 2, 3, 2));
        if (axes > 1) {
            on(name + " that keeps a size", in -> pool.of(in.tensor(0), 2, null, 3));
        }
    }

    private static List<Value> both(Pooling.MaxPool found) {
        return List.of(found.values(), found.indices());
    }
}
