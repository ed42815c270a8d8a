package dev.lanewise.nn.pool;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Window;
import dev.lanewise.tensor.Tensor;

/** The average of each window of the last axis. <b>Shape</b>: {@code [N, C, L]} or {@code [C, L]}. */
public final class AvgPool1d extends Layer {
    private final Window window;
    private final boolean countIncludePad;
    private final int divisorOverride;

    /** With windows of this size that move by it. */
    public AvgPool1d(int kernel) {
        this(Window.of(kernel));
    }

    /** With windows of this size that move by a stride. */
    public AvgPool1d(int kernel, int stride) {
        this(Window.of(kernel).stride(stride));
    }

    /** With any windows without dilation; zeros in the padding count as elements. */
    public AvgPool1d(Window window) {
        this(window, true);
    }

    /**
     * With any windows without dilation; says whether what lies in the padding counts.
     *
     * @throws IllegalArgumentException if the window has numbers for another count of axes
     */
    public AvgPool1d(Window window, boolean countIncludePad) {
        this(window, countIncludePad, 0);
    }

    /**
     * Sums of windows, divided by a number.
     *
     * @throws IllegalArgumentException if it is less than 1, or the window has numbers for another count of axes
     */
    public AvgPool1d(Window window, int divisorOverride) {
        this(window, true, Sizes.divisor("AvgPool1d", divisorOverride));
    }

    private AvgPool1d(Window window, boolean countIncludePad, int divisorOverride) {
        this.window = Sizes.undilated("AvgPool1d", window, 1);
        this.countIncludePad = countIncludePad;
        this.divisorOverride = divisorOverride;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return divisorOverride > 0
                ? Pooling.avgPool1d(x, window, divisorOverride)
                : Pooling.avgPool1d(x, window, countIncludePad);
    }

    @Override
    public AvgPool1d copy() {
        return copied(() -> new AvgPool1d(window, countIncludePad, divisorOverride));
    }

    @Override
    protected String describe() {
        return Sizes.describe(window, countIncludePad, divisorOverride);
    }
}
