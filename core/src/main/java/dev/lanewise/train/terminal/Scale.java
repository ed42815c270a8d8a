package dev.lanewise.train.terminal;

import java.math.BigDecimal;
import java.util.List;

/**
 * Where numbers lie along an axis.
 *
 * @param low the least number that is drawn
 * @param high the greatest
 * @param logarithmic whether places go by logarithms; the numbers are then positive
 */
record Scale(double low, double high, boolean logarithmic) {
    /** From 0 for the least number to 1 for the greatest; a half if they are the same. */
    double place(double number) {
        double all = distance(high);
        return all > 0 ? Math.clamp(distance(number) / all, 0, 1) : 0.5;
    }

    /** Whether it is logarithmic, and spans a power of ten: its round numbers then lie as powers do. */
    boolean hasPowers() {
        return logarithmic && high / 10 >= low;
    }

    private double distance(double number) {
        if (!logarithmic) {
            // Halves, where the difference of two doubles would overflow.
            return high - low < Double.POSITIVE_INFINITY ? number - low : number / 2 - low / 2;
        }
        // The difference of two logarithms that are nearly the same would have few digits, or none.
        return number <= 2 * low
                ? StrictMath.log1p((number - low) / low)
                : StrictMath.log(number) - StrictMath.log(low);
    }

    /** For example {@code 0.5 to 1.0}, with all digits. */
    @Override
    public String toString() {
        return String.join(" to ", Labels.of(List.of(BigDecimal.valueOf(low), BigDecimal.valueOf(high)), this));
    }
}
