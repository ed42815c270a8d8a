package dev.lanewise.ops;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/** Planes as patches, which may overlap, and back. */
public final class Patches {
    private Patches() {}

    /**
     * Patches of planes as columns ({@index im2col}; PyTorch's functional {@code unfold}, while the method of tensors
     * is {@link dev.lanewise.tensor.Shapes#unfold}). <b>Shape</b>: {@code [N, C, H, W] -> [N, C height width,
     * patches]}, or both without N, with the height and width of a patch; a column is a patch, the channels one after
     * the other and row by row, and the patches follow each other row by row.
     *
     * @throws IllegalArgumentException if an argument is null, the rank does not fit, or no patch does
     */
    public static Tensor unfold2d(Tensor x, Patch patch) {
        Required.nonNull("unfold2d: the patch", patch);
        int rank = Required.nonNull("unfold2d: the tensor", x).rank();
        if (rank != 3 && rank != 4) {
            throw new IllegalArgumentException("unfold2d: " + x.shape() + ": expected [N, C, H, W] or [C, H, W]");
        }
        PatchOp op = new PatchOp.Unfold2d(patch);
        return rank == 4 ? op.tensor(x) : op.tensor(x.unsqueeze(0)).squeeze(0);
    }

    /**
     * Planes as the sum of patches ({@index col2im}, {@index fold}): the columns that {@link #unfold2d} gives are added
     * where they came from, so that elements in several patches are multiplied by their number. <b>Shape</b>:
     * {@code [N, C patchHeight patchWidth, patches] -> [N, C, height, width]}, or both without N.
     *
     * @throws IllegalArgumentException if an argument is null, or the shape is not that of patches of such planes
     */
    public static Tensor fold2d(Tensor x, int height, int width, Patch patch) {
        Required.nonNull("fold2d: the patch", patch);
        int rank = Required.nonNull("fold2d: the tensor", x).rank();
        if (rank != 2 && rank != 3) {
            throw new IllegalArgumentException("fold2d: " + x.shape() + ": expected [N, C * "
                    + (long) patch.height() * patch.width() + ", patches], or without N");
        }
        PatchOp op = new PatchOp.Fold2d(patch, height, width);
        return rank == 3 ? op.tensor(x) : op.tensor(x.unsqueeze(0)).squeeze(0);
    }
}
