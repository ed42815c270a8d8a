package dev.lanewise.nn.conv;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Patch;
import dev.lanewise.ops.Patches;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/** Planes as the sum of patches, {@link Patches#fold2d}. */
public final class Fold extends Layer {
    private final int height;
    private final int width;
    private final Patch patch;

    /**
     * To planes of this size.
     *
     * @throws IllegalArgumentException if the patch is null, or a size is not positive
     */
    public Fold(int height, int width, Patch patch) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("Fold: planes of " + height + " x " + width);
        }
        this.height = height;
        this.width = width;
        this.patch = Required.nonNull("Fold: the patch", patch);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Patches.fold2d(x, height, width, patch);
    }

    @Override
    public Fold copy() {
        return copied(() -> new Fold(height, width, patch));
    }

    @Override
    protected String describe() {
        return height + " x " + width + " of " + patch;
    }
}
