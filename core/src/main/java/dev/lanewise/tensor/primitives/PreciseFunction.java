package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.precise.ErrorFunction;
import dev.lanewise.kernels.precise.Gamma;
import dev.lanewise.kernels.precise.Hyperbolic;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Tensor;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** The functions of {@link PreciseOp}: each in double precision, and its gradient in ops. */
public enum PreciseFunction {
    /** Gradient grad (1 + y^2). */
    TAN(StrictMath::tan, (x, y, grad) -> grad.mul(y.square().add(1))),
    /** Gradient grad / sqrt((1 - x) (1 + x)). */
    ASIN(StrictMath::asin, (x, y, grad) -> grad.mul(fromUnit(x).rsqrt())),
    /** Gradient -grad / sqrt((1 - x) (1 + x)). */
    ACOS(StrictMath::acos, (x, y, grad) -> grad.mul(fromUnit(x).rsqrt()).neg()),
    /** Gradient grad / (1 + x^2). */
    ATAN(StrictMath::atan, (x, y, grad) -> grad.div(x.square().add(1))),
    /** Gradient grad cosh x. */
    SINH(StrictMath::sinh, (x, y, grad) -> grad.mul(Pointwise.cosh(x))),
    /** Gradient grad sinh x. */
    COSH(StrictMath::cosh, (x, y, grad) -> grad.mul(Pointwise.sinh(x))),
    /** Gradient grad / sqrt(x^2 + 1), without overflow. */
    ASINH(Hyperbolic::asinh, (x, y, grad) -> grad.div(Pointwise.hypot(x, Tensor.scalar(1)))),
    /** Gradient grad / (sqrt(x - 1) sqrt(x + 1)). */
    ACOSH(Hyperbolic::acosh, (x, y, grad) -> grad.mul(x.sub(1).rsqrt()).mul(x.add(1).rsqrt())),
    /** Gradient grad / ((1 - x) (1 + x)). */
    ATANH(Hyperbolic::atanh, (x, y, grad) -> grad.div(fromUnit(x))),
    /** Gradient grad / (x ln 10). */
    LOG10(StrictMath::log10, (x, y, grad) -> grad.div(x.mul(Constants.LN_10))),
    /** Gradient grad y ln 2. */
    EXP2(x -> StrictMath.pow(2, x), (x, y, grad) -> grad.mul(y).mul(Constants.LN_2)),
    /** Gradient grad / (3 y^2). */
    CBRT(StrictMath::cbrt, (x, y, grad) -> grad.div(y.square().mul(3))),
    /** Gradient -grad 2/sqrt(pi) e^(-x^2). */
    ERFC(ErrorFunction::erfc, (x, y, grad) -> grad.mul(x.square().neg().exp()).mul(-Constants.TWO_OVER_ROOT_PI)),
    /** Gradient grad sqrt(pi)/2 e^(y^2). */
    ERFINV(ErrorFunction::erfinv, (x, y, grad) -> grad.mul(y.square().exp()).mul(1 / Constants.TWO_OVER_ROOT_PI)),
    /** Gradient grad digamma(x). */
    LGAMMA(Gamma::lgamma, (x, y, grad) -> grad.mul(Pointwise.digamma(x))),
    /** Gradient grad polygamma(1, x). */
    DIGAMMA(Gamma::digamma, (x, y, grad) -> grad.mul(Pointwise.polygamma(1, x))),
    /** Gradient grad tanh(x)^2. */
    TANHSHRINK(Hyperbolic::tanhshrink, (x, y, grad) -> grad.mul(x.tanh().square()));

    /** The gradient of x, from x, y and the gradient of y. */
    @FunctionalInterface
    private interface Slope {
        Tensor of(Tensor x, Tensor y, Tensor grad);
    }

    /** In a class of its own, as an enum's constants cannot refer to its fields. */
    private static final class Constants {
        static final double LN_2 = 0.6931471805599453;
        static final double LN_10 = 2.302585092994046;
        static final double TWO_OVER_ROOT_PI = 1.1283791670955126;
    }

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final DoubleUnaryOperator function;

    @SuppressWarnings("ImmutableEnumChecker") // likewise
    private final Slope slope;

    PreciseFunction(DoubleUnaryOperator function, Slope slope) {
        this.function = function;
        this.slope = slope;
    }

    void map(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (float) function.applyAsDouble(x[xo + i]);
        }
    }

    Tensor gradient(Tensor x, Tensor y, Tensor grad) {
        return slope.of(x, y, grad);
    }

    /** The name of the method that applies it. */
    String method() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Tensor fromUnit(Tensor x) {
        return x.neg().add(1).mul(x.add(1));
    }
}
