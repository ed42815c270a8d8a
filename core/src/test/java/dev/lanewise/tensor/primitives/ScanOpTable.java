package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.between;
import static dev.lanewise.optable.Domain.distinct;
import static dev.lanewise.optable.Domain.nonZero;

import dev.lanewise.Tolerance;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Scans;
import dev.lanewise.tensor.Tensor;
import java.util.function.DoubleBinaryOperator;

/** Rows for running results. */
final class ScanOpTable extends OpTable {
    ScanOpTable() {
        row("cumsum", ScanOp.CumSum.class, x -> Scans.cumsum(x[0], 1), x -> scan(x[0], 1, Double::sum))
                .on(dims(2, 5)).on(dims(2, 3, 2)).on(dims(2, 0)).on(dims(0, 2)).large(dims(40, 700))
                .large(dims(2, 5000, 3)).within(Tolerance.relative(1e-5).plus(1e-4));
        row("cumsum of a vector", ScanOp.CumSum.class, x -> Scans.cumsum(x[0], -1), x -> scan(x[0], 0, Double::sum))
                .on(dims(7)).on(dims(1)).on(dims(40)).large(dims(1500)).within(Tolerance.relative(1e-5).plus(1e-4));
        row("cumprod", ScanOp.CumProd.class, x -> Scans.cumprod(x[0], 1), x -> scan(x[0], 1, (a, b) -> a * b))
                .from(nonZero()).on(dims(2, 5)).on(dims(2, 3, 2)).on(dims(2, 0));
        row("cumprod beyond a chunk", ScanOp.CumProd.class, x -> Scans.cumprod(x[0], 0),
                x -> scan(x[0], 0, (a, b) -> a * b))
                .from(between(0.999, 1.001)).on(dims(40, 1)).large(dims(1040, 1)).large(dims(2100, 9));
        row("cumprod of zeros", ScanOp.CumProd.class,
                x -> Scans.cumprod(x[0].mul(Tensor.of(1, 0, 1, 0, 1)), 1),
                x -> scan(x[0].zip(new Reference(dims(5), 1, 0, 1, 0, 1), (a, b) -> a * b), 1, (a, b) -> a * b))
                .from(nonZero()).on(dims(3, 5));
        row("recurrence", ScanOp.Recurrence.class, x -> Scans.recurrence(x[0], x[1], 1),
                x -> Reference.generate(x[0].dims, i -> {
                    double y = 0;
                    for (int k = 0; k <= i[1]; k++) {
                        y = x[1].at(i[0], k) + x[0].at(i[0], k) * y;
                    }
                    return y;
                })).from(between(-1, 1)).on(dims(2, 5), dims(2, 5)).on(dims(2, 0), dims(2, 0))
                .large(dims(40, 700), dims(40, 700));
        row("logcumsumexp", ScanOp.LogCumSumExp.class, x -> Scans.logcumsumexp(x[0], 1),
                x -> scan(x[0].map(Math::exp), 1, Double::sum).map(Math::log))
                .on(dims(2, 5)).on(dims(2, 3, 2)).on(dims(2, 0)).large(dims(40, 700));
        row("cummax", ScanOp.CumExtreme.class, x -> Scans.cummax(x[0], 1).values(), x -> scan(x[0], 1, Math::max))
                .from(distinct(0.03)).on(dims(2, 5)).on(dims(2, 3, 2)).on(dims(2, 0)).large(dims(40, 700)).exact();
        row("cummin", ScanOp.CumExtreme.class, x -> Scans.cummin(x[0], 0).values(), x -> scan(x[0], 0, Math::min))
                .from(distinct(0.03)).on(dims(5)).on(dims(4, 3)).large(dims(700, 40)).exact();
        row("diff", MoveOp.Slice.class, x -> Scans.diff(x[0], 1, 2),
                x -> Reference.generate(dims(x[0].dims[0], x[0].dims[1] - 2),
                        i -> x[0].at(i[0], i[1] + 2) - 2 * x[0].at(i[0], i[1] + 1) + x[0].at(i[0], i[1])))
                .on(dims(2, 5)).on(dims(3, 3));
    }

    /** Element by element from the beginning. */
    private static Reference scan(Reference x, int axis, DoubleBinaryOperator f) {
        return Reference.generate(x.dims, i -> {
            int[] at = i.clone();
            at[axis] = 0;
            double y = x.at(at);
            for (int k = 1; k <= i[axis]; k++) {
                at[axis] = k;
                y = f.applyAsDouble(y, x.at(at));
            }
            return y;
        });
    }
}
