package dev.lanewise.nn;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;

/**
 * {@link AlphaDropout} of whole channels, {@link RandomSource#channelAlphaDropout}. <b>Shape</b>: {@code [N, C, ...] ->
 * [N, C, ...]}.
 */
public final class FeatureAlphaDropout extends Dropping {
    /**
     * Drops with probability p, drawing from a stream of its own that it splits off {@code random}.
     *
     * @throws IllegalArgumentException unless {@code 0 <= p <= 1}, or if the random source is null
     */
    public FeatureAlphaDropout(double p, RandomSource random) {
        super("FeatureAlphaDropout", p, random);
    }

    private FeatureAlphaDropout(FeatureAlphaDropout original) {
        super(original);
    }

    @Override
    void requireShape(Tensor x) {
        requireRank(x, 2, Integer.MAX_VALUE, "[N, C, ...]");
    }

    @Override
    Tensor drop(Tensor x, RandomSource source, float probability) {
        return source.channelAlphaDropout(x, probability);
    }

    @Override
    public FeatureAlphaDropout copy() {
        return copied(() -> new FeatureAlphaDropout(this));
    }
}
