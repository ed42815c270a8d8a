package dev.lanewise.ops;

import dev.lanewise.kernels.drivers.Indices;
import dev.lanewise.kernels.drivers.RowGroups;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How indices form bags. The inputs that say it follow the tensors that an op is for: the indices, {@code [B, L]} for B
 * bags of the same length, or {@code [n]} with offsets {@code [B + 1]}, which ascend from 0 and may end before n; and
 * for some ops a factor for each index.
 *
 * @param offsets whether there are offsets
 * @param factors whether there are factors
 * @param padding an index that takes no part; -1 for none
 */
public record Bags(boolean offsets, boolean factors, int padding) {
    /** The place of the offsets among the inputs, if there are some. */
    private static int offsetsAt(int indices) {
        return indices + 1;
    }

    /** The place of the factors among the inputs, if there are some. */
    int factorsAt(int indices) {
        return indices + (offsets ? 2 : 1);
    }

    /**
     * How many bags there are.
     *
     * @param at the place of the indices among the inputs
     */
    int count(String op, int at, Value... in) {
        Shape indices = in[at].shape();
        Shape starts = offsets ? in[offsetsAt(at)].shape() : Shape.of(1);
        if (indices.rank() != (offsets ? 1 : 2) || starts.rank() != 1 || starts.size() == 0) {
            throw new IllegalArgumentException(op + ": indices " + indices
                    + (offsets ? " and offsets " + starts + ": expected [n] and [bags + 1]" : ": expected [bags, L]"));
        }
        if (factors && !in[factorsAt(at)].shape().equals(indices)) {
            throw new IllegalArgumentException(op + ": weights " + in[factorsAt(at)].shape() + " of indices " + indices
                    + ": expected the same shape");
        }
        return offsets ? starts.size() - 1 : indices.dim(0);
    }

    /**
     * The groups of rows that the inputs describe.
     *
     * @param at the place of the indices among the inputs
     * @param vocabulary how many rows there are
     * @throws IndexOutOfBoundsException for an index that names no row
     * @throws IllegalArgumentException for offsets that do not ascend from 0 to at most the number of indices
     */
    RowGroups groups(String op, Operands in, int at, int vocabulary) {
        int[] rows = in.ints(at);
        requireWithin(op, rows, in.shape(at), vocabulary);
        return groups(op, in, at);
    }

    /** The same without a look at the indices. */
    RowGroups groups(String op, Operands in, int at) {
        int[] rows = in.ints(at);
        if (!offsets) {
            return RowGroups.even(rows, in.dims(at)[0], padding);
        }
        int[] starts = in.ints(offsetsAt(at));
        requireAscending(op, starts, rows.length);
        return RowGroups.from(starts, rows, padding);
    }

    static void requireWithin(String op, int[] indices, Shape shape, int vocabulary) {
        int at = Indices.firstOutside(indices, vocabulary);
        if (at >= 0) {
            throw new IndexOutOfBoundsException(op + ": index " + indices[at] + " at position " + position(at, shape)
                    + " is outside the vocabulary of " + vocabulary);
        }
    }

    private static String position(int at, Shape shape) {
        int[] place = new int[shape.rank()];
        int rest = at;
        for (int axis = place.length - 1; axis >= 0; axis--) {
            place[axis] = rest % shape.dim(axis);
            rest /= shape.dim(axis);
        }
        return place.length == 1 ? Integer.toString(at) : Arrays.toString(place);
    }

    private static void requireAscending(String op, int[] starts, int n) {
        int before = 0;
        for (int b = 0; b < starts.length; b++) {
            int limit = b == 0 ? 0 : n;
            if (starts[b] < before || starts[b] > limit) {
                throw new IllegalArgumentException(op + ": offset " + starts[b] + " at position " + b + ": expected "
                        + (b == 0 ? "0" : before + ", the offset before, to " + n + ", the number of indices"));
            }
            before = starts[b];
        }
    }

    /** Inputs for an op: some tensors, then those of these bags. */
    static Value[] inputs(List<? extends Value> first, List<? extends Value> bags) {
        List<Value> all = new ArrayList<>(first);
        all.addAll(bags);
        return all.toArray(Value[]::new);
    }

    /** The same bags with or without factors. */
    Bags factors(boolean with) {
        return new Bags(offsets, with, padding);
    }
}
