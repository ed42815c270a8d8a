package dev.lanewise.tensor;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.primitives.IndexOp;
import dev.lanewise.tensor.primitives.MoveOp;
import dev.lanewise.tensor.primitives.ViewOp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Rows for joining, taking apart, repeating and padding. */
final class ShapesOpTable extends OpTable {
    ShapesOpTable() {
        parts();
        windows();
        orders();
        repetitions();
        padding();
    }

    private void parts() {
        row("split", MoveOp.Slice.class, x -> Shapes.split(x[0], 1, 2)[1], x -> x[0].slice(1, 2, 3))
                .on(dims(2, 3)).on(dims(2, 3, 2)).on(dims(0, 3)).exact();
        row("split by sizes", MoveOp.Slice.class, x -> Shapes.split(x[0], -1, 1, 0, 3)[2],
                x -> x[0].slice(x[0].rank() - 1, 1, 4)).on(dims(2, 4)).on(dims(2, 2, 4)).exact();
        row("chunk", MoveOp.Slice.class, x -> Shapes.chunk(x[0], 1, 4)[3], x -> x[0].slice(1, 6, 7))
                .on(dims(3, 7)).exact();
        row("unbind", MoveOp.Slice.class, x -> Shapes.unbind(x[0], 1)[1],
                x -> x[0].slice(1, 1, 2).reduce(false, g -> g[0], 1)).on(dims(3, 2)).on(dims(2, 2, 2)).exact();
        row("unflatten", ViewOp.Reshape.class, x -> Shapes.unflatten(x[0], 1, 2, -1, 1),
                x -> x[0].reshape(x[0].dims[0], 2, x[0].dims[1] / 2, 1))
                .on(dims(3, 6)).on(dims(1, 2)).on(dims(0, 4)).on(dims(2, 0)).exact();
        row("slice in steps", MoveOp.Strided.class, x -> Shapes.slice(x[0], 1, 1, -1, 2),
                x -> pick(x[0], 1, every(1, x[0].dims[1] - 1, 2)))
                .on(dims(2, 6)).on(dims(2, 7, 3)).on(dims(0, 5)).large(dims(30, 400, 9)).large(dims(3, 70_001)).exact();
        row("slice in negative steps", MoveOp.Strided.class, x -> Shapes.slice(x[0], 0, -1, -x[0].dim(0) - 1, -3),
                x -> pick(x[0], 0, every(x[0].dims[0] - 1, -1, -3)))
                .on(dims(1)).on(dims(7)).on(dims(6, 2)).on(dims(3, 0)).exact();
        row("slice in steps of nothing", MoveOp.Strided.class, x -> Shapes.slice(x[0], 0, 2, 2, -1),
                x -> x[0].slice(0, 0, 0)).on(dims(4)).on(dims(3, 2)).exact();
        row("Spread", MoveOp.Spread.class, x -> new MoveOp.Spread(0, 9, 8, -2).tensor(x[0]),
                x -> Reference.generate(with(x[0].dims, 0, 9), i -> i[0] % 2 == 0 && 8 - i[0] < 2 * x[0].dims[0]
                        ? x[0].at(with(i, 0, (8 - i[0]) / 2))
                        : 0))
                .on(dims(5)).on(dims(3, 2)).on(dims(2, 20)).on(dims(0, 2)).exact();
        row("withSlice", MoveOp.Concat.class, x -> Shapes.withSlice(x[0], 1, 1, 3, x[1]),
                x -> Reference.concat(1, x[0].slice(1, 0, 1), x[1].broadcastTo(with(x[0].dims, 1, 2)),
                        x[0].slice(1, 3, x[0].dims[1])))
                .on(dims(2, 5), dims(2, 2)).on(dims(2, 3), dims()).on(dims(3, 4, 2), dims(2, 1)).exact();
    }

    private void windows() {
        row("unfold", IndexOp.TakeRows.class, x -> Shapes.unfold(x[0], 0, 3, 2),
                x -> Reference.generate(dims((x[0].dims[0] - 1) / 2, 2, 3), i -> x[0].at(2 * i[0] + i[2], i[1])))
                .on(dims(7, 2)).on(dims(8, 2)).on(dims(3, 2)).large(dims(20_001, 2)).exact();
        row("unfold of the last axis", IndexOp.TakeRows.class, x -> Shapes.unfold(x[0], -1, 2, 1),
                x -> Reference.generate(dims(x[0].dims[0], x[0].dims[1] - 1, 2), i -> x[0].at(i[0], i[1] + i[2])))
                .on(dims(2, 5)).on(dims(0, 3)).on(dims(3, 2)).exact();
        row("unfold into windows of nothing", IndexOp.TakeRows.class, x -> Shapes.unfold(x[0], 0, 0, 2),
                x -> Reference.zeros(x[0].dims[0] / 2 + 1, 0)).on(dims(0)).on(dims(5)).exact();
    }

    private void orders() {
        row("transpose of two axes", MoveOp.Permute.class, x -> x[0].transpose(0, -1), x -> x[0].permute(2, 1, 0))
                .on(dims(2, 3, 4)).on(dims(2, 0, 1)).large(dims(70, 9, 130)).exact();

        row("flip", MoveOp.Strided.class, x -> Shapes.flip(x[0]),
                x -> Reference.generate(x[0].dims, i -> x[0].at(mirrored(i, x[0].dims, 0, 1))))
                .on(dims(2, 3)).on(dims(4, 1)).large(dims(300, 301)).exact();
        row("flip of one axis", MoveOp.Strided.class, x -> Shapes.flip(x[0], -1),
                x -> Reference.generate(x[0].dims, i -> x[0].at(mirrored(i, x[0].dims, x[0].rank() - 1))))
                .on(dims(5)).on(dims(2, 3)).on(dims(0, 2)).large(dims(70_001)).exact();
        row("roll", MoveOp.Concat.class, x -> Shapes.roll(x[0], 0, 2),
                x -> Reference.generate(x[0].dims,
                        i -> x[0].at(with(i, 0, Math.floorMod(i[0] - 2, x[0].dims[0])))))
                .on(dims(5)).on(dims(3, 2)).exact();
        row("roll back", MoveOp.Concat.class, x -> Shapes.roll(x[0], 1, -9),
                x -> Reference.generate(x[0].dims,
                        i -> x[0].at(with(i, 1, Math.floorMod(i[1] + 9, x[0].dims[1])))))
                .on(dims(2, 5)).on(dims(2, 4, 2)).on(dims(0, 2)).exact();
        row("roll of two axes", MoveOp.Concat.class,
                x -> Shapes.roll(x[0], new int[] {0, -1}, new int[] {-1, 9}),
                x -> Reference.generate(x[0].dims, i -> {
                    int last = x[0].rank() - 1;
                    int[] from = with(i, 0, Math.floorMod(i[0] + 1, x[0].dims[0]));
                    return x[0].at(with(from, last, Math.floorMod(i[last] - 9, x[0].dims[last])));
                })).on(dims(3, 5)).on(dims(2, 4, 2)).on(dims(1, 4)).on(dims(0, 2)).exact();
        row("moveAxis", MoveOp.Permute.class, x -> Shapes.moveAxis(x[0], 0, -1), x -> x[0].permute(1, 2, 0))
                .on(dims(2, 3, 4)).on(dims(2, 0, 1)).exact();
    }

    private void repetitions() {
        row("expand", MoveOp.BroadcastTo.class, x -> Shapes.expand(x[0], 2, 3, -1),
                x -> x[0].broadcastTo(2, 3, x[0].rank() == 0 ? 1 : x[0].dims[x[0].rank() - 1]))
                .on(dims(1, 4)).on(dims(5)).on(dims(3, 2)).on(dims(2, 1, 3)).on(dims(1, 1)).on(dims(0)).exact();
        row("tile", MoveOp.BroadcastTo.class, x -> Shapes.tile(x[0], 2, 3),
                x -> Reference.concat(0, thrice(x[0]), thrice(x[0])))
                .on(dims(2, 2)).on(dims(1, 1)).on(dims(3, 0)).exact();
        row("tile of a vector", MoveOp.BroadcastTo.class, x -> Shapes.tile(x[0], 2, 1, 3),
                x -> Reference.generate(dims(2, 1, 3 * x[0].dims[0]), i -> x[0].at(i[2] % x[0].dims[0])))
                .on(dims(4)).on(dims(1)).exact();
        row("repeatInterleave", MoveOp.BroadcastTo.class, x -> Shapes.repeatInterleave(x[0], 1, 3),
                x -> pick(x[0], 1, thirds(3 * x[0].dims[1])))
                .on(dims(2, 3)).on(dims(2, 2, 2)).on(dims(2, 0)).exact();
        row("repeatInterleave by zeros", MoveOp.BroadcastTo.class, x -> Shapes.repeatInterleave(x[0], 0, 0),
                x -> x[0].slice(0, 0, 0)).on(dims(2, 3)).exact();
        row("meshgrid", MoveOp.BroadcastTo.class, x -> Shapes.meshgrid(x)[1],
                x -> Reference.generate(dims(x[0].dims[0], x[1].dims[0]), i -> x[1].at(i[1])))
                .on(dims(3), dims(2)).on(dims(2), dims(4)).exact();
    }

    private void padding() {
        row("pad with zeros", MoveOp.Pad.class, x -> Shapes.pad(x[0], 1, 2, 1, 0), x -> x[0].pad(1, 2, 1))
                .on(dims(2, 3)).on(dims(2, 0)).exact();
        row("pad with a number", MoveOp.Concat.class, x -> Shapes.pad(x[0], 1, 2, 1, -1.5),
                x -> Reference.generate(with(x[0].dims, 1, x[0].dims[1] + 3),
                        i -> i[1] < 2 || i[1] >= x[0].dims[1] + 2 ? -1.5 : x[0].at(with(i, 1, i[1] - 2))))
                .on(dims(2, 3)).on(dims(2, 0, 2)).exact();
        row("pad by reflection", MoveOp.Strided.class, x -> Shapes.pad(x[0], 0, 2, 1, PadMode.REFLECT),
                x -> pick(x[0], 0, padded(x[0].dims[0], i -> i < 0 ? -i : 2 * x[0].dims[0] - 2 - i)))
                .on(dims(3)).on(dims(4, 2)).exact();
        row("pad by replication", MoveOp.BroadcastTo.class, x -> Shapes.pad(x[0], 0, 2, 1, PadMode.REPLICATE),
                x -> pick(x[0], 0, padded(x[0].dims[0], i -> Math.clamp(i, 0, x[0].dims[0] - 1))))
                .on(dims(1)).on(dims(2, 3)).exact();
        row("pad in a circle", ViewOp.LeadingSlice.class, x -> Shapes.pad(x[0], 0, 2, 1, PadMode.CIRCULAR),
                x -> pick(x[0], 0, padded(x[0].dims[0], i -> Math.floorMod(i, x[0].dims[0]))))
                .on(dims(2)).on(dims(3, 2)).exact();
    }

    private static Reference thrice(Reference x) {
        return Reference.concat(1, x, x, x);
    }

    private static int[] thirds(int n) {
        int[] positions = new int[n];
        for (int i = 0; i < n; i++) {
            positions[i] = i / 3;
        }
        return positions;
    }

    /** Positions -2 to size, those outside the axis mapped into it. */
    private static int[] padded(int size, IntUnaryOperator outside) {
        int[] positions = new int[size + 3];
        for (int k = 0; k < positions.length; k++) {
            int i = k - 2;
            positions[k] = i >= 0 && i < size ? i : outside.applyAsInt(i);
        }
        return positions;
    }

    private static int[] every(int from, int to, int step) {
        List<Integer> positions = new ArrayList<>();
        for (int i = from; step > 0 ? i < to : i > to; i += step) {
            positions.add(i);
        }
        return positions.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The positions named along an axis. */
    private static Reference pick(Reference x, int axis, int... positions) {
        return Reference.generate(with(x.dims, axis, positions.length), i -> x.at(with(i, axis, positions[i[axis]])));
    }

    private static int[] mirrored(int[] index, int[] dims, int... axes) {
        int[] mirror = index.clone();
        for (int axis : axes) {
            mirror[axis] = dims[axis] - 1 - index[axis];
        }
        return mirror;
    }

    private static int[] with(int[] numbers, int at, int number) {
        int[] changed = numbers.clone();
        changed[at] = number;
        return changed;
    }
}
