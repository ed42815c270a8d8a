package dev.lanewise.nn.attention;

import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/** Rows of a table of positions {@code [P, D]} for the rows of a tensor {@code [..., L, D]}. */
final class PositionRows {
    private PositionRows() {}

    /** Those of the positions from 0 on, {@code [L, D]}. */
    static Tensor first(Tensor table, Tensor x) {
        requireFit(table, x);
        return table.slice(0, 0, x.dim(-2));
    }

    /** Those of the positions from {@code start} on. */
    static Tensor from(Tensor table, Tensor x, IntTensor start) {
        requireFit(table, Required.nonNull("the input", x));
        return Indexing.take(table, rows(x.dim(-2), start));
    }

    /** The positions of so many rows, {@code [L]}. */
    static IntTensor rows(int count, IntTensor start) {
        if (Required.nonNull("the position of the first row", start).size() != 1) {
            throw new IllegalArgumentException(
                    "the position of the first row " + start.shape() + ": expected one number");
        }
        return IntTensor.arange(count).add(start.reshape(1));
    }

    private static void requireFit(Tensor table, Tensor x) {
        if (x.rank() < 2 || x.dim(-1) != table.dim(1)) {
            throw new IllegalArgumentException(x.shape() + ": expected [..., L, " + table.dim(1) + "]");
        }
        if (x.dim(-2) > table.dim(0)) {
            throw new IllegalArgumentException(
                    x.shape() + " has " + x.dim(-2) + " positions: there are " + table.dim(0));
        }
    }
}
