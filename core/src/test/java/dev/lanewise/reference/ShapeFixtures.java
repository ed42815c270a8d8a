package dev.lanewise.reference;

import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shapes;
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
        on("moveAxis", in -> Shapes.moveAxis(in.tensor(0), 0, 2));
        on("tile", in -> Shapes.tile(in.tensor(0), 2, 1, 3));
        on("tile of few", in -> Shapes.tile(in.tensor(0), 2));
        on("repeatInterleave", in -> Shapes.repeatInterleave(in.tensor(0), 0, 2));
        onAll("meshgrid", in -> List.of(Shapes.meshgrid(in.tensors())));
        on("pad", in -> Shapes.pad(in.tensor(0), 1, 2, 1, -1.5));
        on("pad with zeros", in -> Shapes.pad(in.tensor(0), 0, 1, 2, 0));
        for (PadMode mode : PadMode.values()) {
            on("pad " + mode.name().toLowerCase(Locale.ROOT), in -> Shapes.pad(in.tensor(0), 2, 2, 1, mode));
        }
    }
}
