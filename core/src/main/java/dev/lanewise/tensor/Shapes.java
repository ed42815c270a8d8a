package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.MoveOp;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Functions that join, take apart, repeat or rearrange tensors, beyond the methods of {@link Tensor}. They copy (parts
 * of the leading axis share storage), and gradients flow back to where the elements came from.
 */
public final class Shapes {
    private Shapes() {}

    // ---- joining and taking apart

    /**
     * Tensors one after the other along an axis ({@index cat}).
     *
     * @throws IllegalArgumentException if there are none, or they differ in another axis
     */
    public static Tensor concat(int axis, Tensor... tensors) {
        requireEach("concat", tensors);
        int at = tensors.length == 0 ? axis : tensors[0].shape().axis("concat: ", axis);
        return new MoveOp.Concat(at).tensor(tensors);
    }

    /**
     * Tensors of one shape along a new axis.
     *
     * @throws IllegalArgumentException if there are none, or their shapes differ
     */
    public static Tensor stack(int axis, Tensor... tensors) {
        requireEach("stack", tensors);
        return concat(
                axis, Arrays.stream(tensors).map(t -> t.reshape(t.shape().unsqueezed("stack", axis)))
                        .toArray(Tensor[]::new));
    }

    /**
     * The parts of a tensor along an axis. One size gives parts of that size, the last one smaller if it does not
     * divide the axis; several are the sizes of the parts.
     *
     * {@snippet :
     * Tensor x = Tensor.arange(10);
     * Tensor[] fours = Shapes.split(x, 0, 4);      // [0 1 2 3], [4 5 6 7], [8 9]
     * Tensor[] two = Shapes.split(x, 0, 3, 7);     // [0 1 2], [3 4 5 6 7 8 9]
     * }
     *
     * @throws IllegalArgumentException if there is no size, one is negative (or 0 if it is the only one), or several do
     *     not add up to the size of the axis
     */
    public static Tensor[] split(Tensor x, int axis, int... sizes) {
        int at = axis("split", x, axis);
        int size = x.dim(at);
        if (Required.nonNull("split: the array of sizes", sizes).length == 1) {
            if (sizes[0] < 1) {
                throw new IllegalArgumentException("split: parts of size " + sizes[0]);
            }
            return parts(x, at, Math.max(1, Math.ceilDiv(size, sizes[0])), i -> sizes[0]);
        }
        long sum = 0;
        for (int part : sizes) {
            if (part < 0) {
                throw new IllegalArgumentException("split: sizes " + Arrays.toString(sizes) + ": " + part
                        + " is negative");
            }
            sum += part;
        }
        if (sizes.length == 0 || sum != size) {
            throw new IllegalArgumentException("split: sizes " + Arrays.toString(sizes) + " add up to " + sum
                    + ", axis " + axis + " of " + x.shape() + " has size " + size);
        }
        return parts(x, at, sizes.length, i -> sizes[i]);
    }

    /**
     * As {@link #split} into parts of equal size, the last ones smaller or missing if the axis is not a multiple: 7
     * elements in 4 chunks are 2, 2, 2, 1, and 5 in 4 are 2, 2, 1. All parts of an empty axis are empty.
     *
     * @throws IllegalArgumentException if {@code chunks} is not positive
     */
    public static Tensor[] chunk(Tensor x, int axis, int chunks) {
        int at = axis("chunk", x, axis);
        if (chunks < 1) {
            throw new IllegalArgumentException("chunk: " + chunks + " chunks");
        }
        return x.dim(at) == 0 ? parts(x, at, chunks, _ -> 0) : split(x, at, Math.ceilDiv(x.dim(at), chunks));
    }

    /** The sub-tensors at each index of an axis, which is dropped. */
    public static Tensor[] unbind(Tensor x, int axis) {
        int at = axis("unbind", x, axis);
        return IntStream.range(0, x.dim(at)).mapToObj(i -> x.select(at, i)).toArray(Tensor[]::new);
    }

    private static Tensor[] parts(Tensor x, int axis, int count, IntFunction<Integer> size) {
        Tensor[] parts = new Tensor[count];
        int from = 0;
        for (int i = 0; i < count; i++) {
            int to = Math.min(x.dim(axis), from + size.apply(i));
            parts[i] = x.slice(axis, from, to);
            from = to;
        }
        return parts;
    }

    // ---- parts

    /**
     * Every {@code step}-th element along an axis, from {@code from} on and before {@code to}, as Python's {@code
     * x[from:to:step]}: negative indices count from the end, and a negative step goes backwards. Other than there,
     * indices beyond the ends are refused; {@code to = -size - 1} is before the first element, for negative steps.
     *
     * {@snippet :
     * Tensor x = Tensor.arange(6);
     * Tensor odd = Shapes.slice(x, 0, 1, 6, 2);         // [1 3 5]
     * Tensor down = Shapes.slice(x, 0, -1, 1, -2);      // [5 3]
     * }
     *
     * @throws IllegalArgumentException if {@code step} is 0
     * @throws IndexOutOfBoundsException if an index is beyond the ends
     */
    public static Tensor slice(Tensor x, int axis, int from, int to, int step) {
        int at = axis("slice", x, axis);
        int size = x.dim(at);
        int start = from < 0 ? from + size : from;
        int stop = to < 0 ? to + size : to;
        if (step == 0) {
            throw new IllegalArgumentException("slice: a step of 0 along axis " + axis + " of " + x.shape());
        }
        boolean within = step > 0
                ? start >= 0 && start <= size && stop >= 0 && stop <= size
                : start >= -1 && start < Math.max(size, 1) && stop >= -1 && stop < Math.max(size, 1);
        if (!within) {
            throw new IndexOutOfBoundsException("slice: " + from + " to " + to + " in steps of " + step
                    + " along axis " + axis + " of shape " + x.shape());
        }
        long span = step > 0 ? (long) stop - start : (long) start - stop;
        int count = size == 0 ? 0 : (int) Math.max(0, Math.ceilDiv(span, Math.abs((long) step)));
        return step == 1
                ? x.slice(at, start, Math.max(start, stop))
                : new MoveOp.Strided(at, count == 0 ? 0 : start, step, count).tensor(x);
    }

    /**
     * A new tensor with the elements {@code from .. to - 1} along an axis replaced ({@index slice_scatter}); negative
     * indices count from the end.
     *
     * @param values has the shape of the slice, or broadcasts to it
     * @throws IndexOutOfBoundsException if the range is not within the axis
     * @throws IllegalArgumentException if the values do not fit
     */
    public static Tensor withSlice(Tensor x, int axis, int from, int to, Tensor values) {
        int at = axis("withSlice", x, axis);
        int start = x.shape().end(at, from);
        int stop = x.shape().end(at, to);
        Shape part = MoveOp.slice(x.shape(), at, start, stop)[0].shape();
        if (!Shape.broadcast("withSlice", Required.nonNull("withSlice: the values", values).shape(), part)
                .equals(part)) {
            throw new IllegalArgumentException(
                    "withSlice: values " + values.shape() + " do not broadcast to the slice " + part);
        }
        return concat(at, x.slice(at, 0, start), values.broadcastTo(part), x.slice(at, stop, x.dim(at)));
    }

    /**
     * Windows of {@code size} elements along an axis, each {@code step} elements after the one before. <b>Shape</b>:
     * the axis counts the windows, {@code (its size - size) / step + 1}, and a new last axis holds their elements. The
     * gradients of an element in several windows are added in the order of the windows.
     *
     * @throws IllegalArgumentException if {@code step} is not positive, or {@code size} not within the axis
     */
    public static Tensor unfold(Tensor x, int axis, int size, int step) {
        int at = axis("unfold", x, axis);
        if (size < 0 || size > x.dim(at) || step < 1) {
            throw new IllegalArgumentException("unfold: windows of " + size + " in steps of " + step + " along axis "
                    + axis + " of " + x.shape());
        }
        Shape windows = Shape.of((x.dim(at) - size) / step + 1, size);
        int[] source = new int[windows.size()];
        Arrays.setAll(source, i -> i / size * step + i % size);
        return moveAxis(Indexing.take(x, at, IntTensor.wrap(source, windows)), at + 1, -1);
    }

    /**
     * An axis as several, in row-major order; one size may be -1 and follows from the others. Shares storage.
     *
     * @throws IllegalArgumentException if there are no sizes, or they are not those of the axis' elements
     */
    public static Tensor unflatten(Tensor x, int axis, int... sizes) {
        int at = axis("unflatten", x, axis);
        Shape parts = divided(x.shape(), at, Required.nonNull("unflatten: the array of sizes", sizes));
        int[] dims = new int[x.rank() - 1 + parts.rank()];
        int[] all = x.shape().raw();
        System.arraycopy(all, 0, dims, 0, at);
        System.arraycopy(parts.raw(), 0, dims, at, parts.rank());
        System.arraycopy(all, at + 1, dims, at + parts.rank(), all.length - at - 1);
        return x.reshape(Shape.of(dims));
    }

    /** An axis as several. */
    private static Shape divided(Shape shape, int axis, int... sizes) {
        int size = shape.dim(axis);
        int unknown = -1;
        long known = 1;
        boolean fits = sizes.length > 0;
        for (int i = 0; i < sizes.length && fits; i++) {
            fits = sizes[i] >= 0 || sizes[i] == -1 && unknown < 0;
            unknown = sizes[i] == -1 ? i : unknown;
            known = sizes[i] == -1 ? known : Math.min(Integer.MAX_VALUE + 1L, known * sizes[i]);
        }
        fits = fits && (unknown < 0 ? known == size : known > 0 && size % known == 0);
        if (!fits) {
            throw new IllegalArgumentException("unflatten: axis " + axis + " of " + shape + " has size " + size
                    + ", which is not " + Arrays.toString(sizes));
        }
        int[] parts = sizes.clone();
        if (unknown >= 0) {
            parts[unknown] = (int) (size / known);
        }
        return Shape.of(parts);
    }

    // ---- other orders

    /** The elements in opposite order along the named axes, all if none is named. */
    public static Tensor flip(Tensor x, int... axes) {
        Axes.of("flip", Required.nonNull("flip: the tensor", x).shape(), axes);
        int[] named = axes.length == 0 ? IntStream.range(0, x.rank()).toArray() : axes;
        Tensor y = named.length == 0 ? Repetition.once(x) : x;
        for (int axis : named) {
            int at = axis("flip", x, axis);
            y = new MoveOp.Strided(at, x.dim(at) - 1, -1, x.dim(at)).tensor(y);
        }
        return y;
    }

    /** The elements moved by {@code shift} places along an axis; those that leave at one end enter at the other. */
    public static Tensor roll(Tensor x, int axis, int shift) {
        int at = axis("roll", x, axis);
        int size = x.dim(at);
        int by = size == 0 ? 0 : Math.floorMod(shift, size);
        return concat(at, x.slice(at, size - by, size), x.slice(at, 0, size - by));
    }

    /**
     * As {@link #roll(Tensor, int, int)} along several axes, one after the other.
     *
     * @param shifts one for each axis
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static Tensor roll(Tensor x, int[] axes, int[] shifts) {
        Required.nonNull("roll: the tensor", x);
        int count = Required.nonNull("roll: the array of axes", axes).length;
        if (Required.nonNull("roll: the array of shifts", shifts).length != count) {
            throw new IllegalArgumentException("roll: " + shifts.length + " shifts for " + count + " axes");
        }
        Tensor y = count == 0 ? Repetition.once(x) : x;
        for (int i = 0; i < count; i++) {
            y = roll(y, axes[i], shifts[i]);
        }
        return y;
    }

    /** One axis moved to another place; the others keep their order ({@index movedim}). */
    public static Tensor moveAxis(Tensor x, int from, int to) {
        int source = axis("moveAxis", x, from);
        int target = axis("moveAxis", x, to);
        int[] order = new int[x.rank()];
        for (int i = 0, next = 0; i < order.length; i++) {
            next += next == source ? 1 : 0;
            order[i] = i == target ? source : next++;
        }
        return x.permute(order);
    }

    // ---- repetition

    /**
     * Repeated along axes of size 1, as {@link Tensor#broadcastTo}, but with sizes of which -1 keeps that of an axis.
     * More sizes than axes add axes in front.
     *
     * @throws IllegalArgumentException if a size is neither that of the axis nor -1, unless the axis has size 1 or is
     *     added
     */
    public static Tensor expand(Tensor x, int... sizes) {
        return Repetition.expand(
                Required.nonNull("expand: the tensor", x), Required.nonNull("expand: the array of sizes", sizes));
    }

    /**
     * Copies side by side, {@code times} for each axis ({@index repeat}). Fewer numbers than axes count for the last
     * axes, more add axes in front.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public static Tensor tile(Tensor x, int... times) {
        return Repetition.tile(
                Required.nonNull("tile: the tensor", x), Required.nonNull("tile: the array of times", times));
    }

    /**
     * Each element repeated along an axis, {@code a a b b c c} ({@index repeat_interleave}).
     *
     * @throws IllegalArgumentException if {@code times} is negative
     */
    public static Tensor repeatInterleave(Tensor x, int axis, int times) {
        return Repetition.each(x, axis("repeatInterleave", x, axis), times);
    }

    /**
     * As {@link #repeatInterleave(Tensor, int, int)}, each element as often as its count says. The counts decide the
     * shape, so a capture refuses this.
     *
     * @param counts a vector, one for each element of the axis
     * @throws IllegalArgumentException if there are more or fewer, one is negative, or the sum is too large
     */
    public static Tensor repeatInterleave(Tensor x, int axis, IntTensor counts) {
        return Repetition.each(x, axis("repeatInterleave", x, axis), counts);
    }

    /**
     * The grid of vectors: output i has the shape {@code [n_0, n_1, ...]} of all lengths, and the elements of vector i
     * along axis i ({@code indexing="ij"}).
     *
     * @throws IllegalArgumentException if one is no vector
     */
    public static Tensor[] meshgrid(Tensor... vectors) {
        requireEach("meshgrid", vectors);
        for (int i = 0; i < vectors.length; i++) {
            if (vectors[i].rank() != 1) {
                throw new IllegalArgumentException("meshgrid: tensor " + i + " " + vectors[i].shape()
                        + " is no vector");
            }
        }
        Shape grid = Shape.of(Arrays.stream(vectors).mapToInt(Tensor::size).toArray());
        Tensor[] grids = new Tensor[vectors.length];
        for (int i = 0; i < grids.length; i++) {
            int[] dims = new int[vectors.length];
            Arrays.fill(dims, 1);
            dims[i] = vectors[i].size();
            grids[i] = Repetition.broadcast(vectors[i].reshape(dims), grid);
        }
        return grids;
    }

    // ---- padding

    /**
     * A number put before and after along an axis ({@code constant_pad_nd}). For several axes call it for each.
     *
     * @throws IllegalArgumentException if a count is negative
     */
    public static Tensor pad(Tensor x, int axis, int before, int after, double value) {
        return Padding.constant(x, axis("pad", x, axis), before, after, value);
    }

    /**
     * Elements of the tensor put before and after along an axis. For several axes call it for each.
     *
     * @throws IllegalArgumentException if a count is negative, or larger than the mode allows: the size of the axis for
     *     {@code CIRCULAR}, one less for {@code REFLECT}, any for {@code REPLICATE} if the axis is not empty
     */
    public static Tensor pad(Tensor x, int axis, int before, int after, PadMode mode) {
        return Padding.by(Required.nonNull("pad: the mode", mode), x, axis("pad", x, axis), before, after);
    }

    // ---- checks

    /** An axis of a tensor, counted from the first; refuses null, and an axis that it does not have. */
    static int axis(String function, Tensor x, int axis) {
        return Required.nonNull(function + ": the tensor", x).shape().axis(function + ": ", axis);
    }

    /** Refuses null in the place of an array of tensors, or of one of them. */
    static void requireEach(String function, Value[] tensors) {
        Required.nonNull(function + ": the array of tensors", tensors);
        for (int i = 0; i < tensors.length; i++) {
            Required.nonNull(function + ": tensor " + i, tensors[i]);
        }
    }
}
