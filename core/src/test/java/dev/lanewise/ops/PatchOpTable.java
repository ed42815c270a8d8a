package dev.lanewise.ops;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import java.util.List;

/** Rows for patches of planes. */
final class PatchOpTable extends OpTable {
    private static final List<Patch> PATCHES = List.of(
            Patch.of(2), Patch.of(3).padding(1), Patch.of(2).stride(2), Patch.of(3, 2).stride(1, 2).padding(2, 1),
            Patch.of(2, 3).dilation(2, 1).padding(0, 2).stride(2, 3), Patch.of(1).stride(3), Patch.of(5).padding(4));

    PatchOpTable() {
        for (Patch patch : PATCHES) {
            row("unfold2d by " + patch, PatchOp.Unfold2d.class, x -> Patches.unfold2d(x[0], patch),
                    x -> unfolded(x[0], patch))
                    .on(dims(2, 2, 4, 5)).on(dims(1, 1, 3, 3)).on(dims(0, 2, 4, 5)).on(dims(2, 0, 4, 5))
                    .large(dims(3, 5, 40, 37)).exact();
            row("fold2d to 5 x 6 by " + patch, PatchOp.Fold2d.class, x -> {
                int count = (int) (patch.down(5) * patch.across(6));
                return Patches.fold2d(
                        x[0].broadcastTo(x[0].shape().with(2, count)).mul(x[1].slice(0, 0, count)), 5, 6, patch);
            }, x -> {
                int count = (int) (patch.down(5) * patch.across(6));
                return folded(x[0].broadcastTo(x[0].dims[0], x[0].dims[1], count).zip(x[1].slice(0, 0, count),
                        (a, b) -> a * b), 5, 6, patch);
            }).on(dims(2, 2 * patch.height() * patch.width(), 1), dims(120))
                    .on(dims(0, patch.height() * patch.width(), 1), dims(120));
        }
        Patch patch = Patch.of(3).padding(1);
        row("fold2d to 40 x 37", PatchOp.Fold2d.class, x -> Patches.fold2d(x[0], 40, 37, patch),
                x -> folded(x[0], 40, 37, patch)).large(dims(12, 18, 40 * 37));
        row("unfold2d without a batch", PatchOp.Unfold2d.class, x -> Patches.unfold2d(x[0], patch),
                x -> unfolded(x[0].reshape(1, 2, 3, 4), patch).reshape(18, 12)).on(dims(2, 3, 4)).exact();
        row("fold2d without a batch", PatchOp.Fold2d.class, x -> Patches.fold2d(x[0], 3, 4, patch),
                x -> folded(x[0].reshape(1, 18, 12), 3, 4, patch).reshape(2, 3, 4)).on(dims(18, 12));
    }

    private static Reference unfolded(Reference x, Patch patch) {
        int h = x.dims[2];
        int w = x.dims[3];
        int kernel = patch.height() * patch.width();
        int across = (int) patch.across(w);
        int count = (int) patch.down(h) * across;
        return Reference.generate(dims(x.dims[0], x.dims[1] * kernel, count), i -> {
            int at = i[1] % kernel;
            int row = i[2] / across * patch.strideHeight() + at / patch.width() * patch.dilationHeight()
                    - patch.paddingHeight();
            int column = i[2] % across * patch.strideWidth() + at % patch.width() * patch.dilationWidth()
                    - patch.paddingWidth();
            return row < 0 || row >= h || column < 0 || column >= w ? 0 : x.at(i[0], i[1] / kernel, row, column);
        });
    }

    /** Adds what numbers of the plane an unfolded plane of numbers names. */
    private static Reference folded(Reference x, int h, int w, Patch patch) {
        int kernel = patch.height() * patch.width();
        Reference y = Reference.zeros(x.dims[0], x.dims[1] / kernel, h, w);
        Reference numbers = unfolded(Reference.generate(dims(1, 1, h, w), i -> i[2] * w + i[3] + 1), patch);
        for (int i = 0; i < x.data.length; i++) {
            int[] at = x.index(i);
            int number = (int) numbers.at(0, at[1] % kernel, at[2]);
            if (number > 0) {
                y.data[(at[0] * y.dims[1] + at[1] / kernel) * h * w + number - 1] += x.data[i];
            }
        }
        return y;
    }
}
