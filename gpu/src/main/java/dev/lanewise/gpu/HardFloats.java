package dev.lanewise.gpu;

import java.util.SplittableRandom;

/**
 * Operands that show where arithmetic is not rounded correctly: results next to the middle between two floats, exact
 * rests of products, denormals, and any patterns of bits. Always the same.
 */
final class HardFloats {
    /** How many triples there are. */
    static final int COUNT = 2048;

    private static final int KINDS = 8;
    private static final int HALF_BITS = 25;

    private static final float[] SPECIAL = {
        0, -0f, 1, -1, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, Math.nextDown(Float.MIN_NORMAL),
        Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN,
        Math.nextUp(1f), Math.nextDown(1f), 3
    };

    private final SplittableRandom random = new SplittableRandom(20);
    private final Triples in = new Triples(COUNT);

    private HardFloats() {
        for (int i = 0; i < COUNT; i++) {
            switch (i % KINDS) {
                case 0 -> set(i, any(), any(), any());
                case 1 -> set(i, special(), special(), special());
                case 2 -> quotient(i);
                case 3 -> set(i, root(), one(), one());
                case 4 -> rest(i);
                case 5 -> middle(i);
                case 6 -> set(i, denormal(), scaled(random.nextInt(-20, 20)), denormal());
                default -> set(i, scaled(random.nextInt(-80, -60)), scaled(random.nextInt(-80, -60)), denormal());
            }
        }
    }

    /** The operands, which are floats. */
    static Triples triples() {
        return new HardFloats().in;
    }

    private void set(int i, float x, float y, float z) {
        in.set(i, x, y, z);
    }

    /** Any bits but those of most NaN, which need not reach the device as they are. */
    private float any() {
        float x = Float.intBitsToFloat(random.nextInt());
        return Float.isNaN(x) ? Float.NaN : x;
    }

    private float special() {
        return SPECIAL[random.nextInt(SPECIAL.length)];
    }

    /** From 1 to 2. */
    private float one() {
        return 1 + random.nextInt(1 << 23) * 0x1p-23f;
    }

    private float scaled(int exponent) {
        return Math.scalb(random.nextBoolean() ? one() : -one(), exponent);
    }

    private float denormal() {
        return Float.intBitsToFloat(random.nextInt(1 << 23) | random.nextInt() & 1 << 31);
    }

    /**
     * A quotient as near as can be to the middle between two floats: with q w = 1 modulo 2^25, the quotient of
     * (q w - 1) / 2^25 and w is q - 1/w, and q has a bit more than a float.
     */
    private void quotient(int i) {
        int w = 1 << 23 | random.nextInt(1 << 23) | 1;
        int inverse = w;
        for (int bits = 3; bits < HALF_BITS; bits *= 2) {
            inverse *= 2 - w * inverse;
        }
        int q = inverse & (1 << HALF_BITS) - 1;
        boolean above = q < 1 << HALF_BITS - 1;
        long product = above
                ? ((1L << HALF_BITS) - q) * w + 1
                : (long) q * w - 1;
        set(i, (float) (product >> HALF_BITS), w, one());
    }

    /**
     * A number whose root is next to the middle between two floats: with r^2 = d modulo 2^26 for a small d, the root of
     * (r^2 - d) / 2^26 is r - d / 2r but for a power of two, and r has a bit more than a float.
     */
    private float root() {
        long d = 1 + 8L * random.nextInt(-64, 64);
        long r = 1;
        for (int bit = 3; bit <= HALF_BITS; bit++) {
            if (((r * r - d) >> bit & 1) != 0) {
                r += 1L << bit - 1;
            }
        }
        r &= (1L << HALF_BITS) - 1;
        long large = r < 1L << HALF_BITS - 1 ? (1L << HALF_BITS) - r : r;
        return (float) ((large * large - d) >> HALF_BITS + 1);
    }

    /** A product less itself as rounded: its rest where the sum is fused, 0 where it is not. */
    private void rest(int i) {
        float x = scaled(random.nextInt(-10, 10));
        float y = scaled(random.nextInt(-10, 10));
        set(i, x, y, -(x * y));
    }

    /** A product in the middle between two floats, and a summand that decides, too small for a sum of doubles. */
    private void middle(int i) {
        int x = 0;
        int y = 0;
        while (Integer.numberOfLeadingZeros(x * y) != Integer.SIZE - HALF_BITS) {
            x = 1 << 11 | random.nextInt(1 << 11) | 1;
            y = 1 << 12 | random.nextInt(1 << 12) | 1;
        }
        set(i, x, y, random.nextBoolean() ? 0x1p-60f : -0x1p-60f);
    }
}
