package dev.lanewise.kernels;

import java.util.SplittableRandom;

/** Awkward sizes and values for kernel tests. */
public final class FloatSamples {
    /** Around every vector width: empty, below, at and above one and several vectors. */
    public static final int[] SIZES = {
        0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 127, 255, 1000
    };

    /** Values at which functions turn: specials, ends of ranges, and the neighbours of round numbers. */
    public static final float[] SPECIAL = {
        0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -Float.MIN_VALUE,
        3 * Float.MIN_VALUE, 0x1.8p-130f, -0x1.8p-130f, Float.MIN_NORMAL, -Float.MIN_NORMAL, Float.MAX_VALUE,
        -Float.MAX_VALUE, 1f, -1f, 0x1.fffffep-1f, 0x1.000002p0f, -0x1.fffffep-1f, -0x1.000002p0f, 0.5f, -0.5f, 2f, -2f,
        3f, -3f, 1e-8f, -1e-8f, 1e-4f, 88.72f, 88.73f, 89f, 90f, -87.3f, -87.4f, -103.9f, -104f, -105f, -110f, -18f,
        -17f, 9f, -9.2f, 14.4f, -14.4f, -14.5f, -15f, -10.8f, -11.1f, 3.9f, -4f, 0.875f, 0.7071068f, 1.4142135f,
        0x1p24f, 0x1p23f + 1,
        1e10f, -1e10f, 1e38f, -1e38f
    };

    private FloatSamples() {}

    /** Special values, numbers of ordinary size and arbitrary bit patterns, a third each. */
    public static float[] mixed(SplittableRandom random, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = switch (random.nextInt(3)) {
                case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
                case 1 -> (float) random.nextGaussian(0, 5);
                default -> Float.intBitsToFloat(random.nextInt());
            };
        }
        return x;
    }

    /** Numbers of ordinary size. */
    public static float[] ordinary(SplittableRandom random, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian(0, 3);
        }
        return x;
    }

    /** Ordinary numbers, wild finite ones with both zeros, and anything at all. */
    public static float[][] various(SplittableRandom random, int n) {
        float[] wild = ordinary(random, n);
        for (int i = 0; i < n; i++) {
            wild[i] *= (float) Math.scalb(1.0, random.nextInt(-140, 60)) * random.nextInt(2);
        }
        return new float[][] {ordinary(random, n), wild, mixed(random, n)};
    }

    public static boolean[] booleans(SplittableRandom random, int n) {
        boolean[] x = new boolean[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextBoolean();
        }
        return x;
    }
}
