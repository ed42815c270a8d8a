package dev.lanewise.nn.pool;

import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Window;

/**
 * Puts what a {@link MaxPool1d} found back to where it was, among zeros, as {@link Pooling#maxUnpool} does.
 * <b>Shape</b>: {@code [N, C, L]} or {@code [C, L]}.
 */
public final class MaxUnpool1d extends Unpool<MaxUnpool1d> {
    /** The way back from windows of this size that moved by it. */
    public MaxUnpool1d(int kernel) {
        this(Window.of(kernel));
    }

    /** The way back from windows of this size that moved by a stride. */
    public MaxUnpool1d(int kernel, int stride) {
        this(Window.of(kernel).stride(stride));
    }

    /**
     * The way back from any windows.
     *
     * @throws IllegalArgumentException if the window has numbers for another count of axes
     */
    public MaxUnpool1d(Window window) {
        super("MaxUnpool1d", 1, window, MaxUnpool1d::new);
    }
}
