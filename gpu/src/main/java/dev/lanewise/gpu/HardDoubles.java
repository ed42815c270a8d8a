package dev.lanewise.gpu;

import java.math.BigInteger;
import java.util.SplittableRandom;

/** The same as {@link HardFloats} for doubles, and numbers in the middle between two floats. Always the same. */
final class HardDoubles {
    private static final int KINDS = 8;

    /** How many triples there are. */
    static final int COUNT = KINDS * 128;

    /** Bits of a double and of half of its last one. */
    private static final int HALF_BITS = 54;

    private static final long FRACTION = (1L << 52) - 1;

    private static final double[] SPECIAL = {
        0, -0.0, 1, -1, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_NORMAL, Math.nextDown(Double.MIN_NORMAL),
        Double.MAX_VALUE, -Double.MAX_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN,
        Math.nextUp(1.0), Math.nextDown(1.0), 3, Float.MIN_VALUE / 2.0, Float.MAX_VALUE + 0x1p103
    };

    private final SplittableRandom random = new SplittableRandom(21);
    private final Triples in = new Triples(COUNT);

    private HardDoubles() {
        for (int i = 0; i < COUNT; i++) {
            switch (i % KINDS) {
                case 0 -> in.set(i, any(), any(), any());
                case 1 -> in.set(i, special(), special(), special());
                case 2 -> quotient(i);
                case 3 -> in.set(i, root(), one(), one());
                case 4 -> rest(i);
                case 5 -> middle(i);
                case 6 -> in.set(i, betweenFloats(), scaled(random.nextInt(-20, 20)), denormal());
                default -> in.set(
                        i, scaled(random.nextInt(-560, -500)), scaled(random.nextInt(-560, -500)), denormal());
            }
        }
    }

    static Triples triples() {
        return new HardDoubles().in;
    }

    /** Any bits but those of most NaN, which need not reach the device as they are. */
    private double any() {
        double x = Double.longBitsToDouble(random.nextLong());
        return Double.isNaN(x) ? Double.NaN : x;
    }

    private double special() {
        return SPECIAL[random.nextInt(SPECIAL.length)];
    }

    /** From 1 to 2. */
    private double one() {
        return 1 + (random.nextLong() & FRACTION) * 0x1p-52;
    }

    private double scaled(int exponent) {
        return Math.scalb(random.nextBoolean() ? one() : -one(), exponent);
    }

    private double denormal() {
        return Double.longBitsToDouble(random.nextLong() & (FRACTION | Long.MIN_VALUE));
    }

    /**
     * A quotient as near as can be to the middle between two doubles: with q w = 1 modulo 2^54, the quotient of
     * (q w - 1) / 2^54 and w is q - 1/w, and q has a bit more than a double.
     */
    private void quotient(int i) {
        long w = 1L << 52 | random.nextLong() & FRACTION | 1;
        long inverse = w;
        for (int bits = 3; bits < HALF_BITS; bits *= 2) {
            inverse *= 2 - w * inverse;
        }
        long q = inverse & (1L << HALF_BITS) - 1;
        boolean above = q < 1L << HALF_BITS - 1;
        BigInteger product = BigInteger.valueOf(above ? (1L << HALF_BITS) - q : q)
                .multiply(BigInteger.valueOf(w))
                .add(BigInteger.valueOf(above ? 1 : -1));
        in.set(i, (double) product.shiftRight(HALF_BITS).longValueExact(), (double) w, one());
    }

    /**
     * A number whose root is next to the middle between two doubles: with r^2 = d modulo 2^55 for a small d, the root
     * of (r^2 - d) / 2^55 is r - d / 2r but for a power of two, and r has a bit more than a double.
     */
    private double root() {
        long d = 1 + 8L * random.nextInt(-64, 64);
        long r = 1;
        for (int bit = 3; bit <= HALF_BITS; bit++) {
            if (((r * r - d) >> bit & 1) != 0) {
                r += 1L << bit - 1;
            }
        }
        r &= (1L << HALF_BITS) - 1;
        BigInteger large = BigInteger.valueOf(r < 1L << HALF_BITS - 1 ? (1L << HALF_BITS) - r : r);
        BigInteger square = large.multiply(large).subtract(BigInteger.valueOf(d));
        return 2.0 * square.shiftRight(HALF_BITS + 1).longValueExact();
    }

    /** A product less itself as rounded: its rest where the sum is fused, 0 where it is not. */
    private void rest(int i) {
        double x = scaled(random.nextInt(-10, 10));
        double y = scaled(random.nextInt(-10, 10));
        in.set(i, x, y, -(x * y));
    }

    /** A product in the middle between two doubles, and a summand that decides. */
    private void middle(int i) {
        long x = 0;
        long y = 0;
        while (Long.numberOfLeadingZeros(x * y) != Long.SIZE - HALF_BITS) {
            x = 1L << 25 | random.nextInt(1 << 25) | 1;
            y = 1L << 27 | random.nextInt(1 << 27) | 1;
        }
        in.set(i, (double) x, (double) y, random.nextBoolean() ? 0x1p-100 : -0x1p-100);
    }

    /** The middle between two floats, which may be denormals, or a double beside it. */
    private double betweenFloats() {
        float x = Float.intBitsToFloat(random.nextInt(0x7f7f_ffff));
        float least = random.nextBoolean() ? x : Float.intBitsToFloat(random.nextInt(1 << 23));
        double middle = ((double) least + Math.nextUp(least)) / 2;
        double near = switch (random.nextInt(3)) {
            case 0 -> Math.nextUp(middle);
            case 1 -> Math.nextDown(middle);
            default -> middle;
        };
        return random.nextBoolean() ? near : -near;
    }
}
