package dev.lanewise.nn.vision;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Resampling;
import dev.lanewise.tensor.Tensor;

/** Channels as blocks of pixels, {@link Resampling#pixelShuffle}. */
public final class PixelShuffle extends Layer {
    private final int factor;

    /**
     * With blocks of {@code factor x factor} pixels.
     *
     * @throws IllegalArgumentException if the factor is not positive
     */
    public PixelShuffle(int factor) {
        if (factor < 1) {
            throw new IllegalArgumentException("PixelShuffle: factor " + factor + " is not positive");
        }
        this.factor = factor;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Resampling.pixelShuffle(x, factor);
    }

    @Override
    public PixelShuffle copy() {
        return copied(() -> new PixelShuffle(factor));
    }

    @Override
    protected String describe() {
        return Integer.toString(factor);
    }
}
