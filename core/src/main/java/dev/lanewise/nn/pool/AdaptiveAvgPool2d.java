package dev.lanewise.nn.pool;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Pooling;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The means of as many windows of the last two axes as are asked for. <b>Shape</b>:
 * {@code [N, C, H, W]} or {@code [C, H, W]}.
 */
public final class AdaptiveAvgPool2d extends Layer {
    private final @Nullable Integer height;
    private final @Nullable Integer width;

    /** With a square as output; 1 is global pooling. */
    public AdaptiveAvgPool2d(int size) {
        this(size, size);
    }

    /**
     * With an output of these sizes.
     *
     * @param height of the output, or null for that of the input
     * @param width likewise
     * @throws IllegalArgumentException if one is negative
     */
    public AdaptiveAvgPool2d(@Nullable Integer height, @Nullable Integer width) {
        this.height = height == null ? null : Sizes.atLeastZero("AdaptiveAvgPool2d: height", height);
        this.width = width == null ? null : Sizes.atLeastZero("AdaptiveAvgPool2d: width", width);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Pooling.adaptiveAvgPool2d(x, height, width);
    }

    @Override
    public AdaptiveAvgPool2d copy() {
        return copied(() -> new AdaptiveAvgPool2d(height, width));
    }

    @Override
    protected String describe() {
        return height + " x " + width;
    }
}
