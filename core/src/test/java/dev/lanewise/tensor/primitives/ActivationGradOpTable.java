package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.between;
import static dev.lanewise.optable.Domain.nonZero;

import dev.lanewise.optable.Domain;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import java.util.function.DoubleBinaryOperator;

/** Rows for the fused gradients of activations. */
final class ActivationGradOpTable extends OpTable {
    ActivationGradOpTable() {
        slope(new ActivationGradOp.ReluGrad(), (g, y) -> y > 0 ? g : 0, nonZero());
        slope(new ActivationGradOp.TanhGrad(), (g, y) -> g * (1 - y * y), between(-1, 1));
        slope(new ActivationGradOp.SigmoidGrad(), (g, y) -> g * y * (1 - y), between(0, 1));
        slope(new ActivationGradOp.GeluGrad(), (g, x) -> g
                * (Reference.normalCdf(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI)), between(-4, 4));
        slope(new ActivationGradOp.GeluTanhGrad(), (g, x) -> {
            double s = Reference.sigmoid(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x));
            return g * (s + x * s * (1 - s) * 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x));
        }, between(-4, 4));
        slope(new ActivationGradOp.SiluGrad(), (g, x) -> {
            double s = Reference.sigmoid(x);
            return g * s * (1 + x * (1 - s));
        }, between(-6, 6));
    }

    private void slope(ActivationGradOp op, DoubleBinaryOperator exactly, Domain point) {
        row(op.name(), op.getClass(), op::tensor, x -> x[0].zip(x[1], exactly))
                .from(between(-2, 2), point).on(dims(), dims()).on(dims(2, 3), dims(2, 3)).on(dims(37), dims(37))
                .on(dims(3, 0), dims(3, 0)).large(dims(70_001), dims(70_001));
    }
}
