package dev.lanewise.optim;

import static dev.lanewise.Tolerance.relative;
import static dev.lanewise.optable.Domain.between;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;

/** Rows for the ops that average weights, exchange them and give them back. */
final class WeightAverageOpTable extends OpTable {
    WeightAverageOpTable() {
        row("Exchange", UpdateOp.Exchange.class, x -> {
            Tensor[] both = {x[0].copy(), x[1].copy()};
            new UpdateOp.Exchange().apply(both);
            return Shapes.concat(0, both);
        }, x -> Reference.concat(0, x[1], x[0])).from(between(-2, 2), between(-2, 2))
                .on(dims(2, 19), dims(2, 19)).on(dims(0), dims(0)).on(dims(1), dims(1))
                .large(dims(40_001), dims(40_001)).exact()
                .withoutGradient("it writes to its arguments and is never recorded");
        row("Restore", UpdateOp.Restore.class, x -> {
            Tensor restored = x[0].copy();
            new UpdateOp.Restore().apply(restored, x[1].detach());
            return restored;
        }, x -> x[1]).from(between(-2, 2), between(-2, 2)).on(dims(2, 19), dims(2, 19)).on(dims(0), dims(0))
                .on(dims(), dims()).large(dims(40_001), dims(40_001)).exact()
                .withoutGradient("it writes to its argument and is never recorded");
        for (double weight : new double[] {0.001, 0.3, 0.5, 0.9, 1}) {
            row("Average[weight=" + weight + "]", UpdateOp.Average.class, x -> {
                Tensor average = x[0].copy();
                new UpdateOp.Average(weight).apply(average, x[1].detach());
                return average;
            }, x -> x[0].zip(x[1], (a, p) -> a + weight * (p - a))).from(between(-2, 2), between(-2, 2))
                    .on(dims(2, 19), dims(2, 19)).on(dims(0), dims(0)).on(dims(), dims())
                    .large(dims(40_001), dims(40_001)).within(relative(1e-6).plus(3e-7))
                    .withoutGradient("it writes to its argument and is never recorded");
        }
    }
}
