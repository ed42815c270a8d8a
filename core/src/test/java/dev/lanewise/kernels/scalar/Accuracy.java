package dev.lanewise.kernels.scalar;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Measures the elementary functions against double precision; {@code main} prints the rows of docs/accuracy.md.
 *
 * @param name name of the function
 * @param bound the largest error allowed, in ulp
 * @param function our function
 * @param reference the same function in double precision
 */
public record Accuracy(String name, double bound, FloatFunction function, DoubleUnaryOperator reference) {
    public interface FloatFunction {
        float apply(float x);
    }

    static final List<Accuracy> FUNCTIONS = List.of(
            new Accuracy("exp", 2, ScalarMath::exp, StrictMath::exp),
            new Accuracy("expm1", 2, ScalarMath::expm1, StrictMath::expm1),
            new Accuracy("log", 2, ScalarMath::log, StrictMath::log),
            new Accuracy("log2", 2, ScalarMath::log2, x -> StrictMath.log(x) / StrictMath.log(2)),
            new Accuracy("log1p", 2, ScalarMath::log1p, StrictMath::log1p),
            new Accuracy("sin", 2, ScalarTrigonometry::sin, StrictMath::sin),
            new Accuracy("cos", 2, ScalarTrigonometry::cos, StrictMath::cos),
            new Accuracy("tanh", 2, ScalarMath::tanh, StrictMath::tanh),
            new Accuracy("erf", 2, ScalarErf::erf, DoubleReference::erf),
            new Accuracy("sigmoid", 3, ScalarMath::sigmoid, DoubleReference::sigmoid),
            new Accuracy("softplus", 2, ScalarMath::softplus, DoubleReference::softplus),
            new Accuracy("silu", 3, ScalarMath::silu, DoubleReference::silu),
            new Accuracy("mish", 4, ScalarMath::mish, DoubleReference::mish),
            new Accuracy("softsign", 2, ScalarMath::softsign, DoubleReference::softsign),
            new Accuracy("gelu", 7, ScalarErf::gelu, DoubleReference::gelu),
            new Accuracy("geluTanh", 3, ScalarGeluTanh::geluTanh, DoubleReference::geluTanh));

    /** The largest error found, in ulp, and where. */
    record Worst(double ulps, float x) {
        private Worst orWorse(Worst other) {
            return Double.compare(ulps, other.ulps) >= 0 ? this : other; // NaN is the worst
        }
    }

    /** Looks at every {@code step}-th bit pattern, from {@code first} on, of both signs. */
    Worst measure(int first, int step) {
        return measure(first, 1L << 32, step);
    }

    /**
     * Looks at every float with 2<sup>-30</sup> &lt;= |x| &lt; 2<sup>7</sup>, and at every {@code step}-th of the
     * others, where the functions are straight lines, constants or, the logarithms, rounded once from their main term.
     */
    Worst measureWhereItBends(int step) {
        Worst worst = new Worst(0, 0);
        for (long sign : new long[] {0, 1L << 31}) {
            long bends = sign + Float.floatToIntBits(0x1p-30f);
            long straight = sign + Float.floatToIntBits(0x1p7f);
            worst = worst.orWorse(measure(sign, bends, step));
            worst = worst.orWorse(measure(bends, straight, 1));
            worst = worst.orWorse(measure(straight, sign + (1L << 31), step));
        }
        return worst;
    }

    private Worst measure(long first, long end, int step) {
        Worst worst = new Worst(0, 0);
        for (long bits = first; bits < end; bits += step) {
            float x = Float.intBitsToFloat((int) bits);
            double exact = reference.applyAsDouble(x);
            float y = function.apply(x);
            if (Double.isNaN(exact) && Float.isNaN(y)) {
                continue;
            }
            double ulps = ulps(y, exact);
            if (Double.isNaN(ulps)) {
                return new Worst(ulps, x);
            }
            if (ulps > worst.ulps) {
                worst = new Worst(ulps, x);
            }
        }
        return worst;
    }

    /**
     * Distance in units of the last place of the exact value rounded to float, where infinity and all that rounds to it
     * count as 2^128; NaN where one of both is NaN.
     */
    public static double ulps(float y, double exact) {
        if (y == exact) {
            return 0;
        }
        if (Float.isInfinite((float) exact)) {
            exact = Math.copySign(0x1p128, exact);
        }
        if (Float.isInfinite(y)) {
            return Math.abs(Math.copySign(0x1p128, y) - exact) / Math.ulp(Float.MAX_VALUE);
        }
        return Math.abs(y - exact) / Math.ulp(Math.min(Math.abs((float) exact), Float.MAX_VALUE));
    }

    public static void main(String[] args) {
        int step = args.length > 0 ? Integer.parseInt(args[0]) : 37;
        System.out.println("| function | largest error found, ulp | at x | bound tested, ulp |");
        System.out.println("|---|---|---|---|");
        for (Accuracy a : FUNCTIONS) {
            Worst worst = a.measureWhereItBends(step);
            System.out.printf("| %s | %.3f | %s | %s |%n", a.name, worst.ulps, worst.x, a.bound);
        }
    }
}
