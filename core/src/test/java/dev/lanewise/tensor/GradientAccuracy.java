package dev.lanewise.tensor;

import dev.lanewise.kernels.scalar.DoubleReference;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * Measures the gradients of elementwise functions against double precision; {@code main} prints the rows of
 * docs/accuracy.md.
 *
 * @param name name of the function
 * @param bound the largest error allowed, see {@link #measure}
 * @param function the function
 * @param slope its derivative in double precision
 * @param root where the slope is 0 and the error is counted as {@link #error} says; NaN if nowhere
 */
record GradientAccuracy(
        String name, double bound, UnaryOperator<Tensor> function, DoubleUnaryOperator slope, double root) {
    private static final double DENSITY_AT_0 = 1 / Math.sqrt(2 * Math.PI);
    private static final double ROOT = 2 * Math.sqrt(2 / Math.PI);

    /** Numbers that are looked at in one tensor. */
    private static final int BATCH = 1 << 15;

    static final List<GradientAccuracy> FUNCTIONS = List.of(
            of("square", 1e-7, Tensor::square, x -> 2 * x),
            of("sqrt", 2e-7, Tensor::sqrt, x -> 0.5 / Math.sqrt(x)),
            of("rsqrt", 6e-7, Tensor::rsqrt, x -> -0.5 / (x * Math.sqrt(x))),
            of("reciprocal", 3e-7, Tensor::reciprocal, x -> -1 / (x * x)),
            of("pow(x, 3)", 2e-7, x -> x.pow(3f), x -> 3 * x * x),
            of("exp", 2e-7, Tensor::exp, StrictMath::exp),
            of("expm1", 2e-7, Tensor::expm1, StrictMath::exp),
            of("log", 1e-7, Tensor::log, x -> 1 / x),
            of("log1p", 2e-7, Tensor::log1p, x -> 1 / (1 + x)),
            of("tanh", 1, Tensor::tanh, x -> sech(x) * sech(x)),
            of("erf", 6e-6, Tensor::erf, x -> 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x)),
            of("sigmoid", 1, Tensor::sigmoid, x -> DoubleReference.sigmoid(x) * DoubleReference.sigmoid(-x)),
            of("softplus", 3e-7, Activations::softplus, DoubleReference::sigmoid),
            of("elu", 2e-7, x -> Activations.elu(x, 1f), x -> x > 0 ? 1 : StrictMath.exp(x)),
            new GradientAccuracy("gelu", 1e-6, Activations::gelu, x -> DoubleReference.normalCdf(x)
                    + x * DENSITY_AT_0 * StrictMath.exp(-x * x / 2), -0.7517915),
            new GradientAccuracy("geluTanh", 1e-6, Activations::geluTanh, GradientAccuracy::geluTanh, -0.7524614),
            new GradientAccuracy("silu", 1e-5, Activations::silu, x -> {
                double s = DoubleReference.sigmoid(x);
                return s * (1 + x * DoubleReference.sigmoid(-x));
            }, -1.2784645));

    private static GradientAccuracy of(
            String name, double bound, UnaryOperator<Tensor> function, DoubleUnaryOperator slope) {
        return new GradientAccuracy(name, bound, function, slope, Double.NaN);
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
    record Worst(double error, float x) {}

    /**
     * The largest error of the gradient over every {@code step}-th float with 2<sup>-30</sup> &lt;= |x| &lt;
     * 2<sup>7</sup> whose exact slope is a normal number.
     */
    Worst measure(int step) {
        Worst worst = new Worst(0, 0);
        for (int sign : new int[] {0, 1 << 31}) {
            int end = Float.floatToIntBits(0x1p7f);
            for (int bits = Float.floatToIntBits(0x1p-30f); bits < end; bits += step * BATCH) {
                float[] x = new float[Math.min(BATCH, Math.ceilDiv(end - bits, step))];
                for (int i = 0; i < x.length; i++) {
                    x[i] = Float.intBitsToFloat(bits + i * step | sign);
                }
                worst = worse(worst, x);
            }
        }
        return worst;
    }

    private Worst worse(Worst soFar, float... x) {
        Tensor at = Tensor.of(x).requiresGrad(true);
        function.apply(at).sum().backward();
        float[] gradients = at.grad().toArray();
        Worst worst = soFar;
        for (int i = 0; i < x.length; i++) {
            double exact = slope.applyAsDouble(x[i]);
            if (Math.abs(exact) >= Float.MIN_NORMAL && Math.abs(exact) <= Float.MAX_VALUE) {
                double error = error(x[i], gradients[i], exact);
                if (!(error <= worst.error)) { // NaN is the worst
                    worst = new Worst(error, x[i]);
                }
            }
        }
        return worst;
    }

    /** The relative error; within 1/8 of a root of the slope, where terms cancel, the absolute one. */
    private double error(float x, float gradient, double exact) {
        double off = Math.abs(gradient - exact);
        return Math.abs(x - root) < 0.125 ? off : off / Math.abs(exact);
    }

    public static void main(String[] args) {
        int step = args.length > 0 ? Integer.parseInt(args[0]) : 7;
        System.out.println("| function | largest error | at x |");
        System.out.println("|---|---|---|");
        for (GradientAccuracy a : FUNCTIONS) {
            Worst worst = a.measure(step);
            System.out.printf(Locale.ROOT, "| %s | %.1e | %s |%n", a.name, worst.error, worst.x);
        }
    }
}
