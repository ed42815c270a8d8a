package dev.lanewise.ops;

import dev.lanewise.kernels.sequence.Floats;
import dev.lanewise.kernels.sequence.Sequence;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operands of recurrences: checks of their shapes and lengths, and what kernels are given for them. */
final class RecurrentOperands {
    private RecurrentOperands() {}

    /** A value that is not null only if there is one; for lists of inputs. */
    static Value[] inputs(@Nullable Value... values) {
        List<Value> all = new ArrayList<>();
        for (Value value : values) {
            if (value != null) {
                all.add(value);
            }
        }
        return all.toArray(new Value[0]);
    }

    /** Throws unless x is {@code [T, N, gates H]} and the weight {@code [gates H, H]}. */
    static void require(String op, Shape x, Shape weight, int gates) {
        if (x.rank() != 3 || weight.rank() != 2 || x.dim(2) != weight.dim(0)
                || weight.dim(0) != gates * (long) weight.dim(1)) {
            String wide = gates == 1 ? "H" : gates + " H";
            throw new IllegalArgumentException(op + ": " + x + " and weight " + weight + ": expected [T, N, " + wide
                    + "] and [" + wide + ", H]");
        }
    }

    /** Throws unless a value has a shape. */
    static void require(String op, String what, Value value, Shape expected) {
        if (!value.shape().equals(expected)) {
            throw new IllegalArgumentException(op + ": " + what + " " + value.shape() + ": expected " + expected);
        }
    }

    /** The shape of the states at one step, for gates {@code [T, N, G H]} and a weight {@code [G H, H]}. */
    static Shape state(Shape gates, Shape weight) {
        return Shape.of(gates.dim(1), weight.dim(1));
    }

    /** The shape of the states at all steps. */
    static Shape states(Shape gates, Shape weight) {
        return Shape.of(gates.dim(0), gates.dim(1), weight.dim(1));
    }

    static boolean isBackward(Recurrence.Direction direction) {
        return direction == Recurrence.Direction.BACKWARD;
    }

    /** The sequence of gates {@code [T, N, G H]}, with lengths if {@code lengths} is the index of an input. */
    static Sequence sequence(Operands in, Shape gates, Shape weight, Recurrence.Direction direction, int lengths) {
        return new Sequence(
                gates.dim(0), gates.dim(1), weight.dim(1), isBackward(direction),
                lengths < 0 ? null : in.ints(lengths));
    }

    /** Throws unless all lengths are within 0 and T. */
    static void requireLengths(String op, int time, int[] lengths) {
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] < 0 || lengths[i] > time) {
                throw new IndexOutOfBoundsException(
                        op + ": length " + lengths[i] + " of sample " + i + " is not within 0 and " + time);
            }
        }
    }

    static Floats floats(Operands operands, int i) {
        return new Floats(operands.data(i), operands.offset(i));
    }

    static @Nullable Floats floatsIf(boolean present, Operands operands, int i) {
        return present ? floats(operands, i) : null;
    }

    /** Multiplications with an addition in the products of all steps. */
    static long multiplyAdds(Shape gates, Shape weight) {
        return (long) gates.dim(0) * gates.dim(1) * weight.dim(0) * weight.dim(1);
    }
}
