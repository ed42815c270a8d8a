package dev.lanewise.nn.vision;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Resampling;
import dev.lanewise.tensor.Tensor;

/** Blocks of pixels as channels, {@link Resampling#pixelUnshuffle}. */
public final class PixelUnshuffle extends Layer {
    private final int factor;

    /**
     * With blocks of {@code factor x factor} pixels.
     *
     * @throws IllegalArgumentException if the factor is not positive
     */
    public PixelUnshuffle(int factor) {
        if (factor < 1) {
            throw new IllegalArgumentException("PixelUnshuffle: factor " + factor + " is not positive");
        }
        this.factor = factor;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Resampling.pixelUnshuffle(x, factor);
    }

    @Override
    public PixelUnshuffle copy() {
        return copied(() -> new PixelUnshuffle(factor));
    }

    @Override
    protected String describe() {
        return Integer.toString(factor);
    }
}
