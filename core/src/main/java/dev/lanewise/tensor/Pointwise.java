package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.UnaryOp;

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
}
