package dev.lanewise.nn;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;

/**
 * In training each element is zeroed with probability p and the others are scaled by {@code 1 / (1 - p)} (Srivastava et
 * al. 2014, inverted form); in evaluation everything passes unchanged.
 */
public final class Dropout extends Dropping {
    /**
     * Drops with probability p, drawing from a stream of its own that it splits off {@code random}.
     *
     * @throws IllegalArgumentException unless {@code 0 <= p <= 1}, or if the random source is null
     */
    public Dropout(double p, RandomSource random) {
        super("Dropout", p, random);
    }

    private Dropout(Dropout original) {
        super(original);
    }

    @Override
    Tensor drop(Tensor x, RandomSource source, float probability) {
        return source.dropout(x, probability);
    }

    @Override
    public Dropout copy() {
        return copied(() -> new Dropout(this));
    }
}
