package dev.lanewise.nn;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;

/**
 * In training each element is replaced with probability p by SELU's limit, and all are scaled and shifted so that mean
 * 0 and variance 1 stay, {@link RandomSource#alphaDropout}; in evaluation everything passes unchanged.
 */
public final class AlphaDropout extends Dropping {
    /**
     * Drops with probability p, drawing from a stream of its own that it splits off {@code random}.
     *
     * @throws IllegalArgumentException unless {@code 0 <= p <= 1}, or if the random source is null
     */
    public AlphaDropout(double p, RandomSource random) {
        super("AlphaDropout", p, random);
    }

    private AlphaDropout(AlphaDropout original) {
        super(original);
    }

    @Override
    Tensor drop(Tensor x, RandomSource source, float probability) {
        return source.alphaDropout(x, probability);
    }

    @Override
    public AlphaDropout copy() {
        return copied(() -> new AlphaDropout(this));
    }
}
