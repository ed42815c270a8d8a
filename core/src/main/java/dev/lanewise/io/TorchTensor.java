package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.util.Arrays;

/**
 * A tensor of a pickle: which elements of which storage it has.
 *
 * @param storage holds the elements
 * @param type of them
 * @param offset the first, counted in elements
 * @param shape the sizes of the dimensions, none negative
 * @param strides from an element to the next along each dimension, in elements, none negative
 * @param at where the pickle makes it
 */
record TorchTensor(TorchStorage storage, TorchType type, long offset, long[] shape, long[] strides, long at) {

    /** A tensor that is known and not read, such as a sparse one. */
    record Other(String what, long at) {}

    /** How many elements it has, or {@code Long.MAX_VALUE} if there are more. */
    long size() {
        long size = 1;
        for (long dim : shape) {
            if (dim == 0) {
                return 0;
            }
            size = product(size, dim);
        }
        return size;
    }

    /** From the first element to behind the last one, in elements of the storage; at most {@code Long.MAX_VALUE}. */
    long span() {
        if (size() == 0) {
            return 0;
        }
        long span = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            long step = product(shape[axis] - 1, strides[axis]);
            span = span > Long.MAX_VALUE - step ? Long.MAX_VALUE : span + step;
        }
        return span;
    }

    /** Elements of its type that the storage has room for. */
    long room() {
        return storage.bytes() / type.bytes;
    }

    private static long product(long a, long b) {
        return b != 0 && a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }

    /** Whether the elements follow one another in row-major order. */
    boolean isContiguous() {
        long expected = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (shape[axis] != 1 && strides[axis] != expected) {
                return size() == 0;
            }
            expected = product(expected, shape[axis]);
        }
        return true;
    }

    /** For messages, such as {@code of shape [2, 3]}. */
    String described() {
        return type + " of shape " + Printable.brief(Arrays.toString(shape));
    }
}
