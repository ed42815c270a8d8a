package dev.lanewise.tensor;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The values that an op is run on, and the permission to touch their memory: only engines make operands (the funnel,
 * and programs through {@link Bound}), and apart from copies there is no other way from a tensor to its elements.
 * {@link Op#run} gets one object for the inputs, which it reads, and one for the outputs, which it fills; of the inputs
 * it writes only to those that {@link Op#writes} names.
 *
 * <p>Values lie in row-major order on arrays that other tensors may share: those of operand i are the {@link
 * #size(int)} elements of its array from {@link #offset(int)} on. The arrays are valid until {@code run} returns.
 */
public final class Operands {
    private final Value[] values;

    /** Operands in an array that the engine may refill between runs. */
    Operands(Value... values) {
        this.values = values;
    }

    /** How many there are. */
    public int count() {
        return values.length;
    }

    /** Operand i as a whole, for ops composed of other ops. */
    public Value value(int i) {
        return values[i];
    }

    /** The shape of operand i. */
    public Shape shape(int i) {
        return values[i].shape();
    }

    /** The sizes of the dimensions of operand i; not a copy, so they must not be changed. */
    public int[] dims(int i) {
        return values[i].shape().raw();
    }

    /** Number of elements of operand i. */
    public int size(int i) {
        return values[i].shape().size();
    }

    /** The array that holds the floats of operand i. */
    public float[] data(int i) {
        return ((Tensor) values[i]).data();
    }

    /**
     * As {@link #data}, for an op that writes all elements of operand i before it reads any: what a device has newer of
     * them is not fetched.
     */
    public float[] dataToOverwrite(int i) {
        Tensor x = (Tensor) values[i];
        x.storage().overwritten(x.offset(), size(i));
        return x.data();
    }

    /**
     * A copy of operand i in another form, such as packed weights, kept with its storage until that is written to. It
     * costs memory, so it exists only after the operand has been used some times without a change; null before.
     *
     * @param form says which elements in which form, by {@code equals}; the last one asked for is kept
     * @param copy makes the copy, which nobody may write to
     */
    public float @Nullable [] kept(int i, Object form, Supplier<float[]> copy) {
        return ((Tensor) values[i]).storage().kept(form, copy);
    }

    /** As {@link #data}; null if there are not that many operands. */
    public float @Nullable [] dataIfAny(int i) {
        return i < values.length ? data(i) : null;
    }

    /** Where operand i begins in its array of floats; 0 for other types, and if there are not that many operands. */
    public int offset(int i) {
        return i < values.length && values[i] instanceof Tensor x ? x.offset() : 0;
    }

    /** The array that holds the ints of operand i. */
    public int[] ints(int i) {
        return ((IntTensor) values[i]).data();
    }

    /** The array that holds the booleans of operand i. */
    public boolean[] bools(int i) {
        return ((BoolTensor) values[i]).data();
    }
}
