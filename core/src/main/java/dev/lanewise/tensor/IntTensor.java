package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.LogicOp;
import dev.lanewise.text.ArrayPrinter;
import java.util.Arrays;

/** A tensor of ints: class labels, indices, counts. Row-major; its values do not change. */
public final class IntTensor implements Value {
    private final int[] data;
    private final Shape shape;
    final long birth = Capture.birth();

    private IntTensor(int[] data, Shape shape) {
        this.data = data;
        this.shape = shape;
    }

    /** {@link Spec#placeholder}. */
    static IntTensor placeholder(Shape shape) {
        return new IntTensor(new int[0], shape);
    }

    /** A vector with a copy of the values. */
    public static IntTensor of(int... values) {
        return new IntTensor(values.clone(), Shape.of(values.length));
    }

    /** A tensor of a given shape with a copy of the values in row-major order. */
    public static IntTensor of(Shape shape, int... values) {
        shape.requireCount("of", values.length);
        return new IntTensor(values.clone(), shape);
    }

    /**
     * A tensor of a given shape that uses the array itself, which the caller must no longer change: a change would
     * alter the tensor and, unnoticed, the gradients of what was computed with it.
     */
    public static IntTensor wrap(int[] data, Shape shape) {
        shape.requireCount("wrap", data.length);
        return new IntTensor(data, shape);
    }

    /**
     * A tensor with a copy of the values of a Java array of any rank, such as {@code int[][][]}.
     *
     * @throws IllegalArgumentException if the array is ragged, or no array of ints
     */
    public static IntTensor ofNested(Object array) {
        Nested nested = new Nested(array, int.class);
        return wrap(nested.copiedTo(new int[nested.shape().size()]), nested.shape());
    }

    /** The ints {@code 0 .. n - 1}. */
    public static IntTensor arange(int n) {
        Shape shape = Shape.of(n);
        return new IntTensor(range(0, 1, shape), shape);
    }

    /** The ints {@code start + i * step} that lie before {@code stop}. */
    public static IntTensor arange(int start, int stop, int step) {
        Shape shape = Shape.of(Fill.count(start, stop, step));
        return new IntTensor(range(start, step, shape), shape);
    }

    private static int[] range(int start, int step, Shape shape) {
        int[] data = new int[shape.size()];
        Arrays.setAll(data, i -> start + i * step);
        return data;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    /** Number of elements. */
    public int size() {
        return shape.size();
    }

    int[] data() {
        return data;
    }

    /** The element at these indices, one for each axis; negative ones count from the end. */
    public int get(int... index) {
        return ThreadState.leaves(this, "get()").data[flatIndex(shape, index)];
    }

    /** The only element. */
    public int item() {
        if (data.length != 1) {
            throw new IllegalArgumentException("item: " + shape + " has " + data.length + " elements, not 1");
        }
        return ThreadState.leaves(this, "item()").data[0];
    }

    /** The values in row-major order, as a copy. */
    public int[] toArray() {
        return ThreadState.leaves(this, "toArray()").data.clone();
    }

    /** The same values in another shape of equal size; one dimension may be -1. */
    public IntTensor reshape(int... dims) {
        return (IntTensor) new LogicOp.ReshapeInts(shape.reshaped(dims)).apply(this)[0];
    }

    /** True where the ints are equal; the shapes must be equal. */
    public BoolTensor eq(IntTensor other) {
        return (BoolTensor) new LogicOp.IntEq().apply(this, other)[0];
    }

    /** The ints as floats ({@index float}; rounded beyond 2<sup>24</sup>). */
    public Tensor toTensor() {
        return new LogicOp.ToFloat().tensor(this);
    }

    static int flatIndex(Shape shape, int[] index) {
        if (index.length != shape.rank()) {
            throw new IndexOutOfBoundsException(
                    "get: " + index.length + " indices for shape " + shape + " with " + shape.rank() + " axes");
        }
        int flat = 0;
        for (int axis = 0; axis < index.length; axis++) {
            int size = shape.dim(axis);
            int i = index[axis] < 0 ? index[axis] + size : index[axis];
            if (i < 0 || i >= size) {
                throw new IndexOutOfBoundsException(
                        "get: index " + index[axis] + " at axis " + axis + " of shape " + shape);
            }
            flat = flat * size + i;
        }
        return flat;
    }

    /** Equal shape and values. */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof IntTensor that && shape.equals(that.shape)
                && Arrays.equals(ThreadState.leaves(this, "equals()").data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(ThreadState.leaves(this, "hashCode()").data);
    }

    /** Printed like NumPy's arrays. */
    @Override
    public String toString() {
        return ArrayPrinter.print(shape.raw(), ThreadState.leaves(this, "toString()").data);
    }
}
