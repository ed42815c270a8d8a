package dev.lanewise.data.tables;

import java.nio.charset.StandardCharsets;

/**
 * Reads decimal numbers from bytes, correctly rounded: the double that {@link Double#parseDouble} gives, most of them
 * without its cost.
 *
 * <p>Few digits and small exponents take one exact multiplication or division (Clinger, <i>How to Read Floating Point
 * Numbers Accurately</i>, 1990), other numbers of up to 19 digits a product with 128 bits of a power of five (Lemire,
 * <i>Number Parsing at a Gigabyte per Second</i>, 2021); what these cannot decide goes to the JDK.
 */
final class NumberParser {
    /** Any number of so many digits fits into an unsigned long. */
    private static final int MOST_DIGITS = 19;

    private static final int MANTISSA_BITS = Double.PRECISION - 1;

    /** With the letter and the sign. */
    private static final int LONGEST_EXPONENT = 8;

    private static final double[] EXACT_POWERS = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
        1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    private static final byte[] INFINITY = "infinity".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] INF = "inf".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NAN = "nan".getBytes(StandardCharsets.US_ASCII);

    private final byte point;
    private double value;

    /**
     * A parser.
     *
     * @param point the decimal sign
     */
    NumberParser(char point) {
        this.point = (byte) point;
    }

    /** Whether a text is nothing but a number. */
    static boolean isNumber(String text) {
        byte[] ended = (text + '\0').getBytes(StandardCharsets.UTF_8);
        return ended.length > 1 && new NumberParser('.').parse(ended, 0) == ended.length - 1;
    }

    /** The number that was read last. */
    double value() {
        return value;
    }

    /**
     * Reads the longest number that begins at a place: {@code -12.5e-3}, {@code .5}, {@code 5.}, {@code NaN},
     * {@code inf} or {@code Infinity} in any case. Behind the text there must be a byte that belongs to no number.
     *
     * @return the place behind the number; {@code at} if none begins there
     */
    int parse(byte[] text, int at) {
        boolean negative = text[at] == '-';
        int p = negative || text[at] == '+' ? at + 1 : at;
        int first = p;
        long digits = 0;
        int digit = text[p] - '0';
        while (digit >= 0 && digit <= 9) {
            digits = 10 * digits + digit;
            digit = text[++p] - '0';
        }
        int count = p - first;
        int exponent = 0;
        if (text[p] == point) {
            int fraction = p + 1;
            digit = text[++p] - '0';
            while (digit >= 0 && digit <= 9) {
                digits = 10 * digits + digit;
                digit = text[++p] - '0';
            }
            exponent = fraction - p;
            count -= exponent;
        }
        if (count == 0) {
            return word(text, at, first, negative);
        }
        int end = p;
        if ((text[p] | 0x20) == 'e') {
            end = exponentEnd(text, p + 1);
            exponent += end == p ? 0 : exponent(text, p + 1, end);
        }
        boolean tooLong = count > MOST_DIGITS && significant(text, first, p) > MOST_DIGITS;
        double magnitude = tooLong || end - p > LONGEST_EXPONENT ? Double.NaN : magnitude(digits, exponent);
        if (Double.isNaN(magnitude)) {
            value = slow(text, at, end);
        } else {
            value = negative ? -magnitude : magnitude;
        }
        return end;
    }

    /** Digits from the first that is not 0. */
    private int significant(byte[] text, int first, int end) {
        int p = first;
        while (p < end && (text[p] == '0' || text[p] == point)) {
            p++;
        }
        return end - p; // one too many if the decimal sign is still to come, which only takes the slow path
    }

    /** Where an exponent ends, which begins behind the letter e; at that letter if it is none. */
    private static int exponentEnd(byte[] text, int from) {
        int p = text[from] == '-' || text[from] == '+' ? from + 1 : from;
        int first = p;
        while (text[p] >= '0' && text[p] <= '9') {
            p++;
        }
        return p == first ? from - 1 : p;
    }

    private static int exponent(byte[] text, int from, int end) {
        boolean negative = text[from] == '-';
        int exponent = 0;
        for (int p = negative || text[from] == '+' ? from + 1 : from; p < Math.min(end, from + LONGEST_EXPONENT); p++) {
            exponent = 10 * exponent + text[p] - '0';
        }
        return negative ? -exponent : exponent;
    }

    private int word(byte[] text, int at, int from, boolean negative) {
        if (begins(text, from, INF)) {
            value = negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            return from + (begins(text, from, INFINITY) ? INFINITY.length : INF.length);
        }
        if (begins(text, from, NAN)) {
            value = Double.NaN;
            return from + NAN.length;
        }
        return at;
    }

    private static boolean begins(byte[] text, int from, byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if ((text[from + i] | 0x20) != word[i]) { // the byte behind the text matches none
                return false;
            }
        }
        return true;
    }

    private double slow(byte[] text, int from, int end) {
        String number = new String(text, from, end - from, StandardCharsets.US_ASCII);
        return Double.parseDouble(number.replace((char) point, '.'));
    }

    /** {@code digits * 10^exponent} of an unsigned long; NaN if that is not decided here. */
    private static double magnitude(long digits, int exponent) {
        if (digits >= 0 && digits <= 1L << Double.PRECISION && exponent >= -22 && exponent <= 22) {
            return exponent < 0 ? digits / EXACT_POWERS[-exponent] : digits * EXACT_POWERS[exponent];
        }
        if (digits == 0) {
            return 0;
        }
        if (exponent < PowersOfFive.LEAST || exponent > PowersOfFive.GREATEST) {
            return Double.NaN;
        }
        return product(digits, exponent);
    }

    /**
     * The same by the leading bits of the product with a power of five. Its error is below the last of 128 bits, so the
     * 54 that count are right unless all bits behind them are ones.
     */
    private static double product(long digits, int exponent) {
        int zeros = Long.numberOfLeadingZeros(digits);
        long factor = digits << zeros;
        long power = PowersOfFive.high(exponent);
        long high = Math.unsignedMultiplyHigh(factor, power);
        long low = factor * power;
        if ((high & 0x1FF) == 0x1FF) { // a carry from below could reach the bits that count
            long below = Math.unsignedMultiplyHigh(factor, PowersOfFive.low(exponent));
            low += below;
            if (Long.compareUnsigned(low, below) < 0) {
                high++;
            }
            if (low == -1 && (exponent < -27 || exponent > 55)) { // so could a carry from even further below
                return Double.NaN;
            }
        }
        int top = (int) (high >>> 63);
        int shift = top + Long.SIZE - Double.PRECISION - 2;
        long mantissa = high >>> shift; // with one bit to round by
        // 217706 / 2^16 is close enough to log2(10) to give the exponent of two of every power of ten here
        long binary = ((217706L * exponent) >> 16) + Long.SIZE - 1 - zeros + top + Double.MAX_EXPONENT;
        if (binary <= 0) {
            return Double.NaN; // subnormal, or 0
        }
        boolean tie = Long.compareUnsigned(low, 1) <= 0 && exponent >= -4 && exponent <= 23 && (mantissa & 3) == 1
                && mantissa << shift == high;
        if (tie) {
            mantissa--; // halfway, to even
        }
        mantissa = (mantissa + (mantissa & 1)) >>> 1;
        if (mantissa == 1L << Double.PRECISION) {
            mantissa >>>= 1;
            binary++;
        }
        if (binary > 2 * Double.MAX_EXPONENT) {
            return Double.NaN; // infinite
        }
        return Double.longBitsToDouble(binary << MANTISSA_BITS | mantissa & (1L << MANTISSA_BITS) - 1);
    }
}
