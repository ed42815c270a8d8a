package dev.lanewise.gpu;

import dev.lanewise.gpu.ArithmeticCheck.Rule;
import dev.lanewise.gpu.opencl.Context;
import dev.lanewise.gpu.steps.Kernels;
import dev.lanewise.kernels.scalar.ScalarMath;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a device, before it is used, for the arithmetic that the bits of all kernels rest on: correctly rounded sums,
 * products, quotients, reciprocals and roots, a fused multiply-add that is one operation and is used only where it is
 * asked for, in vectors as well, and denormals that are kept; and for that of doubles, where the device has them.
 * Drivers promise this, and some do not keep it.
 */
final class SelfCheck {
    private static final String ALL = "all kernels";
    private static final String FUNCTIONS = "exponentials, logarithms, sigmoid, tanh, softmax, losses";
    private static final String PRODUCTS = "matmul, linear layers, attention";

    /** In the order of the results of {@code check}. */
    private static final List<Rule> FLOATS = List.of(
            Rule.ofFloats("a + b", ALL, (a, b, _) -> a + b),
            Rule.ofFloats("a - b", ALL, (a, b, _) -> a - b),
            Rule.ofFloats("a * b", ALL, (a, b, _) -> a * b),
            Rule.ofFloats("a / b", "div, sigmoid, tanh, means, normalization, Adam", (a, b, _) -> a / b),
            Rule.ofFloats("sqrt(a)", "sqrt, norms, Adam, RMSprop", (a, _, _) -> (float) Math.sqrt(a)),
            Rule.ofFloats("fma(a, b, c)", "exponentials, logarithms, updates, recurrent layers, gradients", Math::fma),
            Rule.ofFloats("a * b + c", "updates, gradients", (a, b, c) -> a * b + c),
            Rule.ofFloats("exp(a)", FUNCTIONS, (a, _, _) -> ScalarMath.exp(a)),
            Rule.ofFloats("log(a)", FUNCTIONS, (a, _, _) -> ScalarMath.log(a)),
            Rule.ofFloats("tanh(a)", FUNCTIONS, (a, _, _) -> ScalarMath.tanh(a)),
            Rule.ofFloats("(float) bits(a)", "random numbers, indices",
                    (a, _, _) -> (float) Float.floatToRawIntBits(a)),
            Rule.ofFloats("(int) a", "random numbers, indices", (a, _, _) -> Math.abs(a) < 1e9f ? (float) (int) a : 0),
            Rule.ofFloats("1 / a", "reciprocal, softmax, attention, losses", (a, _, _) -> 1 / a),
            Rule.ofFloats("1 / sqrt(a)", "rsqrt, normalization", (a, _, _) -> 1 / (float) Math.sqrt(a)),
            Rule.ofFloats("fma(a, b, c) of 8 floats at a time", "convolutions", Math::fma),
            Rule.ofFloats("fma(a, b, c) of as many floats as the device computes together", PRODUCTS, Math::fma),
            Rule.ofFloats("a + b of as many floats as the device computes together", PRODUCTS, (a, b, _) -> a + b));

    private static final String POWERS = "pow, sin, cos";
    private static final String LINES = "prod, cumprod";
    private static final String NORMS = "layer and RMS normalization of extreme rows";
    private static final String ALL_DOUBLES = "pow, sin, cos, hypot, prod, cumprod, multinomial, multi-label margins";

    /** In the order of the results of {@code check_doubles}. */
    private static final List<Rule> DOUBLES = List.of(
            new Rule("double a + b", ALL_DOUBLES, (a, b, _) -> a + b),
            new Rule("double a - b", ALL_DOUBLES, (a, b, _) -> a - b),
            new Rule("double a * b", ALL_DOUBLES, (a, b, _) -> a * b),
            new Rule("double a / b", "pow, multi-label margins, " + NORMS, (a, b, _) -> a / b),
            new Rule("double 1 / a", NORMS, (a, _, _) -> 1 / a),
            new Rule("double sqrt(a)", "hypot, " + NORMS, (a, _, _) -> Math.sqrt(a)),
            new Rule("double fma(a, b, c)", POWERS, Math::fma),
            new Rule("double a * b + c", "hypot, multinomial, " + POWERS, (a, b, c) -> a * b + c),
            new Rule("(float) of double a", ALL_DOUBLES + ", " + NORMS, (a, _, _) -> (float) a),
            new Rule("(double) of an exponent", POWERS, (a, _, _) -> Double.doubleToRawLongBits(a) >> 52),
            new Rule("(double) of 53 bits", "sin, cos, multinomial",
                    (a, _, _) -> (Double.doubleToRawLongBits(a) >>> 11) * 0x1p11),
            new Rule("fmod(a, b) of floats as doubles", "fmod, remainder", (a, b, _) -> (double) (float) a % (float) b),
            new Rule("(float) ldexp(a, steps of 400)", LINES,
                    (a, b, _) -> (float) Math.scalb(a, 400 * ((int) (Double.doubleToRawLongBits(b) & 7) - 4))));

    private SelfCheck() {}

    static ArithmeticCheck ofFloats() {
        return new ArithmeticCheck("check", true, HardFloats.triples(), FLOATS);
    }

    static ArithmeticCheck ofDoubles() {
        return new ArithmeticCheck("check_doubles", false, HardDoubles.triples(), DOUBLES);
    }

    /** A sentence for each kind of arithmetic in which a device differs from Java; none if it does not. */
    static List<String> differences(Context context, Kernels kernels, int group) {
        List<String> differences = new ArrayList<>(ofFloats().differences(context, kernels, group));
        if (context.device().hasDoubles()) {
            differences.addAll(ofDoubles().differences(context, kernels, group));
        }
        return differences;
    }
}
