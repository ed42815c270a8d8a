package dev.lanewise.ops;

import dev.lanewise.kernels.sequence.Floats;
import dev.lanewise.kernels.sequence.Sequence;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the ops of recurrences share: checks, the sequence as kernels know it, and gradients that are products. */
final class Recurrent {
    private Recurrent() {}

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

    /**
     * The gradient of the weight {@code [G H, H]} from that of the sums {@code d [T, N, G H]}: one product over all
     * steps with the states before them, in the order of time, and then that of the first step if there is a first
     * state.
     *
     * @param y the states {@code [T, N, H]}, 0 beyond the lengths
     */
    static Tensor weightGradient(
            Tensor d, Tensor y, @Nullable Tensor first, @Nullable IntTensor lengths, Recurrence.Direction direction) {
        int time = d.dim(0);
        boolean backward = isBackward(direction);
        Tensor sum = null;
        if (time > 1) {
            Tensor after = backward ? d.slice(0, 0, time - 1) : d.slice(0, 1, time);
            Tensor before = backward ? y.slice(0, 1, time) : y.slice(0, 0, time - 1);
            if (backward && first != null && lengths != null) {
                IntTensor steps = IntTensor.arange(1, time).reshape(time - 1, 1, 1);
                BoolTensor within = lengths.reshape(1, lengths.size(), 1).gt(steps);
                before = Indexing.where(within, before, first);
            }
            sum = rows(after).matmul(rows(before), true, false);
        }
        if (time > 0 && first != null) {
            Tensor start = d.select(0, backward ? time - 1 : 0).matmul(first, true, false);
            sum = sum == null ? start : sum.add(start);
        }
        return sum == null ? Tensor.zeros(d.dim(2), y.dim(2)) : sum;
    }

    private static Tensor rows(Tensor x) {
        return x.reshape(x.dim(0) * x.dim(1), x.dim(2));
    }

    /**
     * The gradients of an op's inputs of floats as those of its definition, composed of differentiable ops.
     *
     * @param inputs how many of the inputs are floats
     * @param definition gives the op's first outputs
     * @param grads of them; null for none
     */
    static @Nullable Tensor[] composed(
            Saved saved, int inputs, Function<Tensor[], Tensor[]> definition, @Nullable Tensor... grads) {
        Tensor[] in = new Tensor[inputs];
        for (int i = 0; i < inputs; i++) {
            in[i] = saved.input(i);
        }
        List<Tensor> vectors = new ArrayList<>();
        for (Tensor g : grads) {
            if (g != null) {
                vectors.add(g.reshape(g.size()));
            }
        }
        @Nullable
        Tensor[] found = new Tensor[saved.inputs()];
        Tensor[] products = Autograd.vjp(x -> {
            Tensor[] all = definition.apply(x);
            List<Tensor> wanted = new ArrayList<>();
            for (int i = 0; i < grads.length; i++) {
                if (grads[i] != null) {
                    wanted.add(all[i].reshape(all[i].size()));
                }
            }
            return Shapes.concat(0, wanted.toArray(new Tensor[0]));
        }, in, Shapes.concat(0, vectors.toArray(new Tensor[0]))).products();
        for (int i = 0; i < inputs; i++) {
            found[i] = saved.needs(i) ? products[i] : null;
        }
        return found;
    }
}
