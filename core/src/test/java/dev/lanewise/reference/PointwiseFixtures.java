package dev.lanewise.reference;

import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Tensor;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Elementwise functions beyond the everyday ones. */
final class PointwiseFixtures extends Fixtures {
    PointwiseFixtures() {
        unary("sin", Pointwise::sin);
        unary("cos", Pointwise::cos);
        unary("sin of large numbers", Pointwise::sin);
        unary("cos of large numbers", Pointwise::cos);
        unary("tan", Pointwise::tan);
        unary("asin", Pointwise::asin);
        unary("acos", Pointwise::acos);
        unary("atan", Pointwise::atan);
        unary("sinh", Pointwise::sinh);
        unary("cosh", Pointwise::cosh);
        unary("asinh", Pointwise::asinh);
        unary("acosh", Pointwise::acosh);
        unary("atanh", Pointwise::atanh);
        unary("log10", Pointwise::log10);
        unary("exp2", Pointwise::exp2);
        unary("cbrt", Pointwise::cbrt);
        unary("erfc", Pointwise::erfc);
        unary("erfinv", Pointwise::erfinv);
        unary("lgamma", Pointwise::lgamma);
        unary("digamma", Pointwise::digamma);
        unary("digamma of negative numbers", Pointwise::digamma);
        unary("polygamma", x -> Pointwise.polygamma(1, x));
        unary("polygamma of negative numbers", x -> Pointwise.polygamma(1, x));
        unary("polygamma of order 4", x -> Pointwise.polygamma(4, x));
        unary("polygamma of order 2", x -> Pointwise.polygamma(2, x));
        unary("round", Pointwise::round);
        unary("floor", Pointwise::floor);
        unary("ceil", Pointwise::ceil);
        unary("trunc", Pointwise::trunc);
        unary("frac", Pointwise::frac);
        unary("remainder of a number", x -> Pointwise.remainder(x, 1.5));
        unary("nanToNum", Pointwise::nanToNum);
        unary("nanToNum with numbers", x -> Pointwise.nanToNum(x, 1, 2, 3));
        binary("atan2", Pointwise::atan2);
        binary("hypot", Pointwise::hypot);
        binary("fmod", Pointwise::fmod);
        binary("remainder", Pointwise::remainder);
        binary("copysign", Pointwise::copysign);
        binary("xlogy", Pointwise::xlogy);
        binary("logaddexp", Pointwise::logaddexp);
        on("lerp", in -> Pointwise.lerp(in.tensor(0), in.tensor(1), in.tensor(2)));
    }

    private void unary(String name, UnaryOperator<Tensor> function) {
        on(name, in -> function.apply(in.tensor(0))).elementwise();
    }

    private void binary(String name, BinaryOperator<Tensor> function) {
        on(name, in -> function.apply(in.tensor(0), in.tensor(1))).elementwise();
    }
}
