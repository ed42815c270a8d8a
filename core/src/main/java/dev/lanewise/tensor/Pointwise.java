package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.PreciseBinaryFunction;
import dev.lanewise.tensor.primitives.PreciseFunction;
import dev.lanewise.tensor.primitives.PreciseOp;
import dev.lanewise.tensor.primitives.RoundingOp;
import dev.lanewise.tensor.primitives.TrigonometricOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import dev.lanewise.text.Required;

/**
 * Elementwise functions beyond the everyday ones, which are methods of {@link Tensor}. docs/accuracy.md says how close
 * they are to the exact values.
 */
public final class Pointwise {
    private Pointwise() {}

    /** {@code e^x - 1}, accurate near 0. */
    public static Tensor expm1(Tensor x) {
        return new UnaryOp.Expm1().tensor(x);
    }

    /** The base-2 logarithm, exact for powers of two; NaN below 0. */
    public static Tensor log2(Tensor x) {
        return new UnaryOp.Log2().tensor(x);
    }

    /** {@code log(1 + x)}, accurate near 0; NaN below -1. */
    public static Tensor log1p(Tensor x) {
        return new UnaryOp.Log1p().tensor(x);
    }

    /** The error function, {@code 2 / sqrt(pi)} times the integral of {@code e^(-t^2)} from 0 to x. */
    public static Tensor erf(Tensor x) {
        return new UnaryOp.Erf().tensor(x);
    }

    /** The sine of an angle in radians, however large. */
    public static Tensor sin(Tensor x) {
        return new TrigonometricOp.Sin().tensor(x);
    }

    /** The cosine of an angle in radians, however large. */
    public static Tensor cos(Tensor x) {
        return new TrigonometricOp.Cos().tensor(x);
    }

    // ---- in double precision, one element after the other

    /** The tangent of an angle in radians. */
    public static Tensor tan(Tensor x) {
        return of(PreciseFunction.TAN, x);
    }

    /** The angle between -pi/2 and pi/2 with this sine ({@index arcsin}); NaN beyond -1 and 1. */
    public static Tensor asin(Tensor x) {
        return of(PreciseFunction.ASIN, x);
    }

    /** The angle between 0 and pi with this cosine ({@index arccos}); NaN beyond -1 and 1. */
    public static Tensor acos(Tensor x) {
        return of(PreciseFunction.ACOS, x);
    }

    /** The angle between -pi/2 and pi/2 with this tangent ({@index arctan}). */
    public static Tensor atan(Tensor x) {
        return of(PreciseFunction.ATAN, x);
    }

    /** The hyperbolic sine. */
    public static Tensor sinh(Tensor x) {
        return of(PreciseFunction.SINH, x);
    }

    /** The hyperbolic cosine. */
    public static Tensor cosh(Tensor x) {
        return of(PreciseFunction.COSH, x);
    }

    /** The inverse of the hyperbolic sine ({@index arcsinh}). */
    public static Tensor asinh(Tensor x) {
        return of(PreciseFunction.ASINH, x);
    }

    /** The inverse of the hyperbolic cosine ({@index arccosh}); NaN below 1. */
    public static Tensor acosh(Tensor x) {
        return of(PreciseFunction.ACOSH, x);
    }

    /** The inverse of the hyperbolic tangent ({@index arctanh}); infinite at -1 and 1, NaN beyond. */
    public static Tensor atanh(Tensor x) {
        return of(PreciseFunction.ATANH, x);
    }

    /** The base-10 logarithm; NaN below 0. */
    public static Tensor log10(Tensor x) {
        return of(PreciseFunction.LOG10, x);
    }

    /** {@code 2^x}. */
    public static Tensor exp2(Tensor x) {
        return of(PreciseFunction.EXP2, x);
    }

    /** The cube root, also of negative numbers. */
    public static Tensor cbrt(Tensor x) {
        return of(PreciseFunction.CBRT, x);
    }

    /** {@code 1 - erf(x)}, accurate where it is tiny. */
    public static Tensor erfc(Tensor x) {
        return of(PreciseFunction.ERFC, x);
    }

    /** The x whose {@link #erf} this is; infinite at -1 and 1, NaN beyond. */
    public static Tensor erfinv(Tensor x) {
        return of(PreciseFunction.ERFINV, x);
    }

    /** The logarithm of the absolute value of the gamma function; infinite at 0 and at negative whole numbers. */
    public static Tensor lgamma(Tensor x) {
        return of(PreciseFunction.LGAMMA, x);
    }

    /** The derivative of {@link #lgamma}; infinite at 0, NaN at negative whole numbers. */
    public static Tensor digamma(Tensor x) {
        return of(PreciseFunction.DIGAMMA, x);
    }

    /**
     * The derivative of order n of {@link #digamma}: order 0 is digamma itself, 1 the trigamma function.
     *
     * @throws IllegalArgumentException if n is not within 0 and 100
     */
    public static Tensor polygamma(int n, Tensor x) {
        if (n < 0 || n > 100) {
            throw new IllegalArgumentException("polygamma: order " + n + " is not within 0 and 100");
        }
        return n == 0 ? digamma(x) : new PreciseOp.Polygamma(n).tensor(x);
    }

    /** The angle of the point (x, y), between -pi and pi; the shapes broadcast. The gradient at the origin is 0. */
    public static Tensor atan2(Tensor y, Tensor x) {
        return of(PreciseBinaryFunction.ATAN2, y, x);
    }

    /** {@code sqrt(a^2 + b^2)} without overflow; the shapes broadcast. The gradient at the origin is 0. */
    public static Tensor hypot(Tensor a, Tensor b) {
        return of(PreciseBinaryFunction.HYPOT, a, b);
    }

    /**
     * What is left of a when divided by b, with the sign of b, as Python's {@code %}; the shapes broadcast. Exact where
     * the signs agree; NaN for b = 0.
     */
    public static Tensor remainder(Tensor a, Tensor b) {
        return of(PreciseBinaryFunction.REMAINDER, a, b);
    }

    /** As {@link #remainder(Tensor, Tensor)} by a number. */
    public static Tensor remainder(Tensor a, double b) {
        return remainder(a, Tensor.scalar(b));
    }

    /** What is left of a when divided by b, with the sign of a, as C's {@code fmod}: exact; the shapes broadcast. */
    public static Tensor fmod(Tensor a, Tensor b) {
        return of(PreciseBinaryFunction.FMOD, a, b);
    }

    /** As {@link #fmod(Tensor, Tensor)} by a number. */
    public static Tensor fmod(Tensor a, double b) {
        return fmod(a, Tensor.scalar(b));
    }

    /**
     * {@code log(e^a + e^b)} without overflow; the shapes broadcast. The gradients sum to 1, also at two equal
     * infinities, where each is 1/2. Next to a root, where {@code e^a + e^b} is close to 1, the error is up to 2^-52.
     */
    public static Tensor logaddexp(Tensor a, Tensor b) {
        return of(PreciseBinaryFunction.LOGADDEXP, a, b);
    }

    /**
     * The size of a with the sign of b, also that of -0; NaN counts as positive. The shapes broadcast. Where a is 0,
     * the gradient is 0.
     */
    public static Tensor copysign(Tensor a, Tensor b) {
        return of(PreciseBinaryFunction.COPYSIGN, a, b);
    }

    private static Tensor of(PreciseFunction function, Tensor x) {
        return new PreciseOp.Unary(function).tensor(x);
    }

    private static Tensor of(PreciseBinaryFunction function, Tensor a, Tensor b) {
        return new PreciseOp.Binary(function).tensor(a, b);
    }

    // ---- to whole numbers; exact, and the gradient is 0, or that of x where x is NaN

    /** The nearest whole number, the even one of two. */
    public static Tensor round(Tensor x) {
        return new RoundingOp.Round().tensor(x);
    }

    /** The largest whole number that is not above x. */
    public static Tensor floor(Tensor x) {
        return new RoundingOp.Floor().tensor(x);
    }

    /** The smallest whole number that is not below x. */
    public static Tensor ceil(Tensor x) {
        return new RoundingOp.Ceil().tensor(x);
    }

    /** The whole number next to x towards 0. */
    public static Tensor trunc(Tensor x) {
        return new RoundingOp.Trunc().tensor(x);
    }

    /** {@code x - trunc(x)}, with the gradient of x, also at NaN; NaN where x is infinite. */
    public static Tensor frac(Tensor x) {
        return x.sub(trunc(x).detach());
    }

    // ---- composed

    /**
     * {@code a + weight (b - a)}, computed from the nearer end, so that weights of 0 and 1 give a and b exactly if the
     * difference is finite; the three broadcast.
     */
    public static Tensor lerp(Tensor a, Tensor b, Tensor weight) {
        Required.nonNull("lerp: the second tensor", b);
        Required.nonNull("lerp: the tensor of weights", weight);
        Tensor way = b.sub(a);
        Tensor rest = weight.neg().add(1);
        return Indexing.where(weight.abs().lt(0.5), a.add(weight.mul(way)), b.sub(rest.mul(way)));
    }

    /** As {@link #lerp(Tensor, Tensor, Tensor)} with one weight. */
    public static Tensor lerp(Tensor a, Tensor b, double weight) {
        return lerp(a, b, Tensor.scalar(weight));
    }

    /**
     * {@code a log(b)}, but 0 where a is 0 and b is not NaN, with gradients 0 there if b has no finite logarithm; the
     * shapes broadcast.
     */
    public static Tensor xlogy(Tensor a, Tensor b) {
        Required.nonNull("xlogy: the tensor of factors", a);
        Required.nonNull("xlogy: the tensor to take logarithms of", b);
        BoolTensor zero = a.eq(0).and(b.le(0).or(b.eq(Float.POSITIVE_INFINITY)));
        Tensor one = Tensor.scalar(1);
        return Indexing.where(zero, Tensor.scalar(0), a.mul(Indexing.where(zero, one, b).log()));
    }

    /**
     * Numbers in the place of NaN and the infinities ({@index nan_to_num}): 0 and the largest floats. The gradient is 0
     * there.
     */
    public static Tensor nanToNum(Tensor x) {
        return nanToNum(x, 0, Float.MAX_VALUE, -Float.MAX_VALUE);
    }

    /** As {@link #nanToNum(Tensor)} with given numbers for NaN and the two infinities. */
    public static Tensor nanToNum(Tensor x, double nan, double positive, double negative) {
        Tensor finite = Indexing.where(Required.nonNull("nanToNum: the tensor", x).isNaN(), Tensor.scalar(nan), x);
        Tensor above = Indexing.where(x.eq(Float.POSITIVE_INFINITY), Tensor.scalar(positive), finite);
        return Indexing.where(x.eq(Float.NEGATIVE_INFINITY), Tensor.scalar(negative), above);
    }
}
