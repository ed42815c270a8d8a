package dev.lanewise.tensor;

import dev.lanewise.text.Required;
import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * The sizes of a tensor's dimensions, outermost first. Immutable. Zero-length dimensions and rank 0 (a scalar) are
 * shapes like any other; a shape of more than 2<sup>31</sup>-1 elements is refused.
 */
public final class Shape {
    /** The shape {@code []} of a scalar. */
    public static final Shape SCALAR = new Shape(new int[0]);

    /** How messages begin about sizes that no tensor has. */
    static final String FAULT = "shape [";

    private final int[] dims;
    private final int size;

    private Shape(int[] dims) {
        long product = 1;
        boolean empty = false;
        for (int dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(dims) + ": negative dimension " + dim);
            }
            empty |= dim == 0;
            product = Math.min(Long.MAX_VALUE / Integer.MAX_VALUE, product * Math.max(dim, 1));
        }
        if (!empty && product > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(dims) + ": more than 2147483647 elements do not fit one array");
        }
        this.dims = dims;
        this.size = empty ? 0 : (int) product;
    }

    /**
     * The shape with these dimensions.
     *
     * @throws IllegalArgumentException if a dimension is negative or the product exceeds 2<sup>31</sup>-1
     */
    public static Shape of(int... dims) {
        return Required.nonNull("shape: the array of sizes", dims).length == 0 ? SCALAR : new Shape(dims.clone());
    }

    /** Number of dimensions. */
    public int rank() {
        return dims.length;
    }

    /** Number of elements: the product of the dimensions, 1 for a scalar. */
    public int size() {
        return size;
    }

    /** Size of a dimension; -1 is the last one. */
    public int dim(int axis) {
        return dims[axis(axis)];
    }

    /** The dimensions as a fresh array. */
    public int[] dims() {
        return dims.clone();
    }

    /** The dimensions without a copy, for callers that only read. */
    int[] raw() {
        return dims;
    }

    /**
     * The axis counted from 0 for one that may count from the end (-1 is the last).
     *
     * @throws IndexOutOfBoundsException if there is no such axis
     */
    public int axis(int axis) {
        return axis("", axis);
    }

    /** As {@link #axis(int)}, with a prefix for the message, e.g. {@code "sum: "}. */
    public int axis(String context, int axis) {
        int normal = axis < 0 ? axis + dims.length : axis;
        if (normal < 0 || normal >= dims.length) {
            throw new IndexOutOfBoundsException(
                    context + "axis " + axis + " of shape " + this + " with " + dims.length + " axes");
        }
        return normal;
    }

    /** The index along an axis, counted from 0, for one that may count from the end. */
    int index(String context, int axis, int index) {
        int size = dims[axis(context, axis)];
        int normal = index < 0 ? index + size : index;
        if (normal < 0 || normal >= size) {
            throw new IndexOutOfBoundsException(
                    context + "index " + index + " along axis " + axis + " of shape " + this);
        }
        return normal;
    }

    /** The product of two sizes; refuses one that no axis has. */
    static int times(String op, int a, int b) {
        long product = (long) a * b;
        if (product > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(op + ": an axis would have size " + product + ", more than 2147483647");
        }
        return (int) product;
    }

    /** Where a range along an axis ends, counted from 0, for one that may count from the end; what is beyond stays. */
    int end(int axis, int index) {
        return index < 0 && index >= -dims[axis] ? index + dims[axis] : index;
    }

    /** Refuses an array of values that are not as many as the elements of a shape. */
    static void requireCount(String op, Shape shape, Object array) {
        if (shape == null || array == null) { // callers need not be null-checked
            throw new IllegalArgumentException(
                    op + ": the " + (shape == null ? "shape" : "array of values") + " is null");
        }
        int values = Array.getLength(array);
        if (values != shape.size) {
            throw new IllegalArgumentException(
                    op + ": " + values + " values for shape " + shape + " of " + shape.size + " elements");
        }
    }

    /**
     * Product of the dimensions {@code from .. to - 1}. In a shape without elements it may exceed an int; then this is
     * 2<sup>31</sup>-1, and there is nothing to compute.
     */
    public int product(int from, int to) {
        long product = 1;
        for (int axis = from; axis < to; axis++) {
            if (dims[axis] == 0) {
                return 0;
            }
            product = Math.min(Integer.MAX_VALUE, product * dims[axis]);
        }
        return (int) product;
    }

    /** This shape with one dimension replaced. */
    public Shape with(int axis, int dim) {
        int[] changed = dims.clone();
        changed[axis] = dim;
        return new Shape(changed);
    }

    /** This shape without the dimensions for which {@code drop} is true. */
    public Shape without(boolean... drop) {
        int[] kept = new int[dims.length];
        int rank = 0;
        for (int axis = 0; axis < dims.length; axis++) {
            if (!drop[axis]) {
                kept[rank++] = dims[axis];
            }
        }
        return of(Arrays.copyOf(kept, rank));
    }

    /** This shape with a new axis of size 1 before {@code axis}; -1 puts it last. */
    Shape unsqueezed(String op, int axis) {
        int rank = rank() + 1;
        int at = axis < 0 ? axis + rank : axis;
        if (at < 0 || at >= rank) {
            throw new IndexOutOfBoundsException(op + ": axis " + axis + " for shape " + this);
        }
        int[] longer = new int[rank];
        for (int i = 0; i < rank; i++) {
            longer[i] = i == at ? 1 : dims[i < at ? i : i - 1];
        }
        return new Shape(longer);
    }

    /**
     * This shape with the axes from {@code axis} on merged into one.
     *
     * @throws IllegalArgumentException if that axis would have more than 2<sup>31</sup>-1 entries
     */
    Shape flattened(int axis) {
        int from = axis("flatten: ", axis);
        int[] fewer = Arrays.copyOf(dims, from + 1);
        fewer[from] = product(from, rank());
        Shape flat = new Shape(fewer);
        if (fewer[from] == Integer.MAX_VALUE && size == 0) {
            throw new IllegalArgumentException(
                    "flatten: axes " + from + " to " + (rank() - 1) + " of " + this + " do not fit one axis");
        }
        return flat;
    }

    /**
     * The shape that results from reshaping this one to other dimensions, with a single -1 inferred from the rest.
     *
     * @throws IllegalArgumentException if the sizes do not agree or cannot be inferred
     */
    Shape reshaped(int... others) {
        Required.nonNull("reshape: the array of sizes", others);
        int unknown = -1;
        long known = 1;
        for (int axis = 0; axis < others.length; axis++) {
            if (others[axis] == -1) {
                if (unknown >= 0) {
                    throw new IllegalArgumentException("reshape: more than one -1 in " + Arrays.toString(others));
                }
                unknown = axis;
            } else {
                known *= others[axis];
            }
        }
        int[] full = others.clone();
        if (unknown >= 0) {
            if (known == 0 || size % known != 0) {
                throw new IllegalArgumentException("reshape: " + this + " of " + size
                        + " elements to " + Arrays.toString(others) + ": the -1 cannot be inferred");
            }
            full[unknown] = (int) (size / known);
        }
        Shape shape = of(full);
        if (shape.size != size) {
            throw new IllegalArgumentException("reshape: " + this + " of " + size + " elements to " + shape
                    + " of " + shape.size);
        }
        return shape;
    }

    /**
     * The shape that two shapes broadcast to by NumPy's rules: aligned at the last axis, sizes must be equal or 1.
     *
     * @param op name for the message
     * @throws IllegalArgumentException if they do not broadcast, e.g.
     *     {@code add: [2, 3] and [4] do not broadcast: sizes 3 and 4 at axis -1}
     */
    public static Shape broadcast(String op, Shape a, Shape b) {
        if (a.equals(b)) {
            return a;
        }
        int rank = Math.max(a.rank(), b.rank());
        int[] out = new int[rank];
        for (int back = 1; back <= rank; back++) {
            int p = back <= a.rank() ? a.dims[a.rank() - back] : 1;
            int q = back <= b.rank() ? b.dims[b.rank() - back] : 1;
            if (p != q && p != 1 && q != 1) {
                throw new IllegalArgumentException(
                        op + ": " + a + " and " + b + " do not broadcast: sizes " + p + " and " + q + " at axis -"
                                + back);
            }
            out[rank - back] = p == 1 ? q : p;
        }
        return new Shape(out);
    }

    /**
     * For each element of a shape that this one broadcasts to, in order: the index of the element of this one it
     * repeats.
     */
    public int[] repeatedIn(Shape target) {
        int[] sources = new int[target.size];
        int[] index = new int[target.rank()];
        int extra = target.rank() - rank();
        for (int i = 0; i < sources.length; i++) {
            int source = 0;
            for (int axis = 0; axis < dims.length; axis++) {
                source = source * dims[axis] + (dims[axis] == 1 ? 0 : index[axis + extra]);
            }
            sources[i] = source;
            for (int axis = index.length - 1; axis >= 0 && ++index[axis] == target.dims[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return sources;
    }

    /** Where an element stands in row-major order; negative indices count from the end. */
    int flatIndex(int... index) {
        if (Required.nonNull("get: the array of indices", index).length != rank()) {
            throw new IndexOutOfBoundsException(
                    "get: " + index.length + " indices for shape " + this + " with " + rank() + " axes");
        }
        int flat = 0;
        for (int axis = 0; axis < index.length; axis++) {
            int size = dim(axis);
            int i = index[axis] < 0 ? index[axis] + size : index[axis];
            if (i < 0 || i >= size) {
                throw new IndexOutOfBoundsException(
                        "get: index " + index[axis] + " at axis " + axis + " of shape " + this);
            }
            flat = flat * size + i;
        }
        return flat;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** For example {@code [64, 784]}. */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
