package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.LogicOp;
import dev.lanewise.text.ArrayPrinter;
import dev.lanewise.text.Required;
import java.util.Arrays;

/** A tensor of booleans: the result of a comparison, or a mask. Row-major; its values do not change. */
public final class BoolTensor implements Value {
    private final boolean[] data;
    private final Shape shape;
    final long birth = Capture.birth();

    private BoolTensor(boolean[] data, Shape shape) {
        this.data = data;
        this.shape = shape;
    }

    /** {@link Spec#placeholder}. */
    static BoolTensor placeholder(Shape shape) {
        return new BoolTensor(new boolean[0], shape);
    }

    /** A vector with a copy of the values. */
    public static BoolTensor of(boolean... values) {
        return new BoolTensor(Required.nonNull("of: the array of values", values).clone(), Shape.of(values.length));
    }

    /** A tensor of a given shape with a copy of the values in row-major order. */
    public static BoolTensor of(Shape shape, boolean... values) {
        Shape.requireCount("of", shape, values);
        return new BoolTensor(values.clone(), shape);
    }

    /**
     * A tensor with a copy of the values of a Java array of any rank, such as {@code boolean[][][]}.
     *
     * @throws IllegalArgumentException if the array is ragged, or no array of booleans
     */
    public static BoolTensor ofNested(Object array) {
        Nested nested = new Nested(array, boolean.class);
        return wrap(nested.copiedTo(new boolean[nested.shape().size()]), nested.shape());
    }

    /** A tensor of a given shape that uses the array itself, which the caller must no longer change. */
    public static BoolTensor wrap(boolean[] data, Shape shape) {
        Shape.requireCount("wrap", shape, data);
        return new BoolTensor(data, shape);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    /** Number of elements. */
    public int size() {
        return shape.size();
    }

    boolean[] data() {
        return data;
    }

    /** The element at these indices, one for each axis; negative ones count from the end. */
    public boolean get(int... index) {
        return ThreadState.leaves(this, "get()").data[shape.flatIndex(index)];
    }

    /** The values in row-major order, as a copy. */
    public boolean[] toArray() {
        return ThreadState.leaves(this, "toArray()").data.clone();
    }

    // ---- shape changes

    /** The same values in another shape of equal size; one dimension may be -1. */
    public BoolTensor reshape(int... dims) {
        return Arrange.reshape(this, shape.reshaped(dims));
    }

    /** Merges the axes from {@code axis} on. */
    public BoolTensor flatten(int axis) {
        return Arrange.reshape(this, shape.flattened(axis));
    }

    /** Drops an axis of size 1. */
    public BoolTensor squeeze(int axis) {
        return Arrange.squeeze(this, axis);
    }

    /** Inserts an axis of size 1 before {@code axis}; -1 puts it last. */
    public BoolTensor unsqueeze(int axis) {
        return Arrange.reshape(this, shape.unsqueezed("unsqueeze", axis));
    }

    /**
     * The axes in another order (a copy): axis i of the result is axis {@code order[i]} of this.
     *
     * @throws IllegalArgumentException if {@code order} does not name each axis once
     */
    public BoolTensor permute(int... order) {
        return Arrange.permute(this, order);
    }

    /**
     * Elements {@code from .. to - 1} along an axis ({@index narrow}), as a copy; negative indices count from the end.
     *
     * @throws IndexOutOfBoundsException if the range is not within the axis
     */
    public BoolTensor slice(int axis, int from, int to) {
        return Arrange.slice(this, axis, from, to);
    }

    /** What is at one index of an axis, which is dropped; a negative index counts from the end. */
    public BoolTensor select(int axis, int index) {
        return Arrange.select(this, axis, index);
    }

    /** Repeated along axes of size 1 ({@index expand}, but a copy). */
    public BoolTensor broadcastTo(Shape target) {
        return Arrange.broadcastTo(this, target);
    }

    /**
     * Tensors one after the other along an axis ({@index cat}).
     *
     * @throws IllegalArgumentException if there are none, or they differ in another axis
     */
    public static BoolTensor concat(int axis, BoolTensor... tensors) {
        return Arrange.concat(axis, tensors);
    }

    /**
     * Tensors of one shape along a new axis.
     *
     * @throws IllegalArgumentException if there are none, or their shapes differ
     */
    public static BoolTensor stack(int axis, BoolTensor... tensors) {
        return Arrange.stack(axis, tensors);
    }

    // ---- logic

    /** True where both are ({@index logical_and}); the shapes broadcast. */
    public BoolTensor and(BoolTensor other) {
        return (BoolTensor) new LogicOp.And().apply(this, other)[0];
    }

    /** True where at least one is ({@index logical_or}); the shapes broadcast. */
    public BoolTensor or(BoolTensor other) {
        return not().and(Required.nonNull("or: the other tensor", other).not()).not();
    }

    /** True where this is false ({@index logical_not}). */
    public BoolTensor not() {
        return (BoolTensor) new LogicOp.Not().apply(this)[0];
    }

    /** True where exactly one is ({@index logical_xor}); the shapes broadcast. */
    public BoolTensor xor(BoolTensor other) {
        return (BoolTensor) new LogicOp.Xor().apply(this, other)[0];
    }

    /** True where both are the same; the shapes broadcast. */
    public BoolTensor eq(BoolTensor other) {
        return xor(other).not();
    }

    // ---- conversions

    /** 1 where true, 0 where false ({@index int}). */
    public IntTensor toInts() {
        return (IntTensor) new LogicOp.ToInt().apply(this)[0];
    }

    /** 1 where true, 0 where false ({@index float}). */
    public Tensor toTensor() {
        return new LogicOp.ToFloat().tensor(this);
    }

    /** How many are true ({@index count_nonzero}). */
    public int count() {
        ThreadState.leaves(this, "count()");
        int count = 0;
        for (boolean value : data) {
            count += value ? 1 : 0;
        }
        return count;
    }

    /** Whether at least one is true. */
    public boolean any() {
        return count() > 0;
    }

    /** Whether all are true; true for an empty tensor. */
    public boolean all() {
        return count() == data.length;
    }

    /** Equal shape and values. */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof BoolTensor that && shape.equals(that.shape)
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
