package dev.lanewise.nn.pool;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Window;
import dev.lanewise.tensor.Tensor;

/**
 * The largest element of each window of the last three axes. <b>Shape</b>: {@code [N, C, D, H, W]} or {@code [C, D, H,
 * W]}.
 */
public final class MaxPool3d extends Layer {
    private final Window window;

    /** With windows of this size that move by it. */
    public MaxPool3d(int kernel) {
        this(Window.of(kernel));
    }

    /** With windows of this size that move by a stride. */
    public MaxPool3d(int kernel, int stride) {
        this(Window.of(kernel).stride(stride));
    }

    /**
     * With any windows.
     *
     * @throws IllegalArgumentException if they have numbers for another count of axes
     */
    public MaxPool3d(Window window) {
        this.window = Sizes.window("MaxPool3d", window, 3);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Pooling.maxPool3d(x, window);
    }

    /**
     * The same, with the places of the elements in their planes ({@index return_indices}), for a {@link MaxUnpool3d}.
     *
     * @throws IllegalArgumentException if the input is null or does not fit; the message begins with the layer's path
     */
    public Pooling.MaxPool withIndices(Tensor x) {
        return call(() -> Pooling.maxPool3dWithIndices(x, window), x);
    }

    @Override
    public MaxPool3d copy() {
        return copied(() -> new MaxPool3d(window));
    }

    @Override
    protected String describe() {
        return window.toString();
    }
}
