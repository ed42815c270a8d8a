package dev.lanewise.train.terminal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Round numbers along an axis, exact decimals: multiples of 1, 2 or 5 times a power of ten, and on a logarithmic axis
 * powers of ten where there are some.
 */
final class Ticks {
    /** Powers of ten between two powers on a logarithmic axis. */
    private static final int[] POWERS = {200, 100, 50, 20, 10, 5, 2, 1};

    private static final int[] DIGITS = {1, 2, 5};
    private static final int MOST = 500;

    private final Scale scale;
    private final BigDecimal low;
    private final BigDecimal high;

    private Ticks(Scale scale) {
        this.scale = scale;
        low = BigDecimal.valueOf(scale.low());
        high = BigDecimal.valueOf(scale.high());
    }

    /**
     * The finest round numbers that have room, at least two; where no two have, the ends of the axis, rounded to a
     * hundredth of it or less. One number if the ends are the same; none if nothing has room.
     *
     * @param fits whether there is room for these, of which there are at least one
     */
    static List<BigDecimal> of(Scale scale, Predicate<List<BigDecimal>> fits) {
        return new Ticks(scale).finest(fits);
    }

    private List<BigDecimal> finest(Predicate<List<BigDecimal>> fits) {
        if (low.compareTo(high) == 0) {
            return single(fits);
        }
        List<BigDecimal> finest = ends();
        for (List<BigDecimal> each : candidates()) {
            if (each.size() >= 2 && fits.test(each)) {
                finest = each;
            }
        }
        return fits.test(finest) ? finest : List.of();
    }

    /** The one number with as many of its digits as there is room for. */
    private List<BigDecimal> single(Predicate<List<BigDecimal>> fits) {
        for (int digits = 17; digits > 0; digits--) {
            List<BigDecimal> rounded = List.of(low.round(new MathContext(digits)));
            if (fits.test(rounded)) {
                return rounded;
            }
        }
        return List.of();
    }

    private List<BigDecimal> ends() {
        if (scale.hasPowers()) {
            MathContext three = new MathContext(3);
            return List.of(low.round(three), high.round(three));
        }
        int digits = 2 - exponent(high.subtract(low));
        return List.of(low.setScale(Math.min(digits, low.scale()), RoundingMode.HALF_EVEN),
                high.setScale(Math.min(digits, high.scale()), RoundingMode.HALF_EVEN));
    }

    /** Lists of ticks, from few to many; none has more than {@link #MOST}. */
    private List<List<BigDecimal>> candidates() {
        List<List<BigDecimal>> all = new ArrayList<>();
        if (scale.hasPowers()) {
            for (int step : POWERS) {
                all.add(powers(step));
            }
            all.add(digits());
            return all;
        }
        int exponent = exponent(high.subtract(low)) + 1;
        for (int i = 0; i < 12; i++) {
            BigDecimal step = BigDecimal.valueOf(DIGITS[2 - i % 3]).scaleByPowerOfTen(exponent - i / 3);
            List<BigDecimal> ticks = multiples(step);
            if (ticks.size() > MOST) {
                break;
            }
            all.add(ticks);
        }
        return all;
    }

    private List<BigDecimal> multiples(BigDecimal step) {
        List<BigDecimal> ticks = new ArrayList<>();
        BigDecimal tick = low.divide(step, 0, RoundingMode.CEILING).multiply(step);
        for (; tick.compareTo(high) <= 0 && ticks.size() <= MOST; tick = tick.add(step)) {
            ticks.add(tick);
        }
        return ticks;
    }

    /** Every so manieth power of ten. */
    private List<BigDecimal> powers(int step) {
        List<BigDecimal> ticks = new ArrayList<>();
        int from = Math.ceilDiv(exponent(low), step) * step;
        for (int exponent = from; exponent <= exponent(high); exponent += step) {
            addWithin(ticks, BigDecimal.ONE.scaleByPowerOfTen(exponent));
        }
        return ticks;
    }

    private List<BigDecimal> digits() {
        List<BigDecimal> ticks = new ArrayList<>();
        for (int exponent = exponent(low); exponent <= exponent(high); exponent++) {
            for (int digit : DIGITS) {
                addWithin(ticks, BigDecimal.valueOf(digit).scaleByPowerOfTen(exponent));
            }
        }
        return ticks;
    }

    private void addWithin(List<BigDecimal> ticks, BigDecimal tick) {
        if (tick.compareTo(low) >= 0 && tick.compareTo(high) <= 0) {
            ticks.add(tick);
        }
    }

    /** The power of ten of the first digit. */
    static int exponent(BigDecimal number) {
        return number.precision() - number.scale() - 1;
    }
}
