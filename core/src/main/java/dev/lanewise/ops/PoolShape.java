package dev.lanewise.ops;

import dev.lanewise.tensor.Shape;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which inputs fit a pool, and the shape of what it gives. */
final class PoolShape {
    private static final List<String> LAYOUTS = List.of("[N, C, L]", "[N, C, H, W]", "[N, C, D, H, W]");

    private PoolShape() {}

    /** Refuses an input of another rank, and planes without elements. */
    static void requirePlanes(String name, Shape x, int axes) {
        if (x.rank() != axes + 1 && x.rank() != axes + 2) {
            String layout = LAYOUTS.get(axes - 1);
            throw new IllegalArgumentException(
                    name + ": " + x + ": expected " + layout + " or " + layout.replace("N, ", ""));
        }
        if (x.product(x.rank() - axes, x.rank()) == 0) {
            throw new IllegalArgumentException(name + ": " + x + ": a plane without elements");
        }
    }

    /** The shape of x with other sizes along its last axes. */
    static Shape with(Shape x, List<Integer> sizes) {
        int[] dims = x.dims();
        for (int i = 0; i < sizes.size(); i++) {
            dims[dims.length - sizes.size() + i] = sizes.get(i);
        }
        return Shape.of(dims);
    }

    /** The sizes of the last axes. */
    static List<Integer> last(Shape x, int axes) {
        return IntStream.range(x.rank() - axes, x.rank()).map(x::dim).boxed().toList();
    }

    /** How many planes there are. */
    static int planes(Shape x, int axes) {
        return x.product(0, x.rank() - axes);
    }

    /** One window for each place of a pool; refuses a window that does not fit. */
    static Shape windows(String name, Shape x, Window window) {
        int axes = window.kernel().size();
        requirePlanes(name, x, axes);
        int[] dims = x.dims();
        boolean fits = true;
        for (int i = 0; i < axes; i++) {
            int axis = x.rank() - axes + i;
            long extent = extent(window, i);
            if (2L * window.padding().get(i) > extent) {
                throw new IllegalArgumentException(name + ": padding " + Window.brief(window.padding())
                        + " is more than half of a window that covers " + extents(window));
            }
            long count = count(x.dim(axis), extent, window.stride().get(i), window.padding().get(i), window.ceilMode());
            fits &= count > 0;
            dims[axis] = (int) Math.max(0, Math.min(Integer.MAX_VALUE, count));
        }
        if (!fits) {
            throw new IllegalArgumentException(name + ": a window of " + Window.text(window.kernel())
                    + (Collections.max(window.dilation()) > 1
                            ? " with dilation " + Window.brief(window.dilation())
                            : "")
                    + " does not fit " + x + " padded by " + Window.brief(window.padding())
                    + "; the padded input needs at least " + extents(window));
        }
        for (int i = 0; i < axes; i++) {
            requireElements(name, x, x.rank() - axes + i, dims[x.rank() - axes + i], window, i);
        }
        return Shape.of(dims);
    }

    /** Elements that a window spans along an axis. */
    private static long extent(Window window, int i) {
        return (window.kernel().get(i) - 1L) * window.dilation().get(i) + 1;
    }

    private static String extents(Window window) {
        return IntStream.range(0, window.kernel().size())
                .mapToObj(i -> Long.toString(extent(window, i)))
                .collect(Collectors.joining(" x "));
    }

    /** How many windows an axis has; one that would begin behind the input and its left padding is left out. */
    private static long count(int size, long extent, int stride, int padding, boolean ceilMode) {
        long room = size + 2L * padding - extent;
        long count = Math.floorDiv(room + (ceilMode ? stride - 1L : 0), stride) + 1;
        return ceilMode && (count - 1) * stride >= (long) size + padding ? count - 1 : count;
    }

    /** Refuses a dilated window all of whose elements lie in the padding. */
    private static void requireElements(String name, Shape x, int axis, int count, Window window, int i) {
        int dilation = window.dilation().get(i);
        for (int o = 0; dilation > 1 && o < count; o++) {
            long start = (long) o * window.stride().get(i) - window.padding().get(i);
            long before = start < 0 ? Math.ceilDiv(-start, dilation) : 0;
            if (before >= window.kernel().get(i) || start + before * dilation >= x.dim(axis)) {
                throw new IllegalArgumentException(name + ": window " + o + " along axis " + axis + " of " + x
                        + ", padded by " + Window.brief(window.padding()) + " and dilated by "
                        + Window.brief(window.dilation()) + ", has no element outside the padding");
            }
        }
    }
}
