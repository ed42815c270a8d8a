package dev.lanewise.tensor;

import dev.lanewise.Seeds;
import dev.lanewise.kernels.scalar.Accuracy;
import dev.lanewise.kernels.scalar.PreciseReference;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;

/**
 * Measures elementwise functions of two arguments on pairs of finite numbers other than 0; {@code main} prints their
 * rows of docs/accuracy.md.
 *
 * @param name name of the function
 * @param bound the largest error allowed, in ulp
 * @param function the function
 * @param reference the same function in double precision, by another formula
 */
record PairAccuracy(String name, double bound, BinaryOperator<Tensor> function, DoubleBinaryOperator reference) {
    /** Numbers that are looked at in one tensor. */
    private static final int BATCH = 1 << 15;

    /** An error of {@link Pointwise#logaddexp} that counts as none: next to its roots, where doubles cancel. */
    private static final double ROUNDING = 0x1p-50;

    static final List<PairAccuracy> FUNCTIONS = List.of(
            new PairAccuracy("pow", 0.501, Tensor::pow, StrictMath::pow),
            new PairAccuracy("atan2", 0.501, Pointwise::atan2, PairAccuracy::atan2),
            new PairAccuracy("hypot", 0.501, Pointwise::hypot, StrictMath::hypot),
            new PairAccuracy("fmod", 0, Pointwise::fmod, PairAccuracy::fmod),
            new PairAccuracy("remainder", 0.501, Pointwise::remainder, PairAccuracy::remainder),
            new PairAccuracy("xlogy", 2, Pointwise::xlogy, (a, b) -> a * StrictMath.log(b)),
            new PairAccuracy("logaddexp", 1, Pointwise::logaddexp, PairAccuracy::logaddexp));

    /** The largest error found, in ulp, and where. */
    record Worst(double ulps, float a, float b) {}

    private static double atan2(double y, double x) {
        double angle = PreciseReference.atan(y / x);
        return x > 0 ? angle : angle + Math.copySign(Math.PI, y);
    }

    /** The number of smallest floats in a float. */
    private static BigInteger whole(double x) {
        return new BigDecimal(x).multiply(new BigDecimal(BigInteger.TWO.pow(149))).toBigIntegerExact();
    }

    private static double fmod(double a, double b) {
        return Math.copySign(Math.scalb(whole(a).remainder(whole(b)).doubleValue(), -149), a);
    }

    private static double remainder(double a, double b) {
        BigInteger divisor = whole(b).abs();
        BigInteger rest = b > 0 ? whole(a).mod(divisor) : whole(a).negate().mod(divisor).negate();
        return Math.scalb(rest.doubleValue(), -149);
    }

    private static double logaddexp(double a, double b) {
        double larger = Math.max(a, b);
        double smaller = Math.min(a, b);
        return Math.abs(larger) < 1
                ? StrictMath.log1p(StrictMath.expm1(larger) + StrictMath.exp(smaller))
                : larger + StrictMath.log1p(StrictMath.exp(smaller - larger));
    }

    Worst measure(int batches) {
        SplittableRandom random = Seeds.random(41);
        Worst worst = new Worst(0, 0, 0);
        for (int batch = 0; batch < batches; batch++) {
            float[] a = new float[BATCH];
            float[] b = new float[BATCH];
            for (int i = 0; i < BATCH; i++) {
                pair(random, i, a, b);
            }
            worst = measure(worst, a, b);
        }
        return worst;
    }

    /** Any bits; ordinary numbers; numbers whose power has an ordinary size; logarithms of parts of a whole. */
    private static void pair(SplittableRandom random, int i, float[] a, float[] b) {
        switch (i % 4) {
            case 0 -> {
                a[i] = Float.intBitsToFloat(random.nextInt());
                b[i] = Float.intBitsToFloat(random.nextInt());
            }
            case 1 -> {
                a[i] = (float) random.nextGaussian(0, 5);
                b[i] = (float) random.nextGaussian(0, 5);
            }
            case 2 -> {
                a[i] = Float.intBitsToFloat(random.nextInt(0x7f800000));
                b[i] = (float) (random.nextDouble(-150, 128) * StrictMath.log(2) / StrictMath.log(a[i]));
            }
            default -> {
                double part = random.nextDouble();
                a[i] = (float) StrictMath.log(part);
                b[i] = (float) StrictMath.log(1 - part);
            }
        }
    }

    private Worst measure(Worst before, float[] a, float[] b) {
        float[] y = function.apply(Tensor.of(a), Tensor.of(b)).toArray();
        Worst worst = before;
        for (int i = 0; i < y.length; i++) {
            if (a[i] == 0 || b[i] == 0 || !Float.isFinite(a[i]) || !Float.isFinite(b[i])) {
                continue; // PointwiseSpecialsTest looks at these
            }
            double exact = reference.applyAsDouble(a[i], b[i]);
            boolean rounding = name.equals("logaddexp") && Math.abs(y[i] - exact) <= ROUNDING;
            if (rounding || Double.isNaN(exact) && Float.isNaN(y[i])) {
                continue;
            }
            double ulps = Accuracy.ulps(y[i], exact);
            if (!(ulps <= worst.ulps)) { // NaN is the worst
                worst = new Worst(ulps, a[i], b[i]);
            }
        }
        return worst;
    }

    /** The argument is a number of batches of 32,768 pairs. */
    public static void main(String[] args) {
        int batches = args.length > 0 ? Integer.parseInt(args[0]) : 64;
        for (PairAccuracy a : FUNCTIONS) {
            Worst worst = a.measure(batches);
            System.out.printf(Locale.ROOT, "| %s | %.3f | %s, %s | %s |%n", a.name, worst.ulps, worst.a, worst.b,
                    a.bound);
        }
    }
}
