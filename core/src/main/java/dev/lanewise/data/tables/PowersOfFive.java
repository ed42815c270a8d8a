package dev.lanewise.data.tables;

import java.math.BigInteger;

/**
 * The leading 128 bits of the powers of five whose powers of ten matter to doubles: truncated, and rounded up for
 * negative exponents, with the highest bit set.
 */
final class PowersOfFive {
    /** With any 19 digits, anything below rounds to 0. */
    static final int LEAST = -342;

    /** Anything above is infinite. */
    static final int GREATEST = 308;

    private static final int BITS = 128;
    private static final long[] HIGH = new long[GREATEST - LEAST + 1];
    private static final long[] LOW = new long[GREATEST - LEAST + 1];

    static {
        BigInteger five = BigInteger.valueOf(5);
        BigInteger power = BigInteger.ONE;
        for (int exponent = 0; exponent <= -LEAST; exponent++) {
            int excess = power.bitLength() - BITS;
            if (exponent <= GREATEST) {
                keep(exponent, excess > 0 ? power.shiftRight(excess) : power.shiftLeft(-excess));
            }
            if (exponent > 0) { // no power of two, so that the quotient is never whole
                BigInteger one = BigInteger.ONE.shiftLeft(power.bitLength() + BITS - 1);
                keep(-exponent, one.divide(power).add(BigInteger.ONE));
            }
            power = power.multiply(five);
        }
    }

    private PowersOfFive() {}

    private static void keep(int exponent, BigInteger bits) {
        HIGH[exponent - LEAST] = bits.shiftRight(Long.SIZE).longValue();
        LOW[exponent - LEAST] = bits.longValue();
    }

    /** The leading 64 bits. */
    static long high(int exponent) {
        return HIGH[exponent - LEAST];
    }

    /** The 64 bits behind those. */
    static long low(int exponent) {
        return LOW[exponent - LEAST];
    }
}
