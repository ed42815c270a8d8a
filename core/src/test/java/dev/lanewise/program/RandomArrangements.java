package dev.lanewise.program;

import static dev.lanewise.program.RandomRow.axis;
import static dev.lanewise.program.RandomRow.full;
import static dev.lanewise.program.RandomRow.unary;
import static dev.lanewise.program.RandomRow.with;

import dev.lanewise.ops.Interpolation;
import dev.lanewise.ops.Patch;
import dev.lanewise.ops.Patches;
import dev.lanewise.ops.Resampling;
import dev.lanewise.tensor.Diagonals;
import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Elements put elsewhere, left out or repeated. */
final class RandomArrangements {
    private static final List<PadMode> PAD_MODES = List.of(PadMode.values());

    private static final List<Interpolation> KINDS = List.of(
            Interpolation.nearest(), Interpolation.linear(), Interpolation.linear().alignCorners(),
            Interpolation.cubic(), Interpolation.cubic().antialias());

    static final List<RandomRow> ROWS = List.of(
            axis("Shapes.concat", (ops, a) -> {
                int axis = ops.axis(a);
                return Shapes.concat(axis, a, a.slice(axis, 0, a.dim(axis) / 2).mul(2f), a);
            }),
            axis("Shapes.concat of two halves", (ops, a) -> {
                int axis = ops.axis(a);
                int half = a.dim(axis) / 2;
                return Shapes.concat(axis, a.slice(axis, half, a.dim(axis)), a.slice(axis, 0, half));
            }),
            unary("Shapes.stack", x -> Shapes.stack(0, x, x.neg())),
            axis("Shapes.split", (ops, a) -> {
                int axis = ops.axis(a);
                int third = a.dim(axis) / 3;
                Tensor[] parts = Shapes.split(a, axis, third, a.dim(axis) - 2 * third, third);
                return Shapes.concat(axis, parts[2].neg(), parts[1]);
            }),
            full("Shapes.chunk", 1, (ops, a) -> {
                Tensor[] chunks = Shapes.chunk(a, ops.axis(a), 3);
                return chunks[chunks.length - 1].add(chunks[0].mean());
            }),
            full("Shapes.unbind", 1, (ops, a) -> {
                Tensor[] all = Shapes.unbind(a, ops.axis(a));
                return all[0].mul(all[all.length - 1]);
            }),
            axis("Shapes.slice", (ops, a) -> {
                int axis = ops.axis(a);
                return Shapes.slice(a, axis, 0, a.dim(axis), 1 + ops.choose(3));
            }),
            full("Shapes.slice backwards", 1, (ops, a) -> {
                int axis = ops.axis(a);
                return Shapes.slice(a, axis, -1, -a.dim(axis) - 1, -1 - ops.choose(3));
            }),
            full("Shapes.withSlice", 1, (ops, a) -> {
                int axis = ops.axis(a);
                return Shapes.withSlice(a, axis, a.dim(axis) / 2, a.dim(axis), a.mean(true, axis));
            }),
            full("Shapes.unfold", 1, (ops, a) -> {
                int axis = ops.axis(a);
                return Shapes.unfold(a, axis, Math.min(3, a.dim(axis)), 2);
            }),
            axis("Shapes.flip", (ops, a) -> Shapes.flip(a, ops.axis(a))),
            unary("Shapes.flip of all axes", Shapes::flip),
            axis("Shapes.roll", (ops, a) -> Shapes.roll(a, ops.axis(a), ops.choose(9) - 4)),
            full("Shapes.roll of several axes", 2, (ops, a) -> Shapes.roll(
                    a, new int[] {ops.axis(a), ops.axis(a)}, new int[] {1, -2})),
            axis("Shapes.moveAxis", (ops, a) -> Shapes.moveAxis(a, ops.axis(a), ops.axis(a))),
            axis("Shapes.expand", (ops, a) -> {
                int axis = ops.axis(a);
                int[] sizes = new int[a.rank() + 1];
                Arrays.fill(sizes, -1);
                sizes[0] = 2;
                sizes[axis + 1] = 3;
                return Shapes.expand(a.sum(true, axis).mul(0.1f), sizes);
            }),
            with("Shapes.tile", (ops, a) -> Shapes.tile(a, 2, 1 + ops.choose(2))),
            axis("Shapes.repeatInterleave", (ops, a) -> Shapes.repeatInterleave(a, ops.axis(a), ops.choose(4))),
            unary("Shapes.meshgrid", x -> {
                Tensor vector = x.reshape(x.size()).slice(0, 0, Math.min(9, x.size()));
                Tensor[] grids = Shapes.meshgrid(vector, vector.tanh().slice(0, 0, vector.size() / 2));
                return grids[0].mul(grids[1]);
            }),
            axis("Shapes.pad", (ops, a) -> Shapes.pad(a, ops.axis(a), ops.choose(3), 2, ops.choose(2))),
            axis("Shapes.pad by a mode", (ops, a) -> {
                int axis = ops.axis(a);
                int most = Math.min(3, Math.max(0, a.dim(axis) - 1));
                return Shapes.pad(a, axis, ops.choose(most + 1), most, PAD_MODES.get(ops.choose(3)));
            }),
            full("Diagonals.tril", 2, (ops, a) -> Diagonals.tril(a, ops.choose(5) - 2)),
            full("Diagonals.triu", 2, (ops, a) -> Diagonals.triu(a, ops.choose(5) - 2)),
            full("Diagonals.diagonal", 2, (ops, a) -> Diagonals.diagonal(a, ops.choose(3) - 1)),
            full("Diagonals.diagonal of two axes", 2, (_, a) -> Diagonals.diagonal(a, 0, -1, 0)),
            axis("Diagonals.diagEmbed", (ops, a) -> Diagonals.diagEmbed(
                    a.slice(-1, 0, Math.min(4, a.dim(-1))), ops.choose(3) - 1)),
            full("Diagonals.trace", 2, (_, a) -> Diagonals.trace(a)),
            axis("Shapes.unflatten", (ops, a) -> Shapes.unflatten(a, ops.axis(a), 1, -1)),
            full("Resampling.interpolate", 1, (ops, a) -> Resampling.interpolate(
                    plane(a), KINDS.get(ops.choose(KINDS.size())), 1 + ops.choose(9), 1 + ops.choose(9)).flatten(1)),
            full("Resampling.pixelShuffle", 1, (_, a) -> Resampling.pixelShuffle(
                    Shapes.expand(plane(a).squeeze(0), 4, -1, -1), 2)),
            full("Patches.unfold2d", 1, (ops, a) -> Patches.unfold2d(
                    plane(a), Patch.of(2).padding(1).stride(1 + ops.choose(3))).squeeze(0)),
            full("Patches.fold2d", 1, (ops, a) -> {
                Tensor x = plane(a);
                Patch patch = Patch.of(2, 3).padding(1).stride(2).dilation(1, 1 + ops.choose(2));
                Tensor y = x.dim(3) < 3 ? Patches.unfold2d(x, Patch.of(1)) : Patches.unfold2d(x, patch);
                return Patches.fold2d(y, x.dim(2), x.dim(3), x.dim(3) < 3 ? Patch.of(1) : patch);
            }));

    private RandomArrangements() {}

    /** All elements in a plane, one channel of one sample. */
    private static Tensor plane(Tensor x) {
        return x.reshape(1, 1, -1, x.dim(-1));
    }
}
