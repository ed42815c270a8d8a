package dev.lanewise.optable;

import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * The rows of one family of ops. A table stands in the package of its family, in a class whose name ends in {@code
 * OpTable}: {@link OpTables} finds it by that, and every row is checked in every way that the tests of the op table
 * know. The bits of its rows are on record in a file of the table's name beside it, see {@link BitRecord}.
 *
 * <p>A table's constructor adds its rows, one statement each.
 */
public abstract class OpTable {
    private final List<OpRow> rows = new ArrayList<>();

    protected OpTable() {}

    public final List<OpRow> rows() {
        return Collections.unmodifiableList(rows);
    }

    /** A new row. */
    protected final OpRow row(String name, Class<?> op, OpRow.Apply apply, OpRow.Exactly reference) {
        OpRow row = new OpRow(name, op, apply, reference);
        rows.add(row);
        return row;
    }

    /** A new row for a function of one element, with every kind of shape. */
    protected final OpRow elementwise(
            String name, Class<?> op, UnaryOperator<Tensor> f, DoubleUnaryOperator exactly, Domain domain) {
        return row(name, op, x -> f.apply(x[0]), x -> x[0].map(exactly))
                .from(domain).on(dims()).on(dims(1)).on(dims(2, 3)).on(dims(37)).on(dims(2, 1, 3)).on(dims(0))
                .on(dims(3, 0, 2))
                .large(dims(70_001));
    }

    /** A new row for an op on two tensors, with every way that two shapes broadcast. */
    protected final OpRow broadcasting(
            String name, Class<?> op, OpRow.Apply apply, DoubleBinaryOperator exactly) {
        return row(name, op, apply, x -> x[0].zip(x[1], exactly))
                .on(dims(), dims()).on(dims(5), dims(5)).on(dims(2, 3), dims(3)).on(dims(3), dims(2, 3))
                .on(dims(2, 1), dims(1, 3)).on(dims(), dims(2, 2)).on(dims(4, 1), dims()).on(dims(1), dims(1, 1))
                .on(dims(2, 1, 3), dims(4, 1)).on(dims(2, 3, 4), dims(2, 1, 4)).on(dims(37), dims(1))
                .on(dims(0), dims(1)).on(dims(0), dims(0)).on(dims(2, 0, 3), dims(2, 1, 1)).on(dims(), dims(0, 2))
                .large(dims(70_001), dims(70_001)).large(dims(150, 301), dims(301)).large(dims(150, 1), dims(150, 301));
    }

    protected static int[] dims(int... dims) {
        return dims;
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName();
    }
}
