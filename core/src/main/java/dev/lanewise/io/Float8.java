package dev.lanewise.io;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What the 256 bytes of each 8-bit type of floats stand for, as the OCP 8-bit and microscaling specifications have it
 * (F8_E4M3, F8_E5M2, F8_E8M0), and Noune et al., 2022 (the FNUZ types: finite, one NaN where -0 would be).
 */
final class Float8 {
    private static final int COUNT = 256;
    private static final Map<Dtype, float[]> TABLES = new EnumMap<>(Map.of(
            Dtype.F8_E4M3, signed(4, 7, (byte) 0x7F, false),
            Dtype.F8_E5M2, signed(5, 15, (byte) 0x7F, true),
            Dtype.F8_E4M3FNUZ, signed(4, 8, (byte) 0x80, false),
            Dtype.F8_E5M2FNUZ, signed(5, 16, (byte) 0x80, false),
            Dtype.F8_E8M0, powers()));

    private Float8() {}

    /** The float that each byte stands for; not to be written to. */
    static float[] values(Dtype type) {
        return Objects.requireNonNull(TABLES.get(type), () -> type + " has more than 8 bits");
    }

    /**
     * A table of a sign, bits of exponent, and the rest mantissa.
     *
     * @param nan a byte that is no number; if it is positive, so is the negative one
     * @param ieee whether the largest exponent is that of infinity and NaN alone
     */
    private static float[] signed(int exponentBits, int bias, byte nan, boolean ieee) {
        int mantissaBits = Byte.SIZE - 1 - exponentBits;
        int one = 1 << mantissaBits;
        float[] values = new float[COUNT];
        for (int magnitude = 0; magnitude < COUNT / 2; magnitude++) {
            int exponent = magnitude >> mantissaBits;
            int mantissa = magnitude & one - 1;
            float value = exponent == 0
                    ? Math.scalb((float) mantissa, 1 - bias - mantissaBits)
                    : Math.scalb((float) (one + mantissa), exponent - bias - mantissaBits);
            if (ieee && exponent == (1 << exponentBits) - 1) {
                value = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            } else if (magnitude == nan) {
                value = Float.NaN;
            }
            values[magnitude] = value;
            values[COUNT / 2 + magnitude] = -value;
        }
        values[nan & 0xFF] = Float.NaN;
        return values;
    }

    private static float[] powers() {
        float[] values = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            values[i] = Math.scalb(1f, i - 127);
        }
        values[COUNT - 1] = Float.NaN;
        return values;
    }
}
