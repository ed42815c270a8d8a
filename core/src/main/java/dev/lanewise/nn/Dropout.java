package dev.lanewise.nn;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * In training each element is zeroed with probability p and the others are scaled by {@code 1 / (1 - p)} (Srivastava et
 * al. 2014, inverted form); in evaluation everything passes unchanged.
 */
public final class Dropout extends Layer {
    private final float p;
    private final RandomSource random;

    /**
     * Drops with probability p, drawing from a stream of its own that it splits off {@code random}.
     *
     * @throws IllegalArgumentException unless {@code 0 <= p <= 1}, or if the random source is null
     */
    public Dropout(double p, RandomSource random) {
        this(ownSource(p, random), (float) p);
    }

    /** Draws from the source itself. */
    private Dropout(RandomSource random, float p) {
        this.p = p;
        this.random = part("random", random);
    }

    /** Checks everything before the source moves on. */
    private static RandomSource ownSource(double p, RandomSource random) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("Dropout: probability " + p + " is not within 0 and 1");
        }
        return Required.nonNull("Dropout: the random source", random).split();
    }

    @Override
    protected Tensor compute(Tensor x) {
        return isTraining() && p > 0f ? random.dropout(x, p) : x;
    }

    @Override
    public Dropout copy() {
        return copied(() -> new Dropout(copied(random), p));
    }

    @Override
    protected String describe() {
        return Float.toString(p);
    }
}
