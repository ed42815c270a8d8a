package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.IntOp;
import dev.lanewise.tensor.primitives.IntOp.Comparison;
import dev.lanewise.tensor.primitives.IntOp.Function;
import dev.lanewise.tensor.primitives.IntOp.Reduction;
import dev.lanewise.tensor.primitives.LogicOp;
import dev.lanewise.text.ArrayPrinter;
import dev.lanewise.text.Required;
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
        return new IntTensor(Required.nonNull("of: the array of values", values).clone(), Shape.of(values.length));
    }

    /** A tensor of a given shape with a copy of the values in row-major order. */
    public static IntTensor of(Shape shape, int... values) {
        Shape.requireCount("of", shape, values);
        return new IntTensor(values.clone(), shape);
    }

    /**
     * A tensor of a given shape that uses the array itself, which the caller must no longer change: a change would
     * alter the tensor and, unnoticed, the gradients of what was computed with it.
     */
    public static IntTensor wrap(int[] data, Shape shape) {
        Shape.requireCount("wrap", shape, data);
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
        return new IntTensor(Fill.ints(0, 1, shape), shape);
    }

    /** The ints from {@code start} on that lie before {@code stop}. */
    public static IntTensor arange(int start, int stop) {
        return arange(start, stop, 1);
    }

    /** The ints {@code start + i * step} that lie before {@code stop}. */
    public static IntTensor arange(int start, int stop, int step) {
        Shape shape = Shape.of(Fill.count(start, stop, step));
        return new IntTensor(Fill.ints(start, step, shape), shape);
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
        return ThreadState.leaves(this, "get()").data[shape.flatIndex(index)];
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

    // ---- shape changes

    /** The same values in another shape of equal size; one dimension may be -1. */
    public IntTensor reshape(int... dims) {
        return Arrange.reshape(this, shape.reshaped(dims));
    }

    /** Merges the axes from {@code axis} on. */
    public IntTensor flatten(int axis) {
        return Arrange.reshape(this, shape.flattened(axis));
    }

    /** Drops an axis of size 1. */
    public IntTensor squeeze(int axis) {
        return Arrange.squeeze(this, axis);
    }

    /** Inserts an axis of size 1 before {@code axis}; -1 puts it last. */
    public IntTensor unsqueeze(int axis) {
        return Arrange.reshape(this, shape.unsqueezed("unsqueeze", axis));
    }

    /** The axes in another order (a copy): axis i is axis {@code order[i]} of this; each is named once. */
    public IntTensor permute(int... order) {
        return Arrange.permute(this, order);
    }

    /** Elements {@code from .. to - 1} along an axis ({@index narrow}), as a copy; negative ones count from its end. */
    public IntTensor slice(int axis, int from, int to) {
        return Arrange.slice(this, axis, from, to);
    }

    /** What is at one index of an axis, which is dropped; a negative index counts from the end. */
    public IntTensor select(int axis, int index) {
        return Arrange.select(this, axis, index);
    }

    /** Repeated along axes of size 1 ({@index expand}, but a copy). */
    public IntTensor broadcastTo(Shape target) {
        return Arrange.broadcastTo(this, target);
    }

    /**
     * Tensors one after the other along an axis ({@index cat}).
     *
     * @throws IllegalArgumentException if there are none, or they differ in another axis
     */
    public static IntTensor concat(int axis, IntTensor... tensors) {
        return Arrange.concat(axis, tensors);
    }

    /** Tensors of one shape, at least one, along a new axis. */
    public static IntTensor stack(int axis, IntTensor... tensors) {
        return Arrange.stack(axis, tensors);
    }

    // ---- arithmetic, which wraps as in Java

    /** This + other; the shapes broadcast. */
    public IntTensor add(IntTensor other) {
        return zip(Function.ADD, other);
    }

    /** This + other. */
    public IntTensor add(int other) {
        return add(scalar(other));
    }

    /** This - other; the shapes broadcast. */
    public IntTensor sub(IntTensor other) {
        return zip(Function.SUB, other);
    }

    /** This - other. */
    public IntTensor sub(int other) {
        return sub(scalar(other));
    }

    /** This * other; the shapes broadcast. */
    public IntTensor mul(IntTensor other) {
        return zip(Function.MUL, other);
    }

    /** This * other. */
    public IntTensor mul(int other) {
        return mul(scalar(other));
    }

    /** This / other, rounded down ({@index floor_divide}); refuses 0; the shapes broadcast. */
    public IntTensor floorDiv(IntTensor other) {
        return zip(Function.FLOOR_DIV, other);
    }

    /** This / other, rounded down ({@index floor_divide}); refuses 0. */
    public IntTensor floorDiv(int other) {
        return floorDiv(scalar(other));
    }

    /** What {@link #floorDiv} leaves, with the sign of the divisor; refuses 0; the shapes broadcast. */
    public IntTensor remainder(IntTensor other) {
        return zip(Function.REMAINDER, other);
    }

    /** What {@link #floorDiv} leaves, with the sign of the divisor; refuses 0. */
    public IntTensor remainder(int other) {
        return remainder(scalar(other));
    }

    /** The larger of both; the shapes broadcast. */
    public IntTensor maximum(IntTensor other) {
        return zip(Function.MAXIMUM, other);
    }

    /** The smaller of both; the shapes broadcast. */
    public IntTensor minimum(IntTensor other) {
        return zip(Function.MINIMUM, other);
    }

    /** 0 - this; the smallest int stays, as in Java. */
    public IntTensor neg() {
        return scalar(0).sub(this);
    }

    /** The larger of this and {@code 0 - this}; the smallest int stays, as in Java. */
    public IntTensor abs() {
        return maximum(neg());
    }

    /**
     * Limited to {@code low .. high}.
     *
     * @throws IllegalArgumentException if low is larger than high
     */
    public IntTensor clamp(int low, int high) {
        if (low > high) {
            throw new IllegalArgumentException("clamp: low " + low + " is larger than high " + high);
        }
        return maximum(scalar(low)).minimum(scalar(high));
    }

    IntTensor zip(Function function, IntTensor other) {
        return (IntTensor) new IntOp.Zip(function).apply(this, other)[0];
    }

    private static IntTensor scalar(int value) {
        return new IntTensor(new int[] {value}, Shape.SCALAR);
    }

    // ---- comparisons

    /** True where this is equal; the shapes broadcast. */
    public BoolTensor eq(IntTensor other) {
        return compare(Comparison.EQ, this, other);
    }

    /** True where this is equal. */
    public BoolTensor eq(int other) {
        return eq(scalar(other));
    }

    /** True where this is different; the shapes broadcast. */
    public BoolTensor ne(IntTensor other) {
        return compare(Comparison.NE, this, other);
    }

    /** True where this is different. */
    public BoolTensor ne(int other) {
        return ne(scalar(other));
    }

    /** True where this is smaller; the shapes broadcast. */
    public BoolTensor lt(IntTensor other) {
        return compare(Comparison.LT, this, other);
    }

    /** True where this is smaller. */
    public BoolTensor lt(int other) {
        return lt(scalar(other));
    }

    /** True where this is smaller or equal; the shapes broadcast. */
    public BoolTensor le(IntTensor other) {
        return compare(Comparison.LE, this, other);
    }

    /** True where this is smaller or equal. */
    public BoolTensor le(int other) {
        return le(scalar(other));
    }

    /** True where this is larger; the shapes broadcast. */
    public BoolTensor gt(IntTensor other) {
        return compare(Comparison.LT, other, this);
    }

    /** True where this is larger. */
    public BoolTensor gt(int other) {
        return gt(scalar(other));
    }

    /** True where this is larger or equal; the shapes broadcast. */
    public BoolTensor ge(IntTensor other) {
        return compare(Comparison.LE, other, this);
    }

    /** True where this is larger or equal. */
    public BoolTensor ge(int other) {
        return ge(scalar(other));
    }

    private static BoolTensor compare(Comparison comparison, IntTensor a, IntTensor b) {
        return (BoolTensor) new IntOp.Compare(comparison).apply(a, b)[0];
    }

    // ---- reductions: over the named axes, all if none is named

    /** Sum over the named axes, all if none is named; 0 if there are no elements. */
    public IntTensor sum(int... axes) {
        return sum(false, axes);
    }

    /** As {@link #sum(int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public IntTensor sum(boolean keepDim, int... axes) {
        return Axes.of("sum", shape, axes).reduce(this, keepDim, Reduction.SUM);
    }

    /** Product over the named axes, all if none is named; 1 if there are no elements. */
    public IntTensor prod(int... axes) {
        return prod(false, axes);
    }

    /** As {@link #prod(int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public IntTensor prod(boolean keepDim, int... axes) {
        return Axes.of("prod", shape, axes).reduce(this, keepDim, Reduction.PROD);
    }

    /** Largest element ({@index amax}) over the named axes, all if none is named; refuses to choose from none. */
    public IntTensor max(int... axes) {
        return max(false, axes);
    }

    /** As {@link #max(int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public IntTensor max(boolean keepDim, int... axes) {
        return Axes.of("max", shape, axes).reduce(this, keepDim, Reduction.MAX);
    }

    /** Smallest element ({@index amin}) over the named axes, all if none is named; refuses to choose from none. */
    public IntTensor min(int... axes) {
        return min(false, axes);
    }

    /** As {@link #min(int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public IntTensor min(boolean keepDim, int... axes) {
        return Axes.of("min", shape, axes).reduce(this, keepDim, Reduction.MIN);
    }

    // ---- conversions

    /**
     * Floats rounded toward zero ({@index int}).
     *
     * @throws ArithmeticException for NaN, and for a number that no int holds
     */
    public static IntTensor truncated(Tensor x) {
        return (IntTensor) new LogicOp.ToInt().apply(Required.nonNull("truncated: the tensor", x))[0];
    }

    /** The ints as floats ({@index float}; rounded beyond 2<sup>24</sup>). */
    public Tensor toTensor() {
        return new LogicOp.ToFloat().tensor(this);
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
