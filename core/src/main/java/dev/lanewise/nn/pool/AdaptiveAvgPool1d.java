package dev.lanewise.nn.pool;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Pooling;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The means of as many windows of the last axis as are asked for. <b>Shape</b>:
 * {@code [N, C, L]} or {@code [C, L]}.
 */
public final class AdaptiveAvgPool1d extends Layer {
    private final @Nullable Integer length;

    /**
     * With an output of this length; 1 is global pooling.
     *
     * @param length of the output, or null for that of the input
     * @throws IllegalArgumentException if it is negative
     */
    public AdaptiveAvgPool1d(@Nullable Integer length) {
        this.length = length == null ? null : Sizes.atLeastZero("AdaptiveAvgPool1d: length", length);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Pooling.adaptiveAvgPool1d(x, length);
    }

    @Override
    public AdaptiveAvgPool1d copy() {
        return copied(() -> new AdaptiveAvgPool1d(length));
    }

    @Override
    protected String describe() {
        return String.valueOf(length);
    }
}
