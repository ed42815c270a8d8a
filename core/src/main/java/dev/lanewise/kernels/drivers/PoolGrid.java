package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.PoolAxis;
import java.util.Arrays;
import java.util.List;

/**
 * The windows of a pool over the last one, two or three axes of a tensor, the others of which count its planes. Axes
 * that are missing have one element and one window.
 */
public final class PoolGrid {
    private static final int AXES = 3;

    private final PoolAxis[] axes;

    private PoolGrid(PoolAxis[] axes) {
        this.axes = axes;
    }

    /** Windows at equal distances; each list has a number for each axis. */
    public static PoolGrid regular(
            int[] sizes, int[] windows, List<Integer> kernel, List<Integer> stride, List<Integer> padding,
            List<Integer> dilation, boolean countsPadding) {
        PoolAxis[] axes = ones();
        for (int i = 0; i < kernel.size(); i++) {
            int back = kernel.size() - i;
            axes[AXES - back] = regular(
                    sizes[sizes.length - back], windows[windows.length - back], kernel.get(i), stride.get(i),
                    padding.get(i), dilation.get(i), countsPadding);
        }
        return new PoolGrid(axes);
    }

    /** Windows that share the last {@code count} axes out as evenly as possible, and overlap where they must. */
    public static PoolGrid adaptive(int[] sizes, int[] windows, int count) {
        PoolAxis[] axes = ones();
        for (int back = 1; back <= count; back++) {
            axes[AXES - back] = adaptive(sizes[sizes.length - back], windows[windows.length - back]);
        }
        return new PoolGrid(axes);
    }

    private static PoolAxis[] ones() {
        PoolAxis[] axes = new PoolAxis[AXES];
        Arrays.fill(axes, adaptive(1, 1));
        return axes;
    }

    private static PoolAxis adaptive(int size, int windows) {
        if (windows > 0 && size % windows == 0) {
            int kernel = size / windows;
            return regular(size, windows, kernel, kernel, 0, 1, false);
        }
        int[] from = new int[windows];
        int[] to = new int[windows];
        int[] counts = new int[windows];
        for (int o = 0; o < windows; o++) {
            from[o] = (int) ((long) o * size / windows);
            to[o] = (int) Math.ceilDiv((o + 1L) * size, windows);
            counts[o] = to[o] - from[o];
        }
        return new PoolAxis(size, from, to, counts, 1, 0, 0, 0, 0);
    }

    private static PoolAxis regular(
            int size, int windows, int kernel, int stride, int padding, int dilation, boolean countsPadding) {
        int[] from = new int[windows];
        int[] to = new int[windows];
        int[] counts = new int[windows];
        int first = windows;
        int last = 0;
        long extent = (kernel - 1L) * dilation + 1;
        boolean single = dilation >= size; // a step would leave the axis, perhaps the ints
        for (int o = 0; o < windows; o++) {
            long start = (long) o * stride - padding;
            long before = start < 0 ? Math.ceilDiv(-start, dilation) : 0; // elements in the padding
            from[o] = (int) (start + before * dilation);
            to[o] = single ? from[o] + 1 : (int) Math.min(start + extent, size);
            counts[o] = countsPadding
                    ? (int) (Math.min(start + extent, (long) size + padding) - start)
                    : to[o] - from[o];
            if (start >= 0 && start + extent <= size) {
                first = Math.min(first, o);
                last = o + 1;
            }
        }
        return new PoolAxis(
                size, from, to, counts, single ? 1 : dilation, stride, kernel, Math.min(first, last), last);
    }

    /** The windows along the first axis. */
    public PoolAxis depth() {
        return axes[0];
    }

    /** The windows along the second axis. */
    public PoolAxis height() {
        return axes[1];
    }

    /** The windows along the last axis. */
    public PoolAxis width() {
        return axes[2];
    }

    /** How many elements a plane has. */
    public int elements() {
        return axes[0].size() * axes[1].size() * axes[2].size();
    }

    /** How many windows a plane has. */
    public int windows() {
        return axes[0].from().length * axes[1].from().length * axes[2].from().length;
    }
}
