package dev.lanewise.optim;

import static dev.lanewise.Tolerance.relative;
import static dev.lanewise.optable.Domain.between;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;

/** Rows for what is asked of gradients. */
final class GradientOpTable extends OpTable {
    GradientOpTable() {
        row("squares of one", GradientOp.SquareSums.class, x -> new GradientOp.SquareSums().tensor(x[0]),
                GradientOpTable::sums)
                .from(between(-2, 2)).on(dims(3, 5)).on(dims()).on(dims(0)).large(dims(40_001))
                .within(relative(1e-6).plus(1e-6));
        row("squares of three", GradientOp.SquareSums.class, x -> new GradientOp.SquareSums().tensor(x[0], x[1], x[2]),
                GradientOpTable::sums).from(between(-2, 2), between(-1, 1), between(-3, 3))
                .on(dims(3, 5), dims(), dims(7)).within(relative(1e-6).plus(1e-6));
    }

    private static Reference sums(Reference... x) {
        double[] sums = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            for (double value : x[i].data) {
                sums[i] += value * value;
            }
        }
        return new Reference(dims(x.length), sums);
    }
}
