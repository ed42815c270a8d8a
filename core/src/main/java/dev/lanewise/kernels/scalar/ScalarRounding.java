package dev.lanewise.kernels.scalar;

/** Rounding to whole numbers, exactly, by additions that leave no digits after the point. Zeros keep their signs. */
public final class ScalarRounding {
    /** From here on floats are whole numbers. */
    public static final float WHOLE = 0x1p23f;

    private ScalarRounding() {}

    /** The nearest whole number, the even one of two. */
    public static float round(float x) {
        float size = Math.abs(x);
        return size < WHOLE ? Math.copySign(size + WHOLE - WHOLE, x) : x;
    }

    /** The largest whole number that is not above x. */
    public static float floor(float x) {
        float nearest = round(x);
        return nearest > x ? nearest - 1 : nearest;
    }

    /** The smallest whole number that is not below x. */
    public static float ceil(float x) {
        float nearest = round(x);
        return nearest < x ? Math.copySign(nearest + 1, x) : nearest;
    }

    /** The whole number next to x towards 0. */
    public static float trunc(float x) {
        float size = Math.abs(x);
        float nearest = round(size);
        return Math.copySign(nearest > size ? nearest - 1 : nearest, x);
    }
}
