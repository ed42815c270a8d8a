package dev.lanewise.program;

import static dev.lanewise.program.RandomRow.of;
import static dev.lanewise.program.RandomRow.with;

import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Pointwise;
import java.util.List;

/** Functions of each element, with arguments in their domains and results that do not run away. */
final class RandomPointwise {
    static final List<RandomRow> ROWS = List.of(
            of("Pointwise.expm1", x -> Pointwise.expm1(x.minimum(2f))),
            of("Pointwise.log2", x -> Pointwise.log2(x.abs().add(0.1f))),
            of("Pointwise.log1p", x -> Pointwise.log1p(x.abs())),
            of("Pointwise.erf", Pointwise::erf),
            of("Pointwise.sin", Pointwise::sin),
            of("Pointwise.cos", Pointwise::cos),
            of("Pointwise.tan", x -> Pointwise.tan(x.clamp(-1.4f, 1.4f))),
            of("Pointwise.asin", x -> Pointwise.asin(x.tanh().mul(0.9f))),
            of("Pointwise.acos", x -> Pointwise.acos(x.tanh().mul(0.9f))),
            of("Pointwise.atan", Pointwise::atan),
            of("Pointwise.sinh", x -> Pointwise.sinh(x.clamp(-4, 4))),
            of("Pointwise.cosh", x -> Pointwise.cosh(x.clamp(-4, 4))),
            of("Pointwise.asinh", Pointwise::asinh),
            of("Pointwise.acosh", x -> Pointwise.acosh(x.abs().add(1.1f))),
            of("Pointwise.atanh", x -> Pointwise.atanh(x.tanh().mul(0.9f))),
            of("Pointwise.log10", x -> Pointwise.log10(x.abs().add(0.1f))),
            of("Pointwise.exp2", x -> Pointwise.exp2(x.clamp(-9, 4))),
            of("Pointwise.cbrt", Pointwise::cbrt),
            of("Pointwise.erfc", Pointwise::erfc),
            of("Pointwise.erfinv", x -> Pointwise.erfinv(x.tanh().mul(0.9f))),
            of("Pointwise.lgamma", x -> Pointwise.lgamma(x.abs().add(0.2f).minimum(30f))),
            of("Pointwise.digamma", x -> Pointwise.digamma(x.abs().add(0.2f))),
            of("Pointwise.polygamma", x -> Pointwise.polygamma(2, x.abs().add(0.5f))),
            of("Pointwise.round", x -> Pointwise.round(x.mul(2f))),
            of("Pointwise.floor", x -> Pointwise.floor(x.mul(0.5f))),
            of("Pointwise.ceil", Pointwise::ceil),
            of("Pointwise.trunc", Pointwise::trunc),
            of("Pointwise.frac", Pointwise::frac),
            of("Pointwise.nanToNum", x -> Pointwise.nanToNum(x).clamp(-9, 9)),
            of("Pointwise.nanToNum to numbers", x -> Pointwise.nanToNum(x.sqrt(), 0.5, 2, -2)),
            of("Pointwise.remainder by a number", x -> Pointwise.remainder(x, 0.7)),
            of("Pointwise.fmod by a number", x -> Pointwise.fmod(x, -0.7)),
            with("Pointwise.remainder", (ops, a) -> Pointwise.remainder(a, ops.partner(a).abs().add(0.5f))),
            with("Pointwise.fmod", (ops, a) -> Pointwise.fmod(a, ops.partner(a).abs().add(0.5f))),
            with("Pointwise.atan2", (ops, a) -> Pointwise.atan2(ops.partner(a), a)),
            with("Pointwise.hypot", (ops, a) -> Pointwise.hypot(a, ops.partner(a))),
            with("Pointwise.copysign", (ops, a) -> Pointwise.copysign(a, ops.partner(a))),
            with("Pointwise.lerp", (ops, a) -> Pointwise.lerp(a, ops.partner(a), a.sigmoid())),
            with("Pointwise.lerp by a number", (ops, a) -> Pointwise.lerp(a, ops.partner(a), 0.3)),
            with("Pointwise.xlogy", (ops, a) -> Pointwise.xlogy(a, ops.partner(a).abs().add(0.1f)).clamp(-99, 99)),
            with("Pointwise.logaddexp", (ops, a) -> Pointwise.logaddexp(ops.partner(a), a)),
            of("Activations.gelu", Activations::gelu),
            of("Activations.geluTanh", Activations::geluTanh),
            of("Activations.silu", Activations::silu),
            of("Activations.softplus", Activations::softplus),
            of("Activations.elu", x -> Activations.elu(x, 0.7f)),
            of("Activations.leakyRelu", x -> Activations.leakyRelu(x, 0.1f)));

    private RandomPointwise() {}
}
