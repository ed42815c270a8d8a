package dev.lanewise.tensor;

import dev.lanewise.kernels.scalar.Accuracy;
import dev.lanewise.kernels.scalar.DoubleReference;
import dev.lanewise.kernels.scalar.PreciseReference;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * Measures the elementwise functions that are computed in double precision; {@code main} prints their rows of
 * docs/accuracy.md.
 *
 * @param name name of the function
 * @param bound the largest error allowed, in ulp
 * @param function the function
 * @param reference the same function in double precision, by another formula
 */
record PointwiseAccuracy(
        String name, double bound, UnaryOperator<Tensor> function, DoubleUnaryOperator reference) {
    /** Numbers that are looked at in one tensor. */
    private static final int BATCH = 1 << 15;

    static final List<PointwiseAccuracy> FUNCTIONS = List.of(
            rounded("tan", Pointwise::tan, PreciseReference::tan),
            rounded("asin", Pointwise::asin, PreciseReference::asin),
            rounded("acos", Pointwise::acos, PreciseReference::acos),
            rounded("atan", Pointwise::atan, PreciseReference::atan),
            rounded("sinh", Pointwise::sinh, PreciseReference::sinh),
            rounded("cosh", Pointwise::cosh, PreciseReference::cosh),
            rounded("asinh", Pointwise::asinh, PreciseReference::asinh),
            rounded("acosh", Pointwise::acosh, PreciseReference::acosh),
            rounded("atanh", Pointwise::atanh, PreciseReference::atanh),
            rounded("log10", Pointwise::log10, PreciseReference::log10),
            rounded("exp2", Pointwise::exp2, PreciseReference::exp2),
            rounded("cbrt", Pointwise::cbrt, PreciseReference::cbrt),
            rounded("erfc", Pointwise::erfc, DoubleReference::erfc),
            rounded("erfinv", Pointwise::erfinv, PreciseReference::erfinv),
            rounded("tanhshrink", Activations::tanhshrink, PointwiseAccuracy::tanhshrink),
            new PointwiseAccuracy("lgamma", 0.6, Pointwise::lgamma, PreciseReference::lgamma),
            new PointwiseAccuracy("digamma", 0.8, Pointwise::digamma, PreciseReference::digamma));

    private static PointwiseAccuracy rounded(
            String name, UnaryOperator<Tensor> function, DoubleUnaryOperator reference) {
        return new PointwiseAccuracy(name, 0.501, function, reference);
    }

    /** {@code ((x - 1) e^2x + (x + 1)) / (e^2x + 1)}, and near 0 the first terms of the series. */
    private static double tanhshrink(double x) {
        double a = Math.abs(x);
        if (a > 20) {
            return x - Math.copySign(1, x);
        }
        if (a < 0.125) {
            double s = x * x;
            double tail = 62 / 2835.0 - s * (1382 / 155925.0 - s * (21844 / 6081075.0 - s * 929569 / 638512875.0));
            return x * s * (1 / 3.0 - s * (2 / 15.0 - s * (17 / 315.0 - s * tail)));
        }
        double e = StrictMath.expm1(2 * a);
        return Math.copySign((a * (e + 2) - e) / (e + 2), x);
    }

    /** The largest error found, in ulp, and where. */
    record Worst(double ulps, float x) {}

    /** Looks at every {@code step}-th bit pattern, from {@code first} on, of both signs. */
    Worst measure(int first, int step) {
        Worst worst = new Worst(0, 0);
        for (long bits = first; bits < 1L << 32; bits += (long) step * BATCH) {
            float[] x = new float[(int) Math.min(BATCH, Math.ceilDiv((1L << 32) - bits, step))];
            for (int i = 0; i < x.length; i++) {
                x[i] = Float.intBitsToFloat((int) (bits + (long) i * step));
            }
            worst = measure(worst, x);
        }
        return worst;
    }

    private Worst measure(Worst before, float... x) {
        float[] y = function.apply(Tensor.of(x)).toArray();
        Worst worst = before;
        for (int i = 0; i < x.length; i++) {
            double exact = reference.applyAsDouble(x[i]);
            if (Double.isNaN(exact) && Float.isNaN(y[i])) {
                continue;
            }
            double ulps = Accuracy.ulps(y[i], exact);
            if (!(ulps <= worst.ulps)) { // NaN is the worst
                worst = new Worst(ulps, x[i]);
            }
        }
        return worst;
    }

    public static void main(String[] args) {
        int step = args.length > 0 ? Integer.parseInt(args[0]) : 37;
        for (PointwiseAccuracy a : FUNCTIONS) {
            Worst worst = a.measure(0, step);
            System.out.printf(Locale.ROOT, "| %s | %.3f | %s | %s |%n", a.name, worst.ulps, worst.x, a.bound);
        }
    }
}
