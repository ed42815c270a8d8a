package dev.lanewise.metrics;

import static dev.lanewise.Tolerance.relative;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.optim.StepOp;
import dev.lanewise.tensor.Live;
import dev.lanewise.tensor.Op;
import java.util.Arrays;

/** Rows for what metrics do with a batch. */
final class MetricOpTable extends OpTable {
    MetricOpTable() {
        row("the mean of a batch that a metric has seen", MetricOp.Observe.class, x -> {
            LastMean last = new LastMean();
            last.add(x[0].mul(2f));
            return Op.applyLive(new Live(last, () -> new StepOp.Scalar(last.value())))[0];
        }, x -> new Reference(dims(), 2 * Arrays.stream(x[0].data).average().orElse(Double.NaN)))
                .on(dims()).on(dims(3)).on(dims(2, 3)).on(dims(0)).large(dims(70_001)).within(relative(1e-7).plus(1e-7))
                .withoutGradient("it has no output");
    }
}
