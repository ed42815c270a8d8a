package dev.lanewise.nn.pool;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Pooling;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The largest elements of as many windows of the last three axes as are asked for. <b>Shape</b>:
 * {@code [N, C, D, H, W]} or {@code [C, D, H, W]}.
 */
public final class AdaptiveMaxPool3d extends Layer {
    private final @Nullable Integer depth;
    private final @Nullable Integer height;
    private final @Nullable Integer width;

    /** With a cube as output; 1 is global pooling. */
    public AdaptiveMaxPool3d(int size) {
        this(size, size, size);
    }

    /**
     * With an output of these sizes.
     *
     * @param depth of the output, or null for that of the input
     * @param height likewise
     * @param width likewise
     * @throws IllegalArgumentException if one is negative
     */
    public AdaptiveMaxPool3d(@Nullable Integer depth, @Nullable Integer height, @Nullable Integer width) {
        this.depth = depth == null ? null : Sizes.atLeastZero("AdaptiveMaxPool3d: depth", depth);
        this.height = height == null ? null : Sizes.atLeastZero("AdaptiveMaxPool3d: height", height);
        this.width = width == null ? null : Sizes.atLeastZero("AdaptiveMaxPool3d: width", width);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Pooling.adaptiveMaxPool3d(x, depth, height, width);
    }

    @Override
    public AdaptiveMaxPool3d copy() {
        return copied(() -> new AdaptiveMaxPool3d(depth, height, width));
    }

    @Override
    protected String describe() {
        return depth + " x " + height + " x " + width;
    }
}
