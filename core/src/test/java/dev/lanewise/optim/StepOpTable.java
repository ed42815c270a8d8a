package dev.lanewise.optim;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Rows for what a step does besides updates. */
final class StepOpTable extends OpTable {
    StepOpTable() {
        UpdateRule rule = new SGD(List.of(Tensor.zeros(1).requiresGrad(true)), 0.1); // not made where rows are captured
        String reason = "it depends on no input";
        row("a scalar", StepOp.Scalar.class, x -> new StepOp.Scalar(0.1).tensor(), x -> new Reference(dims(), 0.1f))
                .on().exact().withoutGradient(reason);
        row("the learning rate of a step that begins", StepOp.Advance.class, x -> {
            new StepOp.Advance(List.of(new StepOp.Turn(rule, List.of(0)))).apply();
            return new LiveScalars(rule, 0).lr();
        }, x -> new Reference(dims(), 0.1f)).on().exact().withoutGradient(reason);
    }
}
