package dev.lanewise.nn.conv;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Patch;
import dev.lanewise.ops.Patches;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/** Patches of planes as columns, {@link Patches#unfold2d}. */
public final class Unfold extends Layer {
    private final Patch patch;

    /** With square patches, each beginning beside the one before. */
    public Unfold(int size) {
        this(Patch.of(size));
    }

    /** With patches of any kind. */
    public Unfold(Patch patch) {
        this.patch = Required.nonNull("Unfold: the patch", patch);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Patches.unfold2d(x, patch);
    }

    @Override
    public Unfold copy() {
        return copied(() -> new Unfold(patch));
    }

    @Override
    protected String describe() {
        return patch.toString();
    }
}
