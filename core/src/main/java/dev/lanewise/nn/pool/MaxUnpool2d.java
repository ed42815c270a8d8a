package dev.lanewise.nn.pool;

import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Window;

/**
 * Puts what a {@link MaxPool2d} found back to where it was, among zeros, as {@link Pooling#maxUnpool} does.
 * <b>Shape</b>: {@code [N, C, H, W]} or {@code [C, H, W]}.
 */
public final class MaxUnpool2d extends Unpool<MaxUnpool2d> {
    /** The way back from windows of this size that moved by it. */
    public MaxUnpool2d(int kernel) {
        this(Window.of(kernel));
    }

    /** The way back from windows of this size that moved by a stride. */
    public MaxUnpool2d(int kernel, int stride) {
        this(Window.of(kernel).stride(stride));
    }

    /**
     * The way back from any windows.
     *
     * @throws IllegalArgumentException if the window has numbers for another count of axes
     */
    public MaxUnpool2d(Window window) {
        super("MaxUnpool2d", 2, window, MaxUnpool2d::new);
    }
}
