package dev.lanewise.io;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The elements of a tensor in the order of its storage, as far as there is one: for each, where it lies, counted from
 * the first, and its number in row-major order of the shape.
 */
final class TorchOrder {
    private final long[] dims;
    private final long[] strides;
    private final long[] steps; // from an element's number to the next
    private final long[] index;
    private final int last;
    private long place;
    private long number;

    /** Begins at the first of at least one element, in at least one dimension. */
    TorchOrder(long[] shape, long[] strides) {
        this.last = shape.length - 1;
        Integer[] axes = new Integer[shape.length];
        long[] rowMajor = new long[shape.length];
        long step = 1;
        for (int axis = last; axis >= 0; axis--) {
            axes[axis] = axis;
            rowMajor[axis] = step;
            step *= shape[axis];
        }
        Arrays.sort(axes, Comparator.comparingLong(axis -> -strides[axis]));
        this.dims = Arrays.stream(axes).mapToLong(axis -> shape[axis]).toArray();
        this.strides = Arrays.stream(axes).mapToLong(axis -> strides[axis]).toArray();
        this.steps = Arrays.stream(axes).mapToLong(axis -> rowMajor[axis]).toArray();
        this.index = new long[shape.length];
    }

    /** Whether no element lies before one that was given earlier: so it is unless dimensions overlap. */
    boolean isAscending() {
        long extent = 1;
        for (int axis = last; axis >= 0; axis--) {
            if (dims[axis] > 1 && strides[axis] > 0) {
                if (strides[axis] < extent) {
                    return false;
                }
                extent += (dims[axis] - 1) * strides[axis];
            }
        }
        return true;
    }

    /** Where the current element lies. */
    long place() {
        return place;
    }

    /** The number of the current element. */
    long number() {
        return number;
    }

    /** Goes to the next element; behind the last, to the first. */
    void advance() {
        for (int axis = last; axis >= 0; axis--) {
            place += strides[axis];
            number += steps[axis];
            if (++index[axis] < dims[axis]) {
                return;
            }
            index[axis] = 0;
            place -= dims[axis] * strides[axis];
            number -= dims[axis] * steps[axis];
        }
    }
}
