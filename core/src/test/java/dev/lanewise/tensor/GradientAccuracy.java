package dev.lanewise.tensor;

import dev.lanewise.TestTensors;
import dev.lanewise.kernels.scalar.DoubleReference;
import dev.lanewise.kernels.scalar.PreciseReference;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Measures the gradients of elementwise functions against double precision; {@code main} prints the rows of
 * docs/accuracy.md.
 *
 * @param name name of the function
 * @param relative the largest relative error allowed
 * @param absolute the largest absolute error allowed at the points that {@code cancels} names
 * @param function the function
 * @param slope its derivative in double precision
 * @param cancels where the relative error has no bound: next to a root of the slope, and where the slope is worked out
 *     from a function that is next to its limit
 */
record GradientAccuracy(
        String name,
        double relative,
        double absolute,
        UnaryOperator<Tensor> function,
        DoubleUnaryOperator slope,
        DoublePredicate cancels) {
    private static final double DENSITY_AT_0 = 1 / Math.sqrt(2 * Math.PI);
    private static final double ROOT = 2 * Math.sqrt(2 / Math.PI);

    /** Numbers that are looked at in one tensor. */
    private static final int BATCH = 1 << 15;

    private static final List<GradientAccuracy> EVERYDAY = List.of(
            of("square", 1e-7, Tensor::square, x -> 2 * x),
            of("sqrt", 2e-7, Tensor::sqrt, x -> 0.5 / Math.sqrt(x)),
            of("rsqrt", 6e-7, Tensor::rsqrt, x -> -0.5 / (x * Math.sqrt(x))),
            of("reciprocal", 3e-7, Tensor::reciprocal, x -> -1 / (x * x)),
            of("pow(x, 3)", 2e-7, x -> x.pow(3f), x -> 3 * x * x),
            of("exp", 2e-7, Tensor::exp, StrictMath::exp),
            of("expm1", 2e-7, Pointwise::expm1, StrictMath::exp),
            of("log", 1e-7, Tensor::log, x -> 1 / x),
            of("log2", 3e-7, Pointwise::log2, x -> 1 / (x * Math.log(2))),
            of("log1p", 2e-7, Pointwise::log1p, x -> 1 / (1 + x)),
            new GradientAccuracy("tanh", 5e-7, 3e-7, Tensor::tanh, x -> sech(x) * sech(x), x -> Math.abs(x) > 1),
            of("erf", 6e-6, Pointwise::erf, x -> 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x)),
            new GradientAccuracy("sigmoid", 1e-6, 1.5e-7, Tensor::sigmoid,
                    x -> DoubleReference.sigmoid(x) * DoubleReference.sigmoid(-x), x -> x > 2),
            of("softplus", 3e-7, Activations::softplus, DoubleReference::sigmoid),
            of("elu", 2e-7, x -> Activations.elu(x, 1f), x -> x > 0 ? 1 : StrictMath.exp(x)),
            new GradientAccuracy("gelu", 1e-6, 2e-7, Activations::gelu, GradientAccuracy::gelu, near(-0.7517915)),
            new GradientAccuracy(
                    "geluTanh", 1e-6, 2e-7, Activations::geluTanh, GradientAccuracy::geluTanh, near(-0.7524614)),
            new GradientAccuracy("silu", 1e-5, 1e-7, Activations::silu, GradientAccuracy::silu, near(-1.2784645)),
            new GradientAccuracy("mish", 1e-5, 2e-7, Activations::mish, GradientAccuracy::mish, near(-1.1924)),
            of("softsign", 3e-7, Activations::softsign, x -> 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x)))),
            of("tanhshrink", 1e-6, Activations::tanhshrink, x -> Math.pow(StrictMath.tanh(x), 2)));

    private static final List<GradientAccuracy> OTHERS = List.of(
            of("sin", 2e-7, Pointwise::sin, StrictMath::cos),
            of("cos", 2e-7, Pointwise::cos, x -> -StrictMath.sin(x)),
            of("tan", 3e-7, Pointwise::tan, x -> 1 / (StrictMath.cos(x) * StrictMath.cos(x))),
            of("asin", 4e-7, Pointwise::asin, x -> 1 / Math.sqrt((1 - x) * (1 + x))),
            of("acos", 4e-7, Pointwise::acos, x -> -1 / Math.sqrt((1 - x) * (1 + x))),
            of("atan", 3e-7, Pointwise::atan, x -> 1 / (1 + x * x)),
            of("sinh", 1e-7, Pointwise::sinh, StrictMath::cosh),
            of("cosh", 1e-7, Pointwise::cosh, StrictMath::sinh),
            of("asinh", 2e-7, Pointwise::asinh, x -> 1 / Math.sqrt(x * x + 1)),
            of("acosh", 4e-7, Pointwise::acosh, x -> 1 / (Math.sqrt(x - 1) * Math.sqrt(x + 1))),
            of("atanh", 3e-7, Pointwise::atanh, x -> 1 / ((1 - x) * (1 + x))),
            of("log10", 3e-7, Pointwise::log10, x -> 1 / (x * Math.log(10))),
            of("exp2", 3e-7, Pointwise::exp2, x -> StrictMath.pow(2, x) * Math.log(2)),
            of("cbrt", 4e-7, Pointwise::cbrt, x -> 1 / (3 * StrictMath.cbrt(x) * StrictMath.cbrt(x))),
            of("erfc", 6e-6, Pointwise::erfc, x -> -2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x)),
            of("erfinv", 3e-6, Pointwise::erfinv, GradientAccuracy::erfinv),
            of("lgamma", 1e-7, Pointwise::lgamma, PreciseReference::digamma),
            of("digamma", 1e-7, Pointwise::digamma, PreciseReference::trigamma),
            of("atan2(x, 1)", 4e-7, x -> Pointwise.atan2(x, Tensor.scalar(1)), x -> 1 / (1 + x * x)),
            of("hypot(x, 1)", 2e-7, x -> Pointwise.hypot(x, Tensor.scalar(1)), x -> x / Math.sqrt(x * x + 1)),
            of("xlogy(2, x)", 2e-7, x -> Pointwise.xlogy(Tensor.scalar(2), x), x -> 2 / x),
            of("logaddexp(x, 0)", 3e-7, x -> Pointwise.logaddexp(x, Tensor.scalar(0)), DoubleReference::sigmoid));

    static final List<GradientAccuracy> FUNCTIONS = Stream.concat(EVERYDAY.stream(), OTHERS.stream()).toList();

    private static GradientAccuracy of(
            String name, double relative, UnaryOperator<Tensor> function, DoubleUnaryOperator slope) {
        return new GradientAccuracy(name, relative, 0, function, slope, _ -> false);
    }

    private static DoublePredicate near(double root) {
        return x -> Math.abs(x - root) < 0.125;
    }

    private static double gelu(double x) {
        return DoubleReference.normalCdf(x) + x * DENSITY_AT_0 * StrictMath.exp(-x * x / 2);
    }

    private static double silu(double x) {
        return DoubleReference.sigmoid(x) * (1 + x * DoubleReference.sigmoid(-x));
    }

    private static double mish(double x) {
        double t = StrictMath.tanh(DoubleReference.softplus(x));
        return t + x * DoubleReference.sigmoid(x) * (1 - t * t);
    }

    private static double erfinv(double x) {
        double y = PreciseReference.erfinv(x);
        return Math.sqrt(Math.PI) / 2 * StrictMath.exp(y * y);
    }

    private static double sech(double x) {
        double e = StrictMath.exp(-Math.abs(x));
        return 2 * e / (1 + e * e);
    }

    private static double geluTanh(double x) {
        double z = ROOT * (x + 0.044715 * x * x * x);
        double s = DoubleReference.sigmoid(z);
        return s * (1 + x * DoubleReference.sigmoid(-z) * ROOT * (1 + 3 * 0.044715 * x * x));
    }

    /** The largest error found, and where. */
    record Worst(double error, float x) {
        private Worst orWorse(double other, float at) {
            return other <= error ? this : new Worst(other, at); // NaN is the worst
        }
    }

    /** The largest relative error, and the largest absolute one where that counts. */
    record Errors(Worst relative, Worst absolute) {}

    /**
     * The errors over every {@code step}-th float with 2<sup>-30</sup> &lt;= |x| &lt; 2<sup>7</sup> whose exact slope
     * is a normal number.
     */
    Errors measure(int step) {
        Errors errors = new Errors(new Worst(0, 0), new Worst(0, 0));
        for (int sign : new int[] {0, 1 << 31}) {
            int end = Float.floatToIntBits(0x1p7f);
            for (int bits = Float.floatToIntBits(0x1p-30f); bits < end; bits += step * BATCH) {
                float[] x = new float[Math.min(BATCH, Math.ceilDiv(end - bits, step))];
                for (int i = 0; i < x.length; i++) {
                    x[i] = Float.intBitsToFloat(bits + i * step | sign);
                }
                errors = measure(errors, x);
            }
        }
        return errors;
    }

    private Errors measure(Errors before, float... x) {
        Tensor at = Tensor.of(x).requiresGrad(true);
        function.apply(at).sum().backward();
        float[] gradients = TestTensors.gradOrZero(at).toArray();
        Worst ofRelative = before.relative;
        Worst ofAbsolute = before.absolute;
        for (int i = 0; i < x.length; i++) {
            double exact = slope.applyAsDouble(x[i]);
            double size = Math.abs(exact);
            if (size >= Float.MIN_NORMAL && size <= Float.MAX_VALUE) {
                double off = Math.abs(gradients[i] - exact);
                if (cancels.test(x[i])) {
                    ofAbsolute = ofAbsolute.orWorse(off, x[i]);
                } else {
                    ofRelative = ofRelative.orWorse(off / size, x[i]);
                }
            }
        }
        return new Errors(ofRelative, ofAbsolute);
    }

    public static void main(String[] args) {
        int step = args.length > 0 ? Integer.parseInt(args[0]) : 61;
        for (GradientAccuracy a : FUNCTIONS) {
            Errors errors = a.measure(step);
            System.out.printf(Locale.ROOT, "| %s | %.1e at %s | %.1e at %s |%n", a.name, errors.relative.error,
                    errors.relative.x, errors.absolute.error, errors.absolute.x);
        }
    }
}
