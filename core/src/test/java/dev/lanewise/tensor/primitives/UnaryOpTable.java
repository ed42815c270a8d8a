package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.between;
import static dev.lanewise.optable.Domain.distinct;
import static dev.lanewise.optable.Domain.nonZero;

import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Tensor;

/** Rows for functions of one element. */
final class UnaryOpTable extends OpTable {
    UnaryOpTable() {
        elementwise("neg", UnaryOp.Neg.class, Tensor::neg, x -> -x, between(-2, 2)).exact();
        elementwise("abs", UnaryOp.Abs.class, Tensor::abs, Math::abs, nonZero()).exact();
        elementwise("sign", UnaryOp.Sign.class, Tensor::sign, Math::signum, nonZero()).exact();
        elementwise("square", UnaryOp.Square.class, Tensor::square, x -> x * x, between(-2, 2)).exact();
        elementwise("sqrt", UnaryOp.Sqrt.class, Tensor::sqrt, Math::sqrt, between(0.2, 4)).exact();
        elementwise("rsqrt", UnaryOp.Rsqrt.class, Tensor::rsqrt, x -> 1 / Math.sqrt(x), between(0.2, 4))
                .ulps(2);
        elementwise("reciprocal", UnaryOp.Reciprocal.class, Tensor::reciprocal, x -> 1 / x, nonZero()).exact();
        elementwise("exp", UnaryOp.Exp.class, Tensor::exp, Math::exp, between(-3, 3)).ulps(2);
        elementwise("expm1", UnaryOp.Expm1.class, Pointwise::expm1, Math::expm1, between(-2, 2)).ulps(2);
        elementwise("log", UnaryOp.Log.class, Tensor::log, Math::log, between(0.1, 4)).ulps(2);
        elementwise("log2", UnaryOp.Log2.class, Pointwise::log2, x -> Math.log(x) / Math.log(2), between(0.1, 4))
                .ulps(2);
        elementwise("log1p", UnaryOp.Log1p.class, Pointwise::log1p, Math::log1p, between(-0.8, 3)).ulps(2);
        elementwise("tanh", UnaryOp.Tanh.class, Tensor::tanh, Math::tanh, between(-3, 3)).ulps(2);
        elementwise("erf", UnaryOp.Erf.class, Pointwise::erf, Reference::erf, between(-3, 3)).ulps(2);
        elementwise("sigmoid", UnaryOp.Sigmoid.class, Tensor::sigmoid, Reference::sigmoid, between(-6, 6))
                .ulps(3);
        elementwise("relu", UnaryOp.Relu.class, Tensor::relu, x -> Math.max(x, 0), nonZero()).exact();
        elementwise("clamp", UnaryOp.Clamp.class, x -> x.clamp(-1f, 1.5f), x -> Math.clamp(x, -1f, 1.5f),
                distinct(0.05))
                .exact();
        elementwise("softplus", UnaryOp.Softplus.class, Activations::softplus, Reference::softplus,
                between(-6, 6)).ulps(3);
        elementwise("gelu", UnaryOp.Gelu.class, Activations::gelu, x -> x * Reference.normalCdf(x),
                between(-4, 4)).ulps(4);
        elementwise("geluTanh", UnaryOp.GeluTanh.class, Activations::geluTanh,
                x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))), between(-4, 4))
                .ulps(4);
        elementwise("silu", UnaryOp.Silu.class, Activations::silu, x -> x * Reference.sigmoid(x),
                between(-6, 6)).ulps(4);
    }
}
