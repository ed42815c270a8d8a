package dev.lanewise.nn.pool;

import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Window;

/**
 * Puts what a {@link MaxPool3d} found back to where it was, among zeros, as {@link Pooling#maxUnpool} does.
 * <b>Shape</b>: {@code [N, C, D, H, W]} or {@code [C, D, H,
 * W]}.
 */
public final class MaxUnpool3d extends Unpool<MaxUnpool3d> {
    /** The way back from windows of this size that moved by it. */
    public MaxUnpool3d(int kernel) {
        this(Window.of(kernel));
    }

    /** The way back from windows of this size that moved by a stride. */
    public MaxUnpool3d(int kernel, int stride) {
        this(Window.of(kernel).stride(stride));
    }

    /**
     * The way back from any windows.
     *
     * @throws IllegalArgumentException if the window has numbers for another count of axes
     */
    public MaxUnpool3d(Window window) {
        super("MaxUnpool3d", 3, window, MaxUnpool3d::new);
    }
}
