package dev.lanewise.program;

import static dev.lanewise.program.RandomRow.full;

import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Window;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Pools; what comes is one plane, as wide as its last axis, or a row. */
final class RandomPools {
    static final List<RandomRow> ROWS = List.of(
            full("Pooling.maxPool1d", 0, (ops, a) -> Pooling.maxPool1d(row(a), window(ops))),
            full("Pooling.maxPool2d", 0, (ops, a) -> Pooling.maxPool2d(plane(a), window(ops))),
            full("Pooling.maxPool3d", 0, (ops, a) -> Pooling.maxPool3d(space(a), window(ops))),
            full("Pooling.maxPool1dWithIndices", 0,
                    (ops, a) -> kept(ops, Pooling.maxPool1dWithIndices(row(a), window(ops)))),
            full("Pooling.maxPool2dWithIndices", 0,
                    (ops, a) -> kept(ops, Pooling.maxPool2dWithIndices(plane(a), window(ops)))),
            full("Pooling.maxPool3dWithIndices", 0,
                    (ops, a) -> kept(ops, Pooling.maxPool3dWithIndices(space(a), window(ops)))),
            full("Pooling.maxUnpool", 0, (ops, a) -> {
                Pooling.MaxPool pool = Pooling.maxPool2dWithIndices(plane(a), window(ops));
                return Pooling.maxUnpool(pool.values(), pool.indices(), plane(a).dim(1), plane(a).dim(2));
            }),
            full("Pooling.avgPool1d", 0, (ops, a) -> Pooling.avgPool1d(row(a), window(ops))),
            full("Pooling.avgPool2d", 0,
                    (ops, a) -> Pooling.avgPool2d(plane(a), window(ops), ops.choose(2) == 0)),
            full("Pooling.avgPool2d with a divisor", 0, (ops, a) -> Pooling.avgPool2d(plane(a), window(ops), 3)),
            full("Pooling.avgPool3d", 0, (ops, a) -> Pooling.avgPool3d(space(a), window(ops))),
            full("Pooling.lpPool1d", 0, (ops, a) -> Pooling.lpPool1d(row(a), 1 + ops.choose(3), window(ops))),
            full("Pooling.lpPool2d", 0, (ops, a) -> Pooling.lpPool2d(plane(a), 1 + ops.choose(3), window(ops))),
            full("Pooling.lpPool3d", 0, (ops, a) -> Pooling.lpPool3d(space(a), 1 + ops.choose(3), window(ops))),
            full("Pooling.adaptiveAvgPool1d", 0, (ops, a) -> Pooling.adaptiveAvgPool1d(row(a), 1 + ops.choose(5))),
            full("Pooling.adaptiveAvgPool2d", 0,
                    (ops, a) -> Pooling.adaptiveAvgPool2d(plane(a), 1 + ops.choose(3), null)),
            full("Pooling.adaptiveAvgPool3d", 0, (ops, a) -> Pooling.adaptiveAvgPool3d(space(a), 1 + ops.choose(3))),
            full("Pooling.adaptiveMaxPool1d", 0, (ops, a) -> Pooling.adaptiveMaxPool1d(row(a), 1 + ops.choose(5))),
            full("Pooling.adaptiveMaxPool2d", 0, (ops, a) -> Pooling.adaptiveMaxPool2d(plane(a), 1 + ops.choose(3))),
            full("Pooling.adaptiveMaxPool3d", 0, (ops, a) -> Pooling.adaptiveMaxPool3d(space(a), 1 + ops.choose(3))),
            full("Pooling.adaptiveMaxPool1dWithIndices", 0,
                    (ops, a) -> kept(ops, Pooling.adaptiveMaxPool1dWithIndices(row(a), 1 + ops.choose(5)))),
            full("Pooling.adaptiveMaxPool2dWithIndices", 0,
                    (ops, a) -> kept(ops, Pooling.adaptiveMaxPool2dWithIndices(plane(a), null, 1 + ops.choose(3)))),
            full("Pooling.adaptiveMaxPool3dWithIndices", 0, (ops, a) -> kept(
                    ops, Pooling.adaptiveMaxPool3dWithIndices(space(a), 1, 1 + ops.choose(3), null))));

    private RandomPools() {}

    /** One that fits every plane. */
    private static Window window(RandomOps ops) {
        int kernel = 2 + ops.choose(2);
        return Window.of(kernel).stride(1 + ops.choose(kernel)).padding(1).ceilMode(ops.choose(2) == 0);
    }

    private static Tensor row(Tensor a) {
        return a.reshape(1, a.size());
    }

    private static Tensor plane(Tensor a) {
        int width = a.rank() == 0 ? 1 : a.dim(-1);
        return a.reshape(1, a.size() / width, width);
    }

    private static Tensor space(Tensor a) {
        return plane(a).unsqueeze(2);
    }

    private static Tensor kept(RandomOps ops, Pooling.MaxPool pool) {
        ops.keep(pool.indices());
        return pool.values();
    }
}
