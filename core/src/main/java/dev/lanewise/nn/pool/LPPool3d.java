package dev.lanewise.nn.pool;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Window;
import dev.lanewise.tensor.Tensor;

/**
 * The norm of order p of each window of the last three axes, as {@link Pooling#lpPool3d} computes it. <b>Shape</b>:
 * {@code [N, C, D, H, W]} or {@code [C, D, H,
 * W]}.
 */
public final class LPPool3d extends Layer {
    private final double p;
    private final Window window;

    /** Of windows of this size that move by it. */
    public LPPool3d(double p, int kernel) {
        this(p, Window.of(kernel));
    }

    /** Of windows of this size that move by a stride. */
    public LPPool3d(double p, int kernel, int stride) {
        this(p, Window.of(kernel).stride(stride));
    }

    /**
     * Of any windows without dilation.
     *
     * @param p the order, finite and above 0
     * @throws IllegalArgumentException if the order is out of range, or the window has numbers for another count of
     *     axes
     */
    public LPPool3d(double p, Window window) {
        this.p = Sizes.order("LPPool3d", p);
        this.window = Sizes.undilated("LPPool3d", window, 3);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Pooling.lpPool3d(x, p, window);
    }

    @Override
    public LPPool3d copy() {
        return copied(() -> new LPPool3d(p, window));
    }

    @Override
    protected String describe() {
        return "order " + p + ", " + window;
    }
}
