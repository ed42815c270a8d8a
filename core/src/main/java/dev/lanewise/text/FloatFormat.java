package dev.lanewise.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * How the floats of one tensor are written so that they line up, by NumPy's rules (since 2.3): each with the fewest
 * digits that distinguish it from adjacent floats, at most eight after the point; all in scientific notation if the
 * largest magnitude reaches 10<sup>6</sup> (where a float's digits run out), the smallest is below 10<sup>-4</sup>, or
 * their ratio exceeds 1000.
 *
 * @param before width up to the point
 * @param after digits after the point
 * @param width of the whole
 */
record FloatFormat(boolean scientific, int before, int after, int width) {
    private static final int PRECISION = 8;
    private static final int EXPONENT_WIDTH = 4;
    private static final float LARGE = 1e6f;
    private static final float SMALL = 1e-4f;
    private static final float RATIO = 1000f;

    /** The format for these values. */
    static FloatFormat of(float[] values) {
        float largest = 0;
        float smallest = Float.POSITIVE_INFINITY;
        int special = 0;
        for (float value : values) {
            if (!Float.isFinite(value)) {
                special = Math.max(special, special(value).length());
            } else if (value != 0) {
                largest = Math.max(largest, Math.abs(value));
                smallest = Math.min(smallest, Math.abs(value));
            }
        }
        boolean scientific = largest > 0 && (largest >= LARGE || smallest < SMALL || largest / smallest > RATIO);
        int before = 0;
        int after = 0;
        for (float value : values) {
            if (Float.isFinite(value)) {
                String digits = scientific ? scientific(value, 0) : positional(value);
                int point = digits.indexOf('.');
                before = Math.max(before, point);
                after = Math.max(after, digits.length() - point - 1);
            }
        }
        if (scientific) {
            after -= EXPONENT_WIDTH;
        }
        int width = before == 0 ? 0 : before + 1 + after + (scientific ? EXPONENT_WIDTH : 0);
        return new FloatFormat(scientific, before + Math.max(0, special - width), after, Math.max(width, special));
    }

    /** A value in this format. */
    String text(float value) {
        if (!Float.isFinite(value)) {
            return ArrayPrinter.padLeft(special(value), width);
        }
        String digits = scientific ? scientific(value, after) : positional(value);
        String left = " ".repeat(before - digits.indexOf('.')) + digits;
        return left + " ".repeat(width - left.length());
    }

    /** A single number, as NumPy writes scalars: with all digits needed, and at least one after the point. */
    static String scalar(float value) {
        if (!Float.isFinite(value)) {
            return special(value);
        }
        double magnitude = Math.abs(value);
        if (magnitude != 0 && (magnitude < 1e-4 || magnitude >= LARGE)) {
            return scientific(value, 0).replace(".e", "e");
        }
        String digits = plain(shortest(value), value);
        return digits.endsWith(".") ? digits + "0" : digits;
    }

    private static String special(float value) {
        return Float.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }

    /** For example {@code -12.5} or {@code 3.}. */
    private static String positional(float value) {
        BigDecimal digits = shortest(value);
        if (digits.scale() > PRECISION) {
            digits = new BigDecimal(Math.abs(value)).setScale(PRECISION, RoundingMode.HALF_EVEN);
        }
        return plain(digits, value);
    }

    private static String plain(BigDecimal digits, float value) {
        BigDecimal trimmed = digits.signum() == 0 ? BigDecimal.ZERO : digits.stripTrailingZeros();
        String text = trimmed.toPlainString();
        return sign(value) + text + (trimmed.scale() > 0 ? "" : ".");
    }

    /** For example {@code -1.25e+03} or {@code 3.e-05}; what the fewest digits leave of {@code after} is exact. */
    private static String scientific(float value, int after) {
        BigDecimal number = shortest(value);
        if (number.precision() <= after && value != 0) {
            MathContext exact = new MathContext(after + 1, RoundingMode.HALF_EVEN);
            number = new BigDecimal(Math.abs(value)).round(exact);
        }
        String digits = number.unscaledValue().toString();
        int exponent = value == 0 ? 0 : digits.length() - 1 - number.scale();
        int power = Math.abs(exponent);
        String zeros = "0".repeat(Math.max(0, after + 1 - digits.length()));
        return sign(value) + digits.charAt(0) + '.' + digits.substring(1) + zeros
                + (exponent < 0 ? "e-" : "e+") + (power < 10 ? "0" : "") + power;
    }

    private static String sign(float value) {
        return Float.floatToRawIntBits(value) < 0 ? "-" : "";
    }

    /** The magnitude in the fewest digits that distinguish it from adjacent floats, the nearest of such decimals. */
    private static BigDecimal shortest(float value) {
        float magnitude = Math.abs(value);
        BigDecimal digits = new BigDecimal(Float.toString(magnitude)).stripTrailingZeros();
        if (digits.precision() == 2) {
            // Float.toString gives two digits where one is enough: 1.4E-45.
            BigDecimal one = new BigDecimal(magnitude).round(new MathContext(1, RoundingMode.HALF_EVEN));
            return one.floatValue() == magnitude ? one.stripTrailingZeros() : digits;
        }
        return digits;
    }
}
