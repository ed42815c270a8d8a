package dev.lanewise.io;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

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

    /** Begins at the first of several elements; they are in a row along the dimension of the least stride. */
    TorchOrder(long[] shape, long[] strides) {
        long[] rowMajor = new long[shape.length];
        long step = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            rowMajor[axis] = step;
            step *= shape[axis];
        }
        Integer[] axes = IntStream.range(0, shape.length).filter(axis -> shape[axis] > 1).boxed()
                .sorted(Comparator.comparingLong(axis -> -strides[axis])).toArray(Integer[]::new);
        this.last = axes.length - 1;
        this.dims = Arrays.stream(axes).mapToLong(axis -> shape[axis]).toArray();
        this.strides = Arrays.stream(axes).mapToLong(axis -> strides[axis]).toArray();
        this.steps = Arrays.stream(axes).mapToLong(axis -> rowMajor[axis]).toArray();
        this.index = new long[axes.length];
    }

    /** Whether no element lies before one that was given earlier: so it is unless dimensions overlap. */
    boolean isAscending() {
        long extent = 1;
        for (int axis = last; axis >= 0; axis--) {
            if (strides[axis] > 0) {
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

    /** From an element of the row to the place of the next. */
    long stride() {
        return strides[last];
    }

    /** From an element of the row to the number of the next. */
    long step() {
        return steps[last];
    }

    /** How many elements the row has from the current on that lie before a place, at least one. */
    int row(long end) {
        long left = dims[last] - index[last];
        return (int) (strides[last] == 0 ? left : Math.min(left, (end - place - 1) / strides[last] + 1));
    }

    /** Goes on by some elements of the row; behind its last, to the next row. */
    void advance(int count) {
        long by = count;
        for (int axis = last; axis >= 0; axis--) {
            place += by * strides[axis];
            number += by * steps[axis];
            index[axis] += by;
            if (index[axis] < dims[axis]) {
                return;
            }
            index[axis] = 0;
            place -= dims[axis] * strides[axis];
            number -= dims[axis] * steps[axis];
            by = 1;
        }
    }
}
