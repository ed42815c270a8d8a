package dev.lanewise.io;

/** Where the elements of a tensor lie, in row-major order of its shape, counted in elements from the first. */
final class TorchOrder {
    private final long[] shape;
    private final long[] strides;
    private final long[] index;
    private final int last;
    private long place;

    /** Begins at the first of at least one element, in at least one dimension. */
    TorchOrder(long[] shape, long[] strides) {
        this.shape = shape;
        this.strides = strides;
        this.index = new long[shape.length];
        this.last = shape.length - 1;
    }

    /** The place of the next element. */
    long next() {
        long here = place;
        place += strides[last];
        if (++index[last] == shape[last]) {
            carry();
        }
        return here;
    }

    private void carry() {
        for (int axis = last; axis >= 0 && index[axis] == shape[axis]; axis--) {
            index[axis] = 0;
            place -= shape[axis] * strides[axis];
            if (axis > 0) {
                index[axis - 1]++;
                place += strides[axis - 1];
            }
        }
    }
}
