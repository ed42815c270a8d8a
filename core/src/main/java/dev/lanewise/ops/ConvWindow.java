package dev.lanewise.ops;

import dev.lanewise.kernels.conv.Geometry;
import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.Collections;
import java.util.List;

/**
 * How the kernel of a convolution moves over axes of its input, one number for each axis.
 *
 * @param stride distance between neighbouring positions
 * @param before zeros before the first element
 * @param after zeros after the last element
 * @param dilation distance between neighbouring elements of the kernel
 * @param groups of channels and filters
 */
public record ConvWindow(List<Integer> stride, List<Integer> before, List<Integer> after, List<Integer> dilation,
        int groups) {
    static final int AXES = 3;

    /** The window of options over so many axes; for padding "same", the kernel's sizes say how much that is. */
    static ConvWindow of(String op, ConvOptions options, int axes, Shape weight) {
        List<Integer> stride = spread(op, "stride", options.stride, axes);
        List<Integer> dilation = spread(op, "dilation", options.dilation, axes);
        if (!options.same) {
            List<Integer> padding = spread(op, "padding", options.padding, axes);
            return new ConvWindow(stride, padding, padding, dilation, options.groups);
        }
        if (!stride.equals(Collections.nCopies(axes, 1))) {
            throw new IllegalArgumentException(op + ": padding same with stride " + Window.text(stride)
                    + ": it is defined for stride 1 only; pad by numbers, or Shapes.pad before");
        }
        Integer[] before = new Integer[axes];
        Integer[] after = new Integer[axes];
        for (int axis = 0; axis < axes; axis++) {
            int all = requireInt(op, "padding same adds", dilation.get(axis) * (weight.dim(2 + axis) - 1L));
            before[axis] = all / 2;
            after[axis] = all - all / 2;
        }
        return new ConvWindow(stride, List.of(before), List.of(after), dilation, options.groups);
    }

    /** A number for each axis. */
    static List<Integer> spread(String op, String name, List<Integer> numbers, int axes) {
        if (numbers.size() == axes) {
            return numbers;
        }
        if (numbers.size() != 1) {
            throw new IllegalArgumentException(
                    op + ": " + name + " " + Window.text(numbers) + ": expected one number"
                            + (axes == 1 ? "" : ", or one for each of " + axes + " axes"));
        }
        return Collections.nCopies(axes, numbers.getFirst());
    }

    /** A size that has to be an int. */
    static int requireInt(String op, String what, long size) {
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    op + ": " + what + " " + size + " elements along an axis, more than " + Integer.MAX_VALUE);
        }
        return (int) size;
    }

    /** A batch of images with what this window adds to them, put there by a mode. */
    Tensor pad(String op, Tensor batch, PadMode mode) {
        Tensor padded = batch;
        for (int axis = 0; axis < axes(); axis++) {
            try {
                padded = Shapes.pad(padded, 2 + axis, before.get(axis), after.get(axis), mode);
            } catch (IllegalArgumentException fault) {
                throw new IllegalArgumentException(op + ": " + fault.getMessage(), fault);
            }
        }
        return padded;
    }

    /** This window over what {@link #pad} gives. */
    ConvWindow unpadded() {
        List<Integer> none = Collections.nCopies(axes(), 0);
        return new ConvWindow(stride, none, none, dilation, groups);
    }

    int axes() {
        return stride.size();
    }

    /** By how much a transposed convolution can make its result larger than the smallest. */
    int mostExtra(int axis) {
        return Math.max(stride.get(axis), dilation.get(axis)) - 1;
    }

    /** Elements that the kernel spans along an axis. */
    long span(int axis, int kernel) {
        return (kernel - 1L) * dilation.get(axis) + 1;
    }

    /** Size of the input along an axis with its padding. */
    long padded(int axis, int size) {
        return (long) size + before.get(axis) + after.get(axis);
    }

    /** Positions of the kernel along an axis; none if it does not fit. */
    long positions(int axis, int size, int kernel) {
        return Math.max(0, Math.floorDiv(padded(axis, size) - span(axis, kernel), stride.get(axis)) + 1);
    }

    /** The sizes for the kernels, of input {@code [N, C, in]}, weight {@code [O, C / G, kernel]} and result. */
    Geometry geometry(Shape x, Shape w, Shape y) {
        return Geometry.of(groups, stride, before, dilation, x.dims(), w.dims(), y.dims());
    }

    /** The numbers that are not the usual ones, for listings. */
    @Override
    public String toString() {
        return "stride " + stride + ", padding " + before + (after.equals(before) ? "" : " and " + after)
                + ", dilation " + dilation + ", groups " + groups;
    }
}
