package dev.lanewise.kernels.scalar;

/** Functions of one element that generated loops call, as the JVM has no instruction for them. */
public final class ScalarSteps {
    private ScalarSteps() {}

    public static float sign(float x) {
        return x > 0 ? 1 : x < 0 ? -1 : x;
    }

    public static float sqrt(float x) {
        return (float) Math.sqrt(x);
    }

    public static float rsqrt(float x) {
        return 1 / (float) Math.sqrt(x);
    }

    public static float reciprocal(float x) {
        return 1 / x;
    }

    public static float relu(float x) {
        return x <= 0 ? 0 : x;
    }

    public static boolean eq(float a, float b) {
        return a == b;
    }

    public static boolean ne(float a, float b) {
        return a != b;
    }

    public static boolean lt(float a, float b) {
        return a < b;
    }

    public static boolean le(float a, float b) {
        return a <= b;
    }

    public static boolean gt(float a, float b) {
        return a > b;
    }

    public static boolean ge(float a, float b) {
        return a >= b;
    }

    public static float select(boolean mask, float a, float b) {
        return mask ? a : b;
    }
}
