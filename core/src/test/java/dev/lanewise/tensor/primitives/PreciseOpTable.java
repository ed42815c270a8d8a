package dev.lanewise.tensor.primitives;

import static dev.lanewise.optable.Domain.between;
import static dev.lanewise.optable.Domain.distinct;
import static dev.lanewise.optable.Domain.nonZero;

import dev.lanewise.optable.Domain;
import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** Rows for functions in double precision. */
final class PreciseOpTable extends OpTable {
    private static final int TERMS = 100;

    PreciseOpTable() {
        function("tan", Pointwise::tan, Math::tan, between(-1.2, 1.2));
        function("asin", Pointwise::asin, Math::asin, between(-0.8, 0.8));
        function("acos", Pointwise::acos, Math::acos, between(-0.8, 0.8));
        function("atan", Pointwise::atan, Math::atan, between(-3, 3));
        function("sinh", Pointwise::sinh, Math::sinh, between(-3, 3));
        function("cosh", Pointwise::cosh, Math::cosh, between(-3, 3));
        function("asinh", Pointwise::asinh, x -> Math.signum(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1)),
                nonZero());
        function("acosh", Pointwise::acosh, x -> Math.log(x + Math.sqrt(x * x - 1)), between(1.3, 5));
        function("atanh", Pointwise::atanh, x -> Math.log((1 + x) / (1 - x)) / 2, between(-0.8, 0.8)).ulps(2);
        function("log10", Pointwise::log10, Math::log10, between(0.2, 5));
        function("exp2", Pointwise::exp2, x -> Math.pow(2, x), between(-3, 3));
        function("cbrt", Pointwise::cbrt, Math::cbrt, nonZero());
        function("erfc", Pointwise::erfc, x -> 1 - Reference.erf(x), between(-2, 2));
        function("erfinv", Pointwise::erfinv, PreciseOpTable::erfinv, between(-0.9, 0.9));
        function("lgamma", Pointwise::lgamma, PreciseOpTable::lgamma, between(0.3, 4));
        function("digamma", Pointwise::digamma, PreciseOpTable::digamma, between(0.4, 4));
        elementwise("polygamma", PreciseOp.Polygamma.class, x -> Pointwise.polygamma(1, x), PreciseOpTable::trigamma,
                between(0.4, 4)).ulps(1);
        binary();
    }

    private void binary() {
        broadcasting("atan2", PreciseOp.Binary.class, x -> Pointwise.atan2(x[0], x[1]), Math::atan2).from(nonZero())
                .ulps(1);
        broadcasting("hypot", PreciseOp.Binary.class, x -> Pointwise.hypot(x[0], x[1]), Math::hypot).from(nonZero())
                .ulps(1);
        broadcasting("fmod", PreciseOp.Binary.class, x -> Pointwise.fmod(x[0], x[1]), (a, b) -> a % b)
                .from(distinct(0.05), between(90, 100)).exact();
        broadcasting("remainder", PreciseOp.Binary.class, x -> Pointwise.remainder(x[0], x[1]),
                (a, b) -> a - b * Math.floor(a / b)).from(distinct(0.05), between(-4000, -3900)).ulps(1);
        broadcasting("copysign", PreciseOp.Binary.class, x -> Pointwise.copysign(x[0], x[1]), Math::copySign)
                .from(nonZero()).exact();
    }

    private OpRow function(
            String name, UnaryOperator<Tensor> f, DoubleUnaryOperator exactly, Domain domain) {
        return elementwise(name, PreciseOp.Unary.class, f, exactly, domain).ulps(1);
    }

    /** By Newton's method. */
    private static double erfinv(double y) {
        double x = y;
        for (int i = 0; i < 60; i++) {
            x -= (Reference.erf(x) - y) / (2 / Math.sqrt(Math.PI) * Math.exp(-x * x));
        }
        return x;
    }

    private static double lgamma(double x) {
        double z = x + TERMS;
        double y = (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + 1 / (12 * z) - 1 / (360 * z * z * z);
        for (int k = 0; k < TERMS; k++) {
            y -= Math.log(x + k);
        }
        return y;
    }

    private static double digamma(double x) {
        double z = x + TERMS;
        double y = Math.log(z) - 1 / (2 * z) - 1 / (12 * z * z) + 1 / (120 * z * z * z * z);
        for (int k = 0; k < TERMS; k++) {
            y -= 1 / (x + k);
        }
        return y;
    }

    private static double trigamma(double x) {
        double z = x + TERMS;
        double y = 1 / z + 1 / (2 * z * z) + 1 / (6 * z * z * z) - 1 / (30 * z * z * z * z * z);
        for (int k = 0; k < TERMS; k++) {
            y += 1 / ((x + k) * (x + k));
        }
        return y;
    }
}
