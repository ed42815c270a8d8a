package dev.lanewise.nn;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;

/**
 * {@link Dropout} of whole channels of planes, {@link RandomSource#channelDropout} (Tompson et al. 2015). <b>Shape</b>:
 * {@code [N, C, H, W] -> [N, C, H, W]}; for lines there is {@link Dropout1d}.
 */
public final class Dropout2d extends Dropping {
    /**
     * Drops with probability p, drawing from a stream of its own that it splits off {@code random}.
     *
     * @throws IllegalArgumentException unless {@code 0 <= p <= 1}, or if the random source is null
     */
    public Dropout2d(double p, RandomSource random) {
        super("Dropout2d", p, random);
    }

    private Dropout2d(Dropout2d original) {
        super(original);
    }

    @Override
    void requireShape(Tensor x) {
        requireRank(x, 4, 4, "[N, C, H, W]");
    }

    @Override
    Tensor drop(Tensor x, RandomSource source, float probability) {
        return source.channelDropout(x, probability);
    }

    @Override
    public Dropout2d copy() {
        return copied(() -> new Dropout2d(this));
    }
}
