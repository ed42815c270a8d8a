package dev.lanewise.reference;

import dev.lanewise.ops.Patch;
import dev.lanewise.ops.Patches;
import dev.lanewise.tensor.Shapes;

/** Patches of planes, and axes as several. */
final class PatchFixtures extends Fixtures {
    PatchFixtures() {
        on("unfold2d", in -> Patches.unfold2d(in.tensor(0), Patch.of(2)));
        Patch patch = Patch.of(3, 2).dilation(1, 2).padding(1, 2).stride(2, 1);
        on("unfold2d with all settings", in -> Patches.unfold2d(in.tensor(0), patch));
        on("unfold2d without a batch", in -> Patches.unfold2d(in.tensor(0), Patch.of(3).padding(1)));
        on("fold2d", in -> Patches.fold2d(in.tensor(0), 4, 4, Patch.of(2).stride(2)));
        on("fold2d with all settings", in -> Patches.fold2d(in.tensor(0), 4, 3, patch));
        on("fold2d without a batch", in -> Patches.fold2d(in.tensor(0), 3, 4, Patch.of(2)));
        on("unflatten", in -> Shapes.unflatten(in.tensor(0), -2, 3, -1));
    }
}
