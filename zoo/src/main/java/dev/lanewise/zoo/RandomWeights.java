package dev.lanewise.zoo;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/** Parameters as a new network has them. */
final class RandomWeights implements Weights.Source {
    /** Numbers drawn at once: 256 KB, which the JVM's garbage collector does not take for large. */
    private static final int PART = 1 << 16;

    private final RandomSource random;
    private final float deviation;

    RandomWeights(RandomSource random, double deviation) {
        this.random = Required.nonNull("Weights: the random source", random);
        this.deviation = Finite.atLeastZero("Weights: standard deviation", deviation);
    }

    @Override
    public Tensor read(String path, Weights.Start start, int... shape) {
        return switch (start) {
            case NORMAL -> normal(Shape.of(shape));
            case ZEROS -> Tensor.zeros(shape);
            case ONES -> Tensor.ones(shape);
        };
    }

    /**
     * The bits of {@code Init.normal} as a whole, which would take three arrays of that size: to touch so much new
     * memory takes longer than to draw the numbers.
     */
    private Tensor normal(Shape shape) {
        float[] values = new float[shape.size()];
        for (int from = 0; from < values.length; from += PART) {
            int count = Math.min(PART, values.length - from);
            scale(random.normal(count).toArray(), deviation, values, from);
        }
        return Tensor.wrap(values, shape);
    }

    private static void scale(float[] part, float scale, float[] values, int from) {
        for (int i = 0; i < part.length; i++) {
            values[from + i] = part[i] * scale + 0f; // a mean of 0: no negative zero
        }
    }

    @Override
    public boolean has(String path) {
        return true;
    }
}
