package dev.lanewise.optable;

import java.util.SplittableRandom;

/** Where the inputs of an op row come from. Domains keep away from points where the op has no derivative. */
@FunctionalInterface
public interface Domain {
    /** Draws {@code n} values. */
    float[] draw(SplittableRandom random, int n);

    /** Uniform between two bounds. */
    static Domain between(double low, double high) {
        return (random, n) -> {
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                values[i] = (float) (low + (high - low) * random.nextDouble());
            }
            return values;
        };
    }

    /** Of either sign, at least 0.2 from 0. */
    static Domain nonZero() {
        return (random, n) -> {
            float[] values = between(0.2, 2.5).draw(random, n);
            for (int i = 0; i < n; i++) {
                values[i] = random.nextBoolean() ? values[i] : -values[i];
            }
            return values;
        };
    }

    /** Different multiples of 0.1 around 0, plus a phase, in random order: no two closer than 0.1. */
    static Domain distinct(double phase) {
        return (random, n) -> {
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                int j = random.nextInt(i + 1);
                values[i] = values[j];
                values[j] = (float) ((i - n / 2) * 0.1 + phase);
            }
            return values;
        };
    }

    /** Small whole numbers, many of them equal. */
    static Domain whole() {
        return (random, n) -> {
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                values[i] = random.nextInt(-2, 3);
            }
            return values;
        };
    }
}
