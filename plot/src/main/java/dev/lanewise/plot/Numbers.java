package dev.lanewise.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Numbers along axes and in cells. */
final class Numbers {
    /** Farther from 0 the sums that place a value would overflow. */
    private static final double FARTHEST = 1e300;

    private Numbers() {}

    /** Whether a value has a place: it is finite, and not beyond 1e300. */
    static boolean hasPlace(double value) {
        return Math.abs(value) <= FARTHEST;
    }

    /** Round numbers from {@code low} to {@code high}, about {@code most} of them, never more than twice that. */
    static List<BigDecimal> ticks(double low, double high, int most) {
        if (!(high > low)) {
            return List.of(BigDecimal.valueOf(low).round(new MathContext(4)));
        }
        BigDecimal from = BigDecimal.valueOf(low);
        BigDecimal to = BigDecimal.valueOf(high);
        BigDecimal least = to.subtract(from).divide(BigDecimal.valueOf(most), MathContext.DECIMAL64);
        BigDecimal step = BigDecimal.ONE.scaleByPowerOfTen(least.precision() - least.scale() - 1);
        for (int factor : new int[] {2, 5, 10}) {
            step = step.compareTo(least) >= 0
                    ? step
                    : BigDecimal.valueOf(factor).scaleByPowerOfTen(least.precision() - least.scale() - 1);
        }
        List<BigDecimal> ticks = new ArrayList<>();
        BigDecimal tick = from.divide(step, 0, RoundingMode.CEILING).multiply(step);
        for (; tick.compareTo(to) <= 0; tick = tick.add(step)) {
            ticks.add(tick);
        }
        return ticks;
    }

    /** With three significant digits, as 0.0123, 45, 1.2e-7. */
    static String brief(double value) {
        return value == 0 || !Double.isFinite(value)
                ? value == 0 ? "0" : String.valueOf(value)
                : brief(BigDecimal.valueOf(value).round(new MathContext(3)));
    }

    /** All digits, in the shorter way. */
    static String brief(BigDecimal value) {
        if (value.signum() == 0) {
            return "0";
        }
        BigDecimal number = value.stripTrailingZeros();
        int exponent = number.precision() - number.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return number.toPlainString();
        }
        return number.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
    }
}
