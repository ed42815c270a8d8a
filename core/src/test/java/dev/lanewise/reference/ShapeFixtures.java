package dev.lanewise.reference;

import dev.lanewise.tensor.Diagonals;
import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Locale;

/** Functions that take apart, repeat and rearrange. */
final class ShapeFixtures extends Fixtures {
    ShapeFixtures() {
        onAll("split", in -> List.of(Shapes.split(in.tensor(0), 1, 2)));
        onAll("split by sizes", in -> List.of(Shapes.split(in.tensor(0), 0, 1, 3)));
        onAll("chunk", in -> List.of(Shapes.chunk(in.tensor(0), 1, 4)));
        onAll("chunk into fewer", in -> List.of(Shapes.chunk(in.tensor(0), 0, 4)));
        onAll("unbind", in -> List.of(Shapes.unbind(in.tensor(0), 1)));
        on("slice in steps", in -> Shapes.slice(in.tensor(0), 1, 1, 6, 2));
        on("withSlice", in -> Shapes.withSlice(in.tensor(0), 1, 1, 3, in.tensor(1)));
        on("flip", in -> Shapes.flip(in.tensor(0), 0, 2));
        on("roll", in -> Shapes.roll(in.tensor(0), 1, -4));
        on("roll of two axes", in -> Shapes.roll(in.tensor(0), new int[] {2, 0}, new int[] {1, -1}));
        on("expand", in -> Shapes.expand(in.tensor(0), 2, -1, 4));
        on("moveAxis", in -> Shapes.moveAxis(in.tensor(0), 0, 2));
        on("tile", in -> Shapes.tile(in.tensor(0), 2, 1, 3));
        on("tile of few", in -> Shapes.tile(in.tensor(0), 2));
        on("repeatInterleave", in -> Shapes.repeatInterleave(in.tensor(0), 0, 2));
        on("repeatInterleave by counts", in -> Shapes.repeatInterleave(in.tensor(0), 1, in.ints(1)));
        on("unfold", in -> Shapes.unfold(in.tensor(0), 1, 3, 2));
        on("transpose of two axes", in -> in.tensor(0).transpose(0, -1));
        on("tril", in -> Diagonals.tril(in.tensor(0), -1));
        on("triu", in -> Diagonals.triu(in.tensor(0), 1));
        on("diagonal", in -> Diagonals.diagonal(in.tensor(0), -1));
        on("diagonal of two axes", in -> Diagonals.diagonal(in.tensor(0), 1, 2, 0));
        on("diagEmbed", in -> Diagonals.diagEmbed(in.tensor(0), 2));
        on("trace", in -> Diagonals.trace(in.tensor(0)));
        on("arange in steps", in -> Tensor.arange(-1.5, 1.25, 0.25));
        on("arange down", in -> Tensor.arange(3, -3, -0.7));
        on("logspace", in -> Tensor.logspace(-2.5, 3, 9));
        on("logspace of base 2", in -> Tensor.logspace(-3, 4.5, 6, 2));
        on("logspace of base -2", in -> Tensor.logspace(0, 3, 4, -2));
        onAll("meshgrid", in -> List.of(Shapes.meshgrid(in.tensors())));
        on("pad", in -> Shapes.pad(in.tensor(0), 1, 2, 1, -1.5));
        on("pad with zeros", in -> Shapes.pad(in.tensor(0), 0, 1, 2, 0));
        for (PadMode mode : PadMode.values()) {
            on("pad " + mode.name().toLowerCase(Locale.ROOT), in -> Shapes.pad(in.tensor(0), 2, 2, 1, mode));
        }
    }
}
