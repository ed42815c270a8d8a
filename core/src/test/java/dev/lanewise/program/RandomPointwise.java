package dev.lanewise.program;

import static dev.lanewise.program.RandomRow.unary;
import static dev.lanewise.program.RandomRow.with;

import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Functions of each element, with arguments in their domains and results that do not run away. */
final class RandomPointwise {
    static final List<RandomRow> ROWS = List.of(
            unary("Pointwise.expm1", x -> Pointwise.expm1(x.minimum(2f))),
            unary("Pointwise.log2", x -> Pointwise.log2(x.abs().add(0.1f))),
            unary("Pointwise.log1p", x -> Pointwise.log1p(x.abs())),
            unary("Pointwise.erf", Pointwise::erf),
            unary("Pointwise.sin", Pointwise::sin),
            unary("Pointwise.cos", Pointwise::cos),
            unary("Pointwise.tan", x -> Pointwise.tan(x.clamp(-1.4f, 1.4f))),
            unary("Pointwise.asin", x -> Pointwise.asin(x.tanh().mul(0.9f))),
            unary("Pointwise.acos", x -> Pointwise.acos(x.tanh().mul(0.9f))),
            unary("Pointwise.atan", Pointwise::atan),
            unary("Pointwise.sinh", x -> Pointwise.sinh(x.clamp(-4, 4))),
            unary("Pointwise.cosh", x -> Pointwise.cosh(x.clamp(-4, 4))),
            unary("Pointwise.asinh", Pointwise::asinh),
            unary("Pointwise.acosh", x -> Pointwise.acosh(x.abs().add(1.1f))),
            unary("Pointwise.atanh", x -> Pointwise.atanh(x.tanh().mul(0.9f))),
            unary("Pointwise.log10", x -> Pointwise.log10(x.abs().add(0.1f))),
            unary("Pointwise.exp2", x -> Pointwise.exp2(x.clamp(-9, 4))),
            unary("Pointwise.cbrt", Pointwise::cbrt),
            unary("Pointwise.erfc", Pointwise::erfc),
            unary("Pointwise.erfinv", x -> Pointwise.erfinv(x.tanh().mul(0.9f))),
            unary("Pointwise.lgamma", x -> Pointwise.lgamma(x.abs().add(0.2f).minimum(30f))),
            unary("Pointwise.digamma", x -> Pointwise.digamma(x.abs().add(0.2f))),
            unary("Pointwise.polygamma", x -> Pointwise.polygamma(2, x.abs().add(0.5f))),
            unary("Pointwise.round", x -> Pointwise.round(x.mul(2f))),
            unary("Pointwise.floor", x -> Pointwise.floor(x.mul(0.5f))),
            unary("Pointwise.ceil", Pointwise::ceil),
            unary("Pointwise.trunc", Pointwise::trunc),
            unary("Pointwise.frac", Pointwise::frac),
            unary("Pointwise.nanToNum", x -> Pointwise.nanToNum(x).clamp(-9, 9)),
            unary("Pointwise.nanToNum to numbers", x -> Pointwise.nanToNum(x.sqrt(), 0.5, 2, -2)),
            unary("Pointwise.remainder by a number", x -> Pointwise.remainder(x, 0.7)),
            unary("Pointwise.fmod by a number", x -> Pointwise.fmod(x, -0.7)),
            with("Pointwise.remainder", (ops, a) -> Pointwise.remainder(a, ops.partner(a).abs().add(0.5f))),
            with("Pointwise.fmod", (ops, a) -> Pointwise.fmod(a, ops.partner(a).abs().add(0.5f))),
            with("Pointwise.atan2", (ops, a) -> Pointwise.atan2(ops.partner(a), a)),
            with("Pointwise.hypot", (ops, a) -> Pointwise.hypot(a, ops.partner(a))),
            with("Pointwise.copysign", (ops, a) -> Pointwise.copysign(a, ops.partner(a))),
            with("Pointwise.lerp", (ops, a) -> Pointwise.lerp(a, ops.partner(a), a.sigmoid())),
            with("Pointwise.lerp by a number", (ops, a) -> Pointwise.lerp(a, ops.partner(a), 0.3)),
            with("Pointwise.xlogy", (ops, a) -> Pointwise.xlogy(a, ops.partner(a).abs().add(0.1f)).clamp(-99, 99)),
            with("Pointwise.logaddexp", (ops, a) -> Pointwise.logaddexp(ops.partner(a), a)),
            unary("Activations.gelu", Activations::gelu),
            unary("Activations.geluTanh", Activations::geluTanh),
            unary("Activations.silu", Activations::silu),
            unary("Activations.softplus", Activations::softplus),
            unary("Activations.elu", x -> Activations.elu(x, 0.7f)),
            unary("Activations.leakyRelu", x -> Activations.leakyRelu(x, 0.1f)),
            unary("Activations.selu", Activations::selu),
            unary("Activations.celu", x -> Activations.celu(x, 1.5)),
            unary("Activations.mish", Activations::mish),
            unary("Activations.softplus with beta", x -> Activations.softplus(x, 3)),
            unary("Activations.logSigmoid", Activations::logSigmoid),
            unary("Activations.softsign", Activations::softsign),
            unary("Activations.tanhshrink", Activations::tanhshrink),
            unary("Activations.relu6", x -> Activations.relu6(x.mul(4f))),
            unary("Activations.hardtanh", x -> Activations.hardtanh(x, -0.5, 0.7)),
            unary("Activations.hardsigmoid", x -> Activations.hardsigmoid(x.mul(2f))),
            unary("Activations.hardswish", x -> Activations.hardswish(x.mul(2f))),
            unary("Activations.threshold", x -> Activations.threshold(x, 0.1, -0.5)),
            unary("Activations.hardshrink", x -> Activations.hardshrink(x, 0.3)),
            unary("Activations.softshrink", x -> Activations.softshrink(x, 0.3)),
            unary("Activations.softmin", x -> Activations.softmin(x.unsqueeze(0), -1).squeeze(0)),
            unary("Activations.glu", x -> Activations.glu(doubled(x), -1)),
            unary("Activations.swiglu", x -> Activations.swiglu(doubled(x), -1)),
            unary("Activations.geglu", x -> Activations.geglu(doubled(x), -1)),
            with("Activations.prelu", (ops, a) -> Activations.prelu(a, ops.partner(a).mean())));

    private RandomPointwise() {}

    /** Twice as long along a new last axis. */
    private static Tensor doubled(Tensor x) {
        return Shapes.stack(-1, x, x.neg());
    }
}
