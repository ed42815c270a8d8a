package dev.lanewise.tensor;

import static dev.lanewise.optable.Domain.between;
import static dev.lanewise.optable.Domain.distinct;
import static dev.lanewise.optable.Domain.nonZero;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.primitives.ActivationOp;
import dev.lanewise.tensor.primitives.IndexOp;
import dev.lanewise.tensor.primitives.PreciseOp;
import dev.lanewise.tensor.primitives.SoftmaxOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** Rows for the activations of {@link Activations} that are not in the table of {@link UnaryOp}. */
final class ActivationOpTable extends OpTable {
    ActivationOpTable() {
        straight();
        exponential();
        smooth();
        alongAnAxis();
        weights();
    }

    private void straight() {
        elementwise("relu6", ActivationOp.Hardtanh.class, x -> Activations.relu6(x.mul(2f)),
                x -> Math.clamp(2 * x, 0, 6), distinct(0.05)).exact();
        elementwise("hardtanh", ActivationOp.Hardtanh.class, x -> Activations.hardtanh(x, -0.5, 1.5),
                x -> Math.clamp(x, -0.5, 1.5), distinct(0.05)).exact();
        elementwise("hardsigmoid", ActivationOp.Hardtanh.class, x -> Activations.hardsigmoid(x.mul(2f)),
                x -> Math.clamp((2 * x + 3) / 6, 0, 1), distinct(0.05)).ulps(2);
        elementwise("hardswish", ActivationOp.Hardtanh.class, x -> Activations.hardswish(x.mul(2f)),
                x -> 2 * x * Math.clamp((2 * x + 3) / 6, 0, 1), distinct(0.05));
        elementwise("threshold", IndexOp.Where.class, x -> Activations.threshold(x, 0.1, -7), x -> x > 0.1 ? x : -7,
                distinct(0.05)).exact();
        elementwise("hardshrink", IndexOp.Where.class, x -> Activations.hardshrink(x, 0.5),
                x -> Math.abs(x) > 0.5 ? x : 0, distinct(0.05)).exact();
        elementwise("softshrink", IndexOp.Where.class, x -> Activations.softshrink(x, 0.5),
                x -> Math.abs(x) > 0.5 ? x - Math.copySign(0.5, x) : 0, distinct(0.05)).exact();
    }

    private void exponential() {
        elementwise("selu", UnaryOp.Expm1.class, Activations::selu,
                x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)), nonZero()).ulps(3);
        elementwise("celu", UnaryOp.Expm1.class, x -> Activations.celu(x, 1.5),
                x -> x > 0 ? x : 1.5 * Math.expm1(x / 1.5), nonZero()).ulps(4);
    }

    private void smooth() {
        elementwise("mish", ActivationOp.Mish.class, Activations::mish, ActivationOpTable::mish, between(-6, 6))
                .ulps(4);
        elementwise("mish: its slope", ActivationOp.MishSlope.class, x -> new ActivationOp.MishSlope().tensor(x),
                ActivationOpTable::mishSlope, between(-6, 6));
        elementwise("softplus with beta", UnaryOp.Softplus.class, x -> Activations.softplus(x, 2.5),
                x -> Reference.softplus(2.5 * x) / 2.5, between(-3, 3));
        elementwise("logSigmoid", UnaryOp.Softplus.class, Activations::logSigmoid, x -> -Reference.softplus(-x),
                between(-6, 6)).ulps(3);
        elementwise("softsign", ActivationOp.Softsign.class, Activations::softsign, x -> x / (1 + Math.abs(x)),
                nonZero()).ulps(2);
        elementwise("tanhshrink", PreciseOp.Unary.class, Activations::tanhshrink, x -> x - Math.tanh(x), nonZero())
                .ulps(1);
    }

    private void alongAnAxis() {
        row("softmin", SoftmaxOp.Softmax.class, x -> Activations.softmin(x[0], 1),
                x -> x[0].map(v -> -v).logSoftmax(1).map(Math::exp))
                .on(dims(2, 5)).on(dims(3, 1)).on(dims(2, 4, 3)).on(dims(0, 2)).large(dims(30, 5000));
        gated("glu", UnaryOp.Sigmoid.class, x -> Activations.glu(x, -1), Reference::sigmoid);
        gated("swiglu", UnaryOp.Silu.class, x -> Activations.swiglu(x, -1), x -> x * Reference.sigmoid(x));
        gated("geglu", UnaryOp.Gelu.class, x -> Activations.geglu(x, -1), x -> x * Reference.normalCdf(x));
        row("glu of rows", UnaryOp.Sigmoid.class, x -> Activations.glu(x[0], 0),
                x -> x[0].slice(0, 0, 2).zip(x[0].slice(0, 2, 4), (a, b) -> a * Reference.sigmoid(b)))
                .on(dims(4, 3)).on(dims(4)).on(dims(4, 0));
    }

    private void gated(String name, Class<?> op, UnaryOperator<Tensor> f, DoubleUnaryOperator gate) {
        row(name, op, x -> f.apply(x[0]), x -> {
            int axis = x[0].dims.length - 1;
            int half = x[0].dims[axis] / 2;
            return x[0].slice(axis, 0, half)
                    .zip(x[0].slice(axis, half, 2 * half), (a, b) -> a * gate.applyAsDouble(b));
        }).on(dims(2, 6)).on(dims(4)).on(dims(2, 3, 2)).on(dims(3, 0)).on(dims(0, 4)).large(dims(70, 2002));
    }

    private void weights() {
        row("prelu", IndexOp.Where.class, x -> Activations.prelu(x[0], x[1]),
                x -> Reference.generate(x[0].dims, i -> {
                    double v = x[0].at(i);
                    return v > 0 ? v : v * x[1].data[x[1].data.length == 1 ? 0 : i[1]];
                })).from(nonZero(), between(-1, 1))
                .on(dims(), dims()).on(dims(3), dims(1)).on(dims(2, 3), dims(3)).on(dims(2, 3, 4), dims(3))
                .on(dims(2, 3, 2, 2), dims()).on(dims(2, 3), dims(1)).on(dims(0, 3), dims(3)).on(dims(2, 0), dims(0))
                .large(dims(20, 60, 60), dims(60));
    }

    private static double mish(double x) {
        return x * Math.tanh(Reference.softplus(x));
    }

    private static double mishSlope(double x) {
        double t = Math.tanh(Reference.softplus(x));
        return t + x * Reference.sigmoid(x) * (1 - t * t);
    }
}
